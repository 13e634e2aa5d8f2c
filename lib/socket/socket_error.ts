/**
 * Errors of sockets, for a person and for a program: what was tried, at which
 * address, and the errno's name.
 *
 * @module
 */

import type { SocketAddress } from "../kernel/descriptor.ts";

/** What a person can do about the errors that they are likely to meet. */
const REMEDIES: Record<string, string> = {
  ECONNREFUSED:
    "nothing listens there: start the server first, or check the port",
  EADDRINUSE:
    "another program has the port: choose another one, or 0 for any free one",
  EADDRNOTAVAIL: "this machine does not have that address",
  EACCES: "ports below 1024 need more rights: choose a higher one",
  EMSGSIZE: "a UDP payload over IPv4 is at most 65,507 bytes",
  ENETUNREACH: "this machine has no route to that network",
  EHOSTUNREACH: "this machine has no route to that host",
  ENOTFOUND:
    "the name cannot be resolved: use an address, or check its spelling",
};

/** A socket call that failed. */
export class SocketError extends Error {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "SocketError";
  /** What was tried: `listen`, `connect`, `send` … */
  readonly call: string;
  /** Name of the errno, such as `ECONNREFUSED`; empty where none is known. */
  readonly code: string;

  /**
   * Makes a message of what was tried, where, why it failed and what helps.
   *
   * @param call What was tried.
   * @param at The address it was tried at.
   * @param cause What the runtime threw.
   */
  constructor(call: string, at: SocketAddress, cause: unknown) {
    const code = codeOf(cause);
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = REMEDIES[code];
    super(
      `Cannot ${call} ${formatAddress(at)}: ${
        code === "" ? "" : `${code}, `
      }${reason}${remedy === undefined ? "" : ` (${remedy})`}`,
      { cause },
    );
    this.call = call;
    this.code = code;
  }
}

/** An option that the engine in use cannot set. */
export class UnsupportedOption extends Error {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "UnsupportedOption";

  /**
   * Says which engine can.
   *
   * @param engine Name of the engine in use.
   * @param option What it cannot set, such as `SO_RCVBUF`.
   */
  constructor(engine: string, option: string) {
    super(`The engine ${engine} cannot set ${option}: use the engine libc`);
  }
}

/**
 * An address as it is written in a URL: IPv6 in brackets (RFC 3986, 3.2.2).
 *
 * @param at The address.
 * @returns Such as `127.0.0.1:80` or `[::1]:80`.
 */
export function formatAddress(at: SocketAddress): string {
  return at.address.includes(":")
    ? `[${at.address}]:${at.port}`
    : `${at.address}:${at.port}`;
}

/** Deno's error classes that come without a code. */
const CODES_BY_NAME: Record<string, string> = {
  ConnectionRefused: "ECONNREFUSED",
  ConnectionReset: "ECONNRESET",
  ConnectionAborted: "ECONNABORTED",
  AddrInUse: "EADDRINUSE",
  AddrNotAvailable: "EADDRNOTAVAIL",
  BrokenPipe: "EPIPE",
  NotConnected: "ENOTCONN",
  NetworkUnreachable: "ENETUNREACH",
  TimedOut: "ETIMEDOUT",
};

/**
 * Name of the errno behind an error.
 *
 * @param error Anything that was thrown.
 * @returns Such as `ECONNRESET`; empty where none is known.
 */
export function codeOf(error: unknown): string {
  if (error instanceof SocketError) return error.code;
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (/failed to lookup address/.test(error.message)) return "ENOTFOUND";
  return CODES_BY_NAME[error.name] ?? "";
}
