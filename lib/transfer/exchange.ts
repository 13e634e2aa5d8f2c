/**
 * The request–response workload: write, write, read.
 *
 * A client that sends its request in two writes is what Nagle's algorithm and
 * delayed acknowledgements together punish: the second small segment is held back
 * until the first is acknowledged (RFC 896), and the acknowledgement is held back
 * in the hope of a response to ride on (RFC 1122, 4.2.3.2).
 *
 * @module
 */

import { formatAddress } from "../socket/socket_error.ts";
import type {
  Engine,
  SocketAddress,
  TcpInfo,
  TcpOptions,
  TcpStream,
} from "../socket/engine.ts";
import { readLine } from "./line_reader.ts";
import { line, type Request, RequestError } from "./request.ts";
import type { Served } from "./served.ts";
import { Watchdog } from "./watchdog.ts";
import { writeAll } from "./write_all.ts";

/** What to exchange, and how. */
export interface ExchangeOptions {
  /** How to do socket I/O. */
  engine: Engine;
  /** Address of the server. */
  server: SocketAddress;
  /** Exchanges, one after the other on one connection. */
  count: number;
  /** Each request is this many bytes twice, in two writes. */
  writeBytes: number;
  /** Each response, in bytes; the server sends it in one write. */
  responseBytes: number;
  /** Options of the client's socket. */
  tcp: TcpOptions;
  /** How long the server may be silent, in milliseconds. */
  timeoutMs: number;
}

/** What came of it. */
export interface Exchanges {
  /** Time of each exchange in order, in seconds. */
  seconds: number[];
  /** Bytes of responses received. */
  receivedBytes: number;
  /** Whether every response had the bytes that the request asked to have echoed. */
  echoed: boolean;
  /** The client's end. */
  local: SocketAddress;
  /** The server's end. */
  remote: SocketAddress;
  /** The kernel's account after the last response; absent where it has none. */
  tcpInfo?: TcpInfo;
}

/** Both sides know the pattern, so that a response can be checked without being stored. */
function pattern(exchange: number): number {
  return (exchange * 31 + 7) & 0xff;
}

/**
 * Does the exchanges. The time of each runs from before its first write to the last
 * byte of its response.
 *
 * @param options What and how.
 * @returns The time of each.
 * @throws {SocketError} Where there is no connection, or it breaks.
 * @throws {RequestError} Where the server refuses or goes away.
 */
export async function exchange(options: ExchangeOptions): Promise<Exchanges> {
  const { server, count, writeBytes, responseBytes } = options;
  const stream = await options.engine.connectTcp(server, options.tcp);
  let stalled = false;
  const watchdog = new Watchdog(options.timeoutMs, () => {
    stalled = true;
    stream.close();
  });
  try {
    await writeAll(
      stream,
      line(`EXCHANGE ${count} ${2 * writeBytes} ${responseBytes}`),
    );
    const ready = await readLine(stream, {
      longestBytes: 256,
      atOnceBytes: 256,
    });
    if (ready.line !== "READY") {
      throw new RequestError(
        `the server ${formatAddress(server)} refuses: ${
          ready.line ?? "it closed the connection"
        }`,
      );
    }
    const request = new Uint8Array(writeBytes);
    const response = new Uint8Array(responseBytes);
    const seconds: number[] = [];
    let echoed = true;
    for (let number = 0; number < count; number++) {
      request.fill(pattern(number));
      const start = performance.now();
      await writeAll(stream, request);
      await writeAll(stream, request);
      await readFully(stream, response);
      seconds.push((performance.now() - start) / 1000);
      echoed &&= response.every((byte) => byte === pattern(number));
      watchdog.alive();
    }
    const tcpInfo = stream.info();
    return {
      seconds,
      receivedBytes: count * responseBytes,
      echoed,
      local: stream.local,
      remote: stream.remote,
      ...(tcpInfo === undefined ? {} : { tcpInfo }),
    };
  } catch (error) {
    if (!stalled) throw error;
    throw new RequestError(
      `the server ${
        formatAddress(server)
      } was silent for ${options.timeoutMs} ms`,
    );
  } finally {
    watchdog.stop();
    stream.close();
  }
}

async function readFully(stream: TcpStream, into: Uint8Array): Promise<void> {
  for (let filled = 0; filled < into.length;) {
    let received = stream.read(filled === 0 ? into : into.subarray(filled));
    if (received instanceof Promise) received = await received;
    if (received === null) {
      throw new RequestError(
        `${formatAddress(stream.remote)} closed the connection ${
          into.length - filled
        } bytes early`,
      );
    }
    filled += received;
  }
}

/**
 * The server's side: reads each request whole, answers in one write with the
 * request's last byte repeated.
 *
 * @param stream The client's connection.
 * @param request What was asked for.
 * @param account Where bytes and writes are counted.
 * @param watchdog Told of every exchange.
 * @throws {RequestError} Where the client goes away early.
 */
export async function answerExchanges(
  stream: TcpStream,
  request: Request & { kind: "exchange" },
  account: Served,
  watchdog: Watchdog,
): Promise<void> {
  const incoming = new Uint8Array(request.requestBytes);
  const response = new Uint8Array(request.responseBytes);
  await writeAll(stream, line("READY"));
  for (let number = 0; number < request.count; number++) {
    await readFully(stream, incoming);
    response.fill(incoming[incoming.length - 1]!);
    await writeAll(stream, response);
    account.writes++;
    account.bytes += response.length;
    watchdog.alive();
  }
}
