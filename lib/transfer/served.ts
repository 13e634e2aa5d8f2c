/**
 * A server's own account of what it did for one client.
 *
 * @module
 */

import type { SocketAddress, TcpInfo } from "../socket/engine.ts";
import type { TcpInfoSample } from "./tcp_info_samples.ts";

/** One request that a server has answered, or tried to. */
export interface Served {
  /** The transport. */
  transport: "tcp" | "udp";
  /** The request line, cut to a readable length. */
  request: string;
  /** The client's end, as the server sees it. */
  client: SocketAddress;
  /** The server's end. Over UDP it is the address that the server is bound to. */
  server: SocketAddress;
  /** Bytes of the book, or of the responses, that were handed to the kernel. */
  bytes: number;
  /** Write calls, or data datagrams sent. */
  writes: number;
  /** UDP: datagrams that the kernel refused. */
  refused: number;
  /** Median pause achieved, in microseconds; absent without pauses. */
  pauseMedianMicroseconds?: number;
  /** From the request to the last write, in seconds. */
  seconds: number;
  /**
   * TCP: the kernel's account of the connection once the client had everything; there
   * when the server has stopped, absent where the kernel has none.
   */
  tcpInfo?: TcpInfo;
  /** The same meanwhile; absent where it was not asked for. */
  tcpInfoSamples?: TcpInfoSample[];
  /** What went wrong; absent where nothing did. */
  error?: string;
}

/** What every server is started with. */
export interface ServerHooks {
  /** Called after each request that was answered, or failed. */
  onServed?: (served: Served) => void;
}

/** Characters of a request that an account repeats. */
const SHOWN_CHARACTERS = 80;

/**
 * Starts an account.
 *
 * @param transport Of the server.
 * @param client The client's end.
 * @param server The server's end.
 * @returns An account with nothing in it.
 */
export function newAccount(
  transport: Served["transport"],
  client: SocketAddress,
  server: SocketAddress,
): Served {
  return {
    transport,
    request: "",
    client,
    server,
    bytes: 0,
    writes: 0,
    refused: 0,
    seconds: 0,
  };
}

/**
 * Puts a request into an account, cut to a length that fits a log line, and without
 * the control characters that would let a client write to somebody's terminal.
 *
 * @param account Where to.
 * @param request What the client asked.
 */
export function nameRequest(account: Served, request: string): void {
  account.request = request.trim().slice(0, SHOWN_CHARACTERS)
    .replaceAll(/\p{Cc}/gu, "\ufffd");
}
