/**
 * What TCP and UDP sockets of the engine `libc` have in common: a descriptor that is
 * made, named, set and closed.
 *
 * @module
 */

import { type Libc, libc, libcMissing } from "../kernel/libc.ts";
import {
  AF_INET,
  AF_INET6,
  decodeSocketName,
  encodeSocketName,
  SOCKET_NAME_BYTES,
} from "../kernel/socket_name.ts";
import { setSocketMemory } from "../kernel/socket_options.ts";
import { lastError, SystemCallError } from "../kernel/system_call_error.ts";
import type { SocketAddress, SocketMemory } from "./engine.ts";
import { readiness } from "./readiness.ts";
import { SocketError } from "./socket_error.ts";

/** sys/socket.h, the same on x86-64 and AArch64. */
export const SOCK_STREAM = 1;
/** UDP. */
export const SOCK_DGRAM = 2;
/** No call on the socket blocks; not handed to child processes. */
export const SOCK_NONBLOCK_CLOEXEC = 0o4000 | 0o2000000;

/** Errnos that mean "not now" (EAGAIN) and "again" (EINTR). */
export const EAGAIN = 11;
/** See {@linkcode EAGAIN}. */
export const EINTR = 4;
const EBADF = 9;

/**
 * The C library of this process.
 *
 * @returns Its calls.
 * @throws {Error} Where there is none.
 */
export function calls(): Libc {
  const opened = libc();
  if (opened === undefined) {
    throw new Error(`The engine libc cannot be used: ${libcMissing()}`);
  }
  return opened;
}

/** An open socket. Its owner closes it. */
export class LibcSocket {
  /** -1 once it is closed: then every call on it fails with EBADF, and none hits another's. */
  descriptor: number;

  private constructor(descriptor: number) {
    this.descriptor = descriptor;
    readiness.opened();
  }

  /**
   * Makes a socket.
   *
   * @param near An address of the wanted family.
   * @param type {@linkcode SOCK_STREAM} or {@linkcode SOCK_DGRAM}.
   * @param memory Its buffers: set before it is connected or listens, as tcp(7) asks.
   * @throws {SystemCallError} Such as EMFILE.
   * @throws {RangeError} When the address is not numeric.
   */
  static make(
    near: SocketAddress,
    type: number,
    memory: SocketMemory,
  ): LibcSocket {
    const family = encodeSocketName(near)[0] === AF_INET ? AF_INET : AF_INET6;
    const descriptor = calls().socket(family, type | SOCK_NONBLOCK_CLOEXEC, 0);
    if (descriptor < 0) throw lastError(calls(), "socket");
    const socket = new LibcSocket(descriptor);
    return socket.orClose(() => setSocketMemory(descriptor, memory));
  }

  /**
   * Takes over a descriptor that accept4(2) has returned.
   *
   * @param descriptor Open and non-blocking.
   */
  static accepted(descriptor: number): LibcSocket {
    return new LibcSocket(descriptor);
  }

  /**
   * Does something that can fail, and closes the socket where it does.
   *
   * @param act What to do.
   * @returns The socket.
   */
  orClose(act: () => void): this {
    try {
      act();
      return this;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Gives it an address.
   *
   * @param at Port 0 lets the kernel choose.
   * @throws {SystemCallError} Such as EADDRINUSE.
   */
  bind(at: SocketAddress): void {
    const name = encodeSocketName(at);
    if (calls().bind(this.descriptor, name, name.length) !== 0) {
      throw lastError(calls(), "bind");
    }
  }

  /** Its own address (getsockname(2)). */
  local(): SocketAddress {
    const name = new Uint8Array(SOCKET_NAME_BYTES);
    const length = new Uint32Array([SOCKET_NAME_BYTES]);
    if (calls().getsockname(this.descriptor, name, length) !== 0) {
      throw lastError(calls(), "getsockname");
    }
    return decodeSocketName(name);
  }

  /** Whether it is closed. */
  get isClosed(): boolean {
    return this.descriptor === -1;
  }

  /** Releases the descriptor and tells whoever waits for it. A second time it does nothing. */
  close(): void {
    if (this.isClosed) return;
    const { descriptor } = this;
    this.descriptor = -1;
    readiness.closing(descriptor);
    calls().close(descriptor);
  }
}

/**
 * The error of a call that was waiting when its socket was closed.
 *
 * @param call What was tried.
 * @param at Where.
 */
export function closedMeanwhile(call: string, at: SocketAddress): SocketError {
  return new SocketError(call, at, new SystemCallError(call, EBADF));
}
