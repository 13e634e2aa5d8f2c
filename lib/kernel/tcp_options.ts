/**
 * Socket options that Deno has no API for (tcp(7)).
 *
 * @module
 */

import { errno, libc, libcMissing } from "./libc.ts";

/** `IPPROTO_TCP` of netinet/in.h, the level of TCP's options. */
const IPPROTO_TCP = 6;
/** linux/tcp.h */
const TCP_NODELAY = 1;
const TCP_QUICKACK = 12;

const ENABLED = new Int32Array([1]);

/**
 * Acknowledges at once what has arrived, and what arrives next.
 *
 * "This flag is not permanent, it only enables a switch to or from quickack
 * mode" (tcp(7)): whoever wants quick acknowledgements has to set it again after
 * every receive. It is only ever switched on here: setting it to 0 is not the
 * default state but *enters* the delaying ("pingpong") mode.
 *
 * @param descriptor Descriptor of a connected TCP socket.
 * @throws {Error} When the kernel refuses.
 */
export function setQuickAck(descriptor: number): void {
  const calls = libc();
  if (calls === undefined) {
    throw new Error(`Cannot set TCP_QUICKACK: ${libcMissing()}`);
  }
  if (
    calls.setsockopt(descriptor, IPPROTO_TCP, TCP_QUICKACK, ENABLED, 4) !== 0
  ) {
    throw new Error(
      `Cannot set TCP_QUICKACK on descriptor ${descriptor}: errno ${
        errno(calls)
      }`,
    );
  }
}

/**
 * Whether Nagle's algorithm is off, as the kernel has it.
 *
 * @param descriptor Descriptor of a TCP socket.
 * @returns True where TCP_NODELAY is set.
 * @throws {Error} When the kernel refuses.
 */
export function hasNoDelay(descriptor: number): boolean {
  const calls = libc();
  if (calls === undefined) {
    throw new Error(`Cannot read TCP_NODELAY: ${libcMissing()}`);
  }
  const value = new Int32Array(1);
  const length = new Uint32Array([4]);
  if (
    calls.getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, value, length) !== 0
  ) {
    throw new Error(
      `Cannot read TCP_NODELAY of descriptor ${descriptor}: errno ${
        errno(calls)
      }`,
    );
  }
  return value[0] !== 0;
}
