/**
 * Both halves of UDP for tests, and what can happen between them.
 *
 * @module
 */

import { denoEngine } from "../../socket/deno_engine.ts";
import type { Engine, SocketAddress, UdpSocket } from "../../socket/engine.ts";
import { ReceiveArena } from "../book_store.ts";
import {
  downloadOverUdp,
  type UdpDownload,
  type UdpDownloadOptions,
} from "../udp_client.ts";
import { UdpServer, type UdpServerOptions } from "../udp_server.ts";
import { END_SEQUENCE, isData, TEXT_DATAGRAM_BYTES } from "../udp_wire.ts";
import { accounted, type AccountedServer } from "./accounted_server.ts";
import type { Shelf } from "./shelf.ts";
import { ANY_PORT, PATIENT_MS } from "./tcp.ts";

/** Between two datagrams, so that no receive queue of a test overflows, in microseconds. */
export const GENTLE_MICROSECONDS = 100;

/**
 * Starts a UDP server.
 *
 * @param shelf Its books.
 * @param options What differs from a gentle pace.
 * @returns The server; dispose of it.
 */
export function serveUdp(
  shelf: Shelf,
  options: Partial<UdpServerOptions> = {},
): AccountedServer<UdpServer> {
  return accounted((onServed) =>
    new UdpServer({
      engine: denoEngine,
      bind: ANY_PORT,
      books: shelf.books,
      pauseMicroseconds: GENTLE_MICROSECONDS,
      rateBytesPerSecond: 0,
      datagramsPerCall: 1,
      memory: {},
      onServed,
      ...options,
    })
  );
}

/**
 * Downloads a book over UDP.
 *
 * @param server Where from.
 * @param options What differs from book 0 in pieces of 100 bytes, and patience.
 * @returns The download; close its store.
 */
export function fetchUdp(
  server: SocketAddress,
  options: Partial<UdpDownloadOptions> = {},
): Promise<UdpDownload> {
  const { bufferBytes = 100 } = options;
  return downloadOverUdp({
    engine: denoEngine,
    server,
    index: 0,
    bufferBytes,
    receiveBufferBytes: bufferBytes,
    timeoutMs: PATIENT_MS,
    repeatMs: 100,
    datagramsPerCall: 1,
    connected: false,
    memory: {},
    arena: new ReceiveArena(),
    spillPath: "/nonexistent/spill",
    ...options,
  });
}

/**
 * What a download says of itself, in one object for comparison.
 *
 * @param download The download.
 * @returns The client's half of the account, and the server's.
 */
export function ledgerOf({ udp }: UdpDownload): Record<string, number> {
  const { arrivals, account, foreign } = udp;
  const missing = arrivals.missing();
  return {
    sent: account.datagrams,
    received: arrivals.received,
    lost: missing.pieces,
    duplicated: arrivals.duplicated,
    reordered: arrivals.reordered,
    truncated: arrivals.truncated,
    foreign,
    sentBytes: account.bytes,
    receivedBytes: arrivals.receivedBytes,
    truncatedBytes: arrivals.truncatedBytes,
    lostBytes: missing.bytes,
  };
}

/** What becomes of one datagram: nothing, itself, copies, or others as well. */
export type Fate = (datagram: Uint8Array) => Uint8Array[];

/**
 * Passes everything on.
 *
 * @param datagram As it was received.
 * @returns The same.
 */
export function passOn(datagram: Uint8Array): Uint8Array[] {
  return [datagram];
}

/**
 * A fate by sequence number: other datagrams are passed on.
 *
 * @param fate What becomes of a data datagram.
 * @returns The fate of any datagram.
 */
export function dataFate(
  fate: (sequence: number, datagram: Uint8Array) => Uint8Array[],
): Fate {
  return (datagram) => {
    const sequence = sequenceOf(datagram);
    return sequence === undefined || sequence === END_SEQUENCE
      ? [datagram]
      : fate(sequence, datagram);
  };
}

/**
 * Drops the first datagrams of a kind.
 *
 * @param kind Its first word, or `end` for the end marker.
 * @param count How many.
 * @returns The fate of any datagram.
 */
export function dropFirst(kind: string, count: number): Fate {
  let left = count;
  return (datagram) => {
    if (kindOf(datagram) !== kind || left === 0) return [datagram];
    left--;
    return [];
  };
}

/**
 * What a datagram is.
 *
 * @param datagram As it was received.
 * @returns `data`, `end`, or the first word of a text.
 */
export function kindOf(datagram: Uint8Array): string {
  const sequence = sequenceOf(datagram);
  if (sequence === END_SEQUENCE) return "end";
  if (sequence !== undefined) return "data";
  return new TextDecoder().decode(datagram).split(/[ \n]/)[0]!;
}

/**
 * Sequence number of a data datagram.
 *
 * @param datagram As it was received.
 * @returns The number, or `undefined` for a text.
 */
export function sequenceOf(datagram: Uint8Array): number | undefined {
  if (!isData(datagram)) return undefined;
  return new DataView(datagram.buffer, datagram.byteOffset).getUint32(4);
}

/** A path between one client and a server on which things happen. */
export interface Relay extends AsyncDisposable {
  /** What the client takes for the server. */
  local: SocketAddress;
  /** The client, once it has sent something. */
  client: SocketAddress | undefined;
  /** Kinds of the datagrams that the client has sent, in order. */
  asked: string[];
}

/**
 * Puts a relay before a server.
 *
 * @param server The server.
 * @param fates What becomes of the datagrams in each direction; and the engine of the
 * relay, the tested one if time matters.
 * @returns The relay; dispose of it.
 */
export function relayTo(
  server: SocketAddress,
  fates: { toServer?: Fate; toClient?: Fate; engine?: Engine },
): Relay {
  const { toServer = passOn, toClient = passOn, engine = denoEngine } = fates;
  const front = engine.bindUdp(ANY_PORT);
  const back = engine.bindUdp(ANY_PORT);
  const relay: Relay = {
    local: front.local,
    client: undefined,
    asked: [],
    async [Symbol.asyncDispose]() {
      front.close();
      back.close();
      await Promise.all(carrying);
    },
  };
  const carry = async (
    from: UdpSocket,
    pass: (datagram: Uint8Array, sender: SocketAddress) => Promise<void>,
  ) => {
    const buffer = new Uint8Array(TEXT_DATAGRAM_BYTES);
    while (true) {
      const received = await from.receive(buffer);
      if (received === undefined) return;
      try {
        await pass(buffer.slice(0, received.bytes), received.from);
      } catch {
        // closed in the middle of it
        return;
      }
    }
  };
  const carrying = [
    carry(front, async (datagram, sender) => {
      relay.client = sender;
      relay.asked.push(kindOf(datagram));
      for (const one of toServer(datagram)) await back.send(one, server);
    }),
    carry(back, async (datagram) => {
      for (const one of toClient(datagram)) {
        await front.send(one, relay.client!);
      }
    }),
  ];
  return relay;
}

/** A UDP client without any manners. */
export class RawUdp implements Disposable {
  /** The socket; a test may use it directly. */
  readonly socket: UdpSocket;
  #server: SocketAddress;
  #engine: Engine;

  /**
   * Binds a socket.
   *
   * @param server Where it sends.
   * @param engine How it does socket I/O.
   */
  constructor(server: SocketAddress, engine: Engine = denoEngine) {
    this.#server = server;
    this.#engine = engine;
    this.socket = engine.bindUdp(ANY_PORT);
  }

  /**
   * Sends one datagram.
   *
   * @param what Text or bytes.
   */
  async send(what: string | Uint8Array): Promise<void> {
    await this.socket.send(
      typeof what === "string" ? new TextEncoder().encode(what) : what,
      this.#server,
    );
  }

  /** The next datagram, whoever sent it. */
  async next(): Promise<{ bytes: Uint8Array; from: SocketAddress }> {
    const buffer = new Uint8Array(TEXT_DATAGRAM_BYTES);
    const received = await this.socket.receive(buffer);
    if (received === undefined) throw new Error("the socket was closed");
    return { bytes: buffer.subarray(0, received.bytes), from: received.from };
  }

  /** The next datagram as text. */
  async text(): Promise<string> {
    return new TextDecoder().decode((await this.next()).bytes);
  }

  /**
   * Sends a request and returns the answer, as text.
   *
   * @param request Its text.
   */
  async ask(request: string): Promise<string> {
    await this.send(request);
    return await this.text();
  }

  /** The token that the server gives to this client. */
  async token(): Promise<string> {
    return (await this.ask("GET 0 100     \n")).trim().split(" ")[1]!;
  }

  /**
   * What the server has sent here in answer to all that was sent so far. No time is
   * waited: the server answers in order, so once it has answered somebody else who
   * asked later, everything is here.
   *
   * @returns The datagrams.
   */
  async answers(): Promise<Uint8Array[]> {
    using other = new RawUdp(this.#server, this.#engine);
    await other.token();
    await other.socket.send(new Uint8Array(0), this.socket.local);
    const answers: Uint8Array[] = [];
    while (true) {
      const { bytes, from } = await this.next();
      if (from.port === other.socket.local.port) return answers;
      answers.push(bytes.slice());
    }
  }

  /** Closes the socket. */
  [Symbol.dispose](): void {
    this.socket.close();
  }
}

/**
 * A server that a test has written itself.
 *
 * @param answer What it answers to one datagram.
 * @returns Where it is; dispose of it.
 */
export function fakeUdpServer(
  answer: (datagram: Uint8Array) => (string | Uint8Array)[],
): AsyncDisposable & { local: SocketAddress } {
  const socket = denoEngine.bindUdp(ANY_PORT);
  const serving = (async () => {
    const buffer = new Uint8Array(TEXT_DATAGRAM_BYTES);
    while (true) {
      const received = await socket.receive(buffer);
      if (received === undefined) return;
      for (const what of answer(buffer.slice(0, received.bytes))) {
        await socket.send(
          typeof what === "string" ? new TextEncoder().encode(what) : what,
          received.from,
        );
      }
    }
  })();
  return {
    local: socket.local,
    async [Symbol.asyncDispose]() {
      socket.close();
      await serving;
    },
  };
}
