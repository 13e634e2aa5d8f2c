/**
 * Tests of what can be set on sockets, for every engine: that the kernel has it, or that
 * the engine says that it cannot.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { descriptorOf } from "../../kernel/descriptor.ts";
import { libc } from "../../kernel/libc.ts";
import {
  decodeSocketName,
  SOCKET_NAME_BYTES,
} from "../../kernel/socket_name.ts";
import {
  congestionControlOf,
  getOption,
  type IntegerOption,
  OPTIONS,
} from "../../kernel/socket_options.ts";
import type {
  Engine,
  TcpOptions,
  TcpStream,
  UdpOptions,
  UdpSocket,
} from "../engine.ts";
import { SocketError, UnsupportedOption } from "../socket_error.ts";
import {
  ANY_PORT,
  needsLibc,
  numbered,
  type Pair,
  PLAIN,
  receiveAll,
  reset,
  sendAll,
  testName,
  withPair,
  withSockets,
} from "./sockets.ts";

/** An option that not every engine can set, by its name in errors. */
export type Settable =
  | "SO_SNDBUF"
  | "SO_RCVBUF"
  | "TCP_CORK"
  | "TCP_MAXSEG"
  | "TCP_CONGESTION"
  | "a UDP socket's peer";

/** How each of them is asked for. */
const ASKED: Record<Settable, Partial<TcpOptions & UdpOptions>> = {
  SO_SNDBUF: { socketSendBytes: 30_000 },
  SO_RCVBUF: { socketReceiveBytes: 40_000 },
  TCP_CORK: { cork: true },
  TCP_MAXSEG: { maximumSegmentBytes: 500 },
  // the one that every Linux has (kernel net/ipv4/tcp_cong.c)
  TCP_CONGESTION: { congestionControl: "reno" },
  "a UDP socket's peer": { connectTo: { address: "127.0.0.1", port: 9 } },
};

/** What TCP does with an option where it is set. */
const EFFECTS: Partial<
  Record<Settable, (pair: Pair) => Promise<void> | void>
> = {
  SO_SNDBUF: ({ client, server }) => {
    // "the kernel doubles this value" (socket(7))
    assertEquals(integerOf(client, OPTIONS.SO_SNDBUF), 60_000);
    assertEquals(integerOf(server, OPTIONS.SO_SNDBUF), 60_000);
  },
  SO_RCVBUF: ({ client, server }) => {
    assertEquals(integerOf(client, OPTIONS.SO_RCVBUF), 80_000);
    assertEquals(integerOf(server, OPTIONS.SO_RCVBUF), 80_000);
  },
  TCP_MAXSEG: async ({ client, server }) => {
    await sendAll(client, numbered(1_000));
    for (const stream of [client, server]) {
      const { send_mss_bytes } = stream.info()!;
      // what TCP's own options take is not in it
      assert(send_mss_bytes! > 400 && send_mss_bytes! <= 500);
    }
  },
  TCP_CONGESTION: ({ client, server }) => {
    assertEquals(congestionControlOf(descriptorOfStream(client)), "reno");
    assertEquals(congestionControlOf(descriptorOfStream(server)), "reno");
  },
};

/** How long the kernel holds a corked segment back at most (tcp(7)). */
const LONGEST_CORK_MS = 200;

/**
 * Registers them.
 *
 * @param engine The engine to test.
 * @param cannotSet What it cannot set.
 */
export function testOptions(
  engine: Engine,
  cannotSet: readonly Settable[],
): void {
  for (const option of cannotSet) testRefusal(engine, option);
  for (const [option, effect] of Object.entries(EFFECTS)) {
    if (cannotSet.includes(option as Settable)) continue;
    const both = ASKED[option as Settable];
    Deno.test({
      ...needsLibc(testName(engine, `the kernel has ${option} as it was set`)),
      fn: () => withPair(engine, effect, { both }),
    });
  }
  if (!cannotSet.includes("SO_RCVBUF")) testDatagramMemory(engine);
  if (!cannotSet.includes("TCP_CORK")) testCork(engine);
  if (!cannotSet.includes("TCP_CONGESTION")) testUnknownValues(engine);
  testNoDelay(engine);
  testQuickAck(engine);
}

function testRefusal(engine: Engine, option: Settable): void {
  const asked = ASKED[option];
  Deno.test(
    testName(engine, `${option} is refused, not ignored`),
    async () => {
      const message =
        `The engine ${engine.name} cannot set ${option}: use the engine libc`;
      const isOfUdp = "connectTo" in asked;
      if (isOfUdp || option.startsWith("SO_")) {
        assertThrows(
          () => engine.bindUdp(ANY_PORT, asked),
          UnsupportedOption,
          message,
        );
      }
      if (isOfUdp) return;
      const options = { ...PLAIN, ...asked };
      assertThrows(
        () => engine.listenTcp(ANY_PORT, options),
        UnsupportedOption,
        message,
      );
      const listener = engine.listenTcp(ANY_PORT, PLAIN);
      await assertRejects(
        () => engine.connectTcp(listener.local, options),
        UnsupportedOption,
        message,
      );
      listener.close();
    },
  );
}

function testDatagramMemory(engine: Engine): void {
  Deno.test({
    ...needsLibc(
      testName(engine, "the kernel has a UDP socket's memory as it was set"),
    ),
    fn: () =>
      withSockets(engine, (plain, sized) => {
        const descriptor = descriptorOfSocket(sized);
        assertEquals(getOption(descriptor, OPTIONS.SO_SNDBUF), 60_000);
        assertEquals(getOption(descriptor, OPTIONS.SO_RCVBUF), 80_000);
        const usual = getOption(descriptorOfSocket(plain), OPTIONS.SO_RCVBUF);
        assert(usual !== 80_000, "the kernel's own choice");
      }, { socketSendBytes: 30_000, socketReceiveBytes: 40_000 }),
  });
}

function testCork(engine: Engine): void {
  /** Until a byte of the server is here. */
  async function byteMs(cork: boolean, close = false): Promise<number> {
    let elapsedMs = 0;
    await withPair(engine, async ({ client, server }) => {
      const start = performance.now();
      await server.write(new Uint8Array(1));
      if (close) await server.closeWrite();
      assertEquals(await client.read(new Uint8Array(8)), 1);
      elapsedMs = performance.now() - start;
    }, { server: { cork, noDelay: true } });
    return elapsedMs;
  }

  Deno.test(
    testName(engine, "TCP_CORK holds a small segment back for a while"),
    async () => {
      const elapsedMs = await byteMs(true);
      assert(elapsedMs >= LONGEST_CORK_MS / 2, `${elapsedMs} ms`);
    },
  );

  for (
    const [what, cork, close] of [
      ["the end of the stream lets a corked segment go", true, true],
      ["without TCP_CORK a small segment goes at once", false, false],
    ] as const
  ) {
    Deno.test(testName(engine, what), async () => {
      const times = [];
      for (let time = 0; time < 3; time++) {
        times.push(await byteMs(cork, close));
      }
      assert(Math.min(...times) < LONGEST_CORK_MS / 2, `${times} ms`);
    });
  }
}

function testUnknownValues(engine: Engine): void {
  for (
    const [what, option, code] of [
      ["a congestion control", { congestionControl: "no_such" }, "ENOENT"],
      ["a segment size", { maximumSegmentBytes: 1 }, "EINVAL"],
    ] as const
  ) {
    Deno.test(
      testName(engine, `${what} that the kernel does not have is ${code}`),
      async () => {
        const options = { ...PLAIN, ...option };
        const error = assertThrows(
          () => engine.listenTcp(ANY_PORT, options),
          SocketError,
          "Cannot listen on tcp 127.0.0.1:0",
        );
        assertEquals(error.code, code);
        const listener = engine.listenTcp(ANY_PORT, PLAIN);
        const rejection = await assertRejects(
          () => engine.connectTcp(listener.local, options),
          SocketError,
          `Cannot connect to tcp 127.0.0.1:${listener.local.port}`,
        );
        assertEquals(rejection.code, code);
        listener.close();
      },
    );
  }
}

function testNoDelay(engine: Engine): void {
  const noDelayOf = (stream: TcpStream) =>
    integerOf(stream, OPTIONS.TCP_NODELAY) !== 0;

  for (const noDelay of [true, false]) {
    Deno.test({
      ...needsLibc(
        testName(
          engine,
          `noDelay: ${noDelay} is what the kernel has, on both sides`,
        ),
      ),
      fn: () =>
        withPair(engine, ({ client, server }) => {
          assertEquals(noDelayOf(client), noDelay);
          assertEquals(noDelayOf(server), noDelay);
        }, { both: { noDelay } }),
    });
  }

  Deno.test({
    ...needsLibc(
      testName(engine, "the options of one side are not the other's"),
    ),
    fn: () =>
      withPair(engine, ({ client, server }) => {
        assertEquals(noDelayOf(client), true);
        assertEquals(noDelayOf(server), false);
      }, { client: { noDelay: true } }),
  });
}

function testQuickAck(engine: Engine): void {
  Deno.test({
    ...needsLibc(
      testName(engine, "quickAck leaves data, end and reset as they are"),
    ),
    async fn() {
      const both = { quickAck: true };
      await withPair(engine, async ({ client, server }) => {
        await sendAll(client, numbered(10_000));
        await client.closeWrite();
        assertEquals(await receiveAll(server, 100), numbered(10_000));
        assertEquals(await server.read(new Uint8Array(1)), null);
      }, { both });
      await withPair(engine, async ({ client, server }) => {
        await reset({ client, server });
        const error = await assertRejects(
          () => receiveAll(client, 65_536),
          SocketError,
        );
        assertEquals(error.code, "ECONNRESET");
      }, { both });
    },
  });
}

function descriptorOfStream(stream: TcpStream): number {
  const descriptor = descriptorOf(stream.local, stream.remote);
  assert(descriptor !== undefined);
  return descriptor;
}

function integerOf(stream: TcpStream, option: IntegerOption): number {
  return getOption(descriptorOfStream(stream), option);
}

/** The descriptor that bears a UDP socket's name: no TCP socket of the test has the same. */
function descriptorOfSocket(socket: UdpSocket): number {
  const name = new Uint8Array(SOCKET_NAME_BYTES);
  const length = new Uint32Array(1);
  for (let descriptor = 0; descriptor < 10_000; descriptor++) {
    length[0] = name.length;
    name.fill(0);
    if (libc()!.getsockname(descriptor, name, length) !== 0) continue;
    try {
      if (decodeSocketName(name).port === socket.local.port) return descriptor;
    } catch {
      // a socket of another family
    }
  }
  throw new Error(`No descriptor is bound to port ${socket.local.port}`);
}
