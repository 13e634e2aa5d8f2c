/**
 * A program on a host of a link, for tests: sends and receives what it is told to.
 * Started by {@link ./peer.ts}.
 *
 * @module
 */

import { answerCalls } from "../../process/answer_calls.ts";
import type { PeerCommands } from "./peer_protocol.ts";

/** After so many datagrams the receiver gets the core, so that its buffer does not fill. */
const DATAGRAMS_PER_BURST = 20;

type Runs = {
  [Name in keyof PeerCommands]: (
    parameters: PeerCommands[Name]["parameters"],
  ) => PeerCommands[Name]["result"] | Promise<PeerCommands[Name]["result"]>;
};

let socket: Deno.DatagramConn | undefined;
let numbers: number[] = [];
let bytes = 0;
let lastMs = 0;

async function collect(from: Deno.DatagramConn): Promise<void> {
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const [datagram] = await from.receive(buffer);
    lastMs = performance.now();
    bytes += datagram.length;
    const { buffer: memory, byteOffset } = datagram;
    numbers.push(new DataView(memory, byteOffset).getUint32(0));
  }
}

async function count(listener: Deno.TcpListener): Promise<void> {
  using connection = await listener.accept();
  listener.close();
  const buffer = new Uint8Array(65_536);
  let counted = 0;
  for (;;) {
    const length = await connection.read(buffer);
    if (length === null) break;
    counted += length;
  }
  await connection.write(new TextEncoder().encode(String(counted)));
}

async function writeAll(to: Deno.Conn, rest: Uint8Array): Promise<void> {
  while (rest.length > 0) rest = rest.subarray(await to.write(rest));
}

const pause = (ms: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, ms));

const RUNS: Runs = {
  bind({ hostname }) {
    socket = Deno.listenDatagram({ transport: "udp", hostname, port: 0 });
    collect(socket).catch(() => {});
    return { port: (socket.addr as Deno.NetAddr).port };
  },
  async send({ to, count, bytes }) {
    const datagram = new Uint8Array(bytes);
    let sent = 0;
    for (let number = 0; number < count; number++) {
      new DataView(datagram.buffer).setUint32(0, number);
      sent += await socket!.send(datagram, { transport: "udp", ...to });
      if (number % DATAGRAMS_PER_BURST === 0) await pause(1);
    }
    return { bytes: sent };
  },
  async collected({ quietMs, expected = Infinity }) {
    lastMs = performance.now();
    while (
      numbers.length < expected && performance.now() - lastMs < quietMs
    ) await pause(5);
    const result = { numbers, bytes };
    numbers = [];
    bytes = 0;
    return result;
  },
  serve({ hostname }) {
    const listener = Deno.listen({ hostname, port: 0 });
    count(listener).catch(() => {});
    return { port: (listener.addr as Deno.NetAddr).port };
  },
  async upload({ to, bytes }) {
    using connection = await Deno.connect(to);
    await writeAll(connection, new Uint8Array(bytes));
    await connection.closeWrite();
    const answer = new Uint8Array(100);
    const length = await connection.read(answer) ?? 0;
    const text = new TextDecoder().decode(answer.subarray(0, length));
    return { counted: Number(text) };
  },
  async reaches(to) {
    try {
      using _connection = await Deno.connect(to);
      return { answer: "connected" };
    } catch (error) {
      return { answer: error instanceof Error ? error.message : `${error}` };
    }
  },
};

if (import.meta.main) {
  await answerCalls<PeerCommands>({
    protocol: 1,
    run: async (name, parameters) => await RUNS[name](parameters),
    details: () => ({ code: "" }),
  });
  Deno.exit(0);
}
