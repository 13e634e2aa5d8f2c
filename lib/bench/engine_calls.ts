/**
 * What the benchmark tells the lab's endpoints: all parameters are put together here.
 *
 * @module
 */

import type {
  DownloadParameters,
  ServeParameters,
  SideOptions,
} from "../endpoint/protocol.ts";
import type { SocketAddress } from "../socket/engine.ts";
import type { Content } from "./contender.ts";

/** An engine that the benchmark measures. */
export type EngineName = "libc" | "deno";

/** Silence after which a side gives up, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** How often an unanswered UDP request is repeated, in milliseconds. */
const REPEAT_MS = 250;

/**
 * UDP: datagrams that cross into the kernel in one call (sendmmsg(2), recvmmsg(2)). The
 * engine deno knows no such call.
 */
const BATCH: Record<EngineName, number> = { libc: 32, deno: 1 };

/** What a paced server sends at once: a small part of what a receive buffer holds. */
const PACED_BURST_BYTES = 8_192;

/** Datagrams of one call of a server. */
function serverBatch(
  { engine, rateBytesPerSecond = 0, bufferBytes = PACED_BURST_BYTES }:
    ServeCall,
): number {
  return rateBytesPerSecond === 0
    ? BATCH[engine]
    : Math.max(1, Math.floor(PACED_BURST_BYTES / bufferBytes));
}

/** What a server of the benchmark does. */
export interface ServeCall {
  /** How it does socket I/O. */
  engine: EngineName;
  /** The transport. */
  transport: "tcp" | "udp";
  /** Its only book. */
  content: Content;
  /** UDP with a rate: bytes of the content in one datagram. */
  bufferBytes?: number;
  /** Pause after every transmission, in microseconds. */
  pauseMicroseconds?: number;
  /** UDP: bytes of the book per second; 0 for as fast as it goes. */
  rateBytesPerSecond?: number;
}

/**
 * Parameters of the command `serve`, at any port of loopback.
 *
 * @param call What to serve, and how.
 */
export function serveParameters(call: ServeCall): ServeParameters {
  const { engine, transport, content, rateBytesPerSecond = 0 } = call;
  return {
    ...sideOptions(engine, serverBatch(call)),
    transport,
    hostname: "127.0.0.1",
    port: 0,
    books: [{ name: "content", path: content.path, bytes: content.bytes }],
    pauseMicroseconds: call.pauseMicroseconds ?? 0,
    rateBytesPerSecond,
    timeoutMs: TIMEOUT_MS,
  };
}

/** What a client of the benchmark does. */
export interface DownloadCall {
  /** How it does socket I/O. */
  engine: EngineName;
  /** The transport. */
  transport: "tcp" | "udp";
  /** Where the server is. */
  server: SocketAddress;
  /** Bytes of one write and read, or of the content in one datagram. */
  bufferBytes: number;
  /** Size of the book, in bytes. */
  bytes: number;
  /** File for a book that is too large for memory. */
  spillPath: string;
  /** TCP: connect, then ask at this moment of the shared clock; at once where absent. */
  askAtMs?: number;
}

/**
 * Parameters of the command `download`.
 *
 * @param call What to fetch, and how.
 */
export function downloadParameters(call: DownloadCall): DownloadParameters {
  return {
    ...sideOptions(call.engine, BATCH[call.engine]),
    transport: call.transport,
    server: call.server,
    index: 0,
    bufferBytes: call.bufferBytes,
    receiveBufferBytes: call.bufferBytes,
    timeoutMs: TIMEOUT_MS,
    repeatMs: REPEAT_MS,
    connected: false,
    expectedBytes: call.bytes,
    spillPath: call.spillPath,
    ...(call.askAtMs === undefined ? {} : { askAtMs: call.askAtMs }),
  };
}

/** Sockets as the kernel makes them, and nothing asked meanwhile. */
function sideOptions(
  engine: EngineName,
  datagramsPerCall: number,
): SideOptions {
  return {
    engine,
    noDelay: false,
    quickAck: false,
    sampleTcpInfoMs: 0,
    datagramsPerCall,
  };
}
