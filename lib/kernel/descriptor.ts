/**
 * Finds the file descriptor behind one of Deno's sockets.
 *
 * Deno does not tell it. But a connection is named by its two addresses, and
 * getsockname(2) and getpeername(2) tell both for any descriptor, so the
 * process's own descriptors are asked one after the other.
 *
 * @module
 */

import { libc } from "./libc.ts";

/** An IPv4 or IPv6 address with a port. */
export interface SocketAddress {
  /** Textual address: `127.0.0.1`, `::1`. */
  address: string;
  /** Port, 0 to 65535. */
  port: number;
}

/** Room for a sockaddr_in6 (28 bytes), the largest that is asked for. */
const SOCKADDR_BYTES = 128;
const AF_INET = 2;
const AF_INET6 = 10;

/** Highest descriptor that is asked; the common hard limit of open files. */
const HIGHEST_DESCRIPTOR = 65_535;

/** Descriptors are handed out from the lowest free one, so a long gap is the end. */
const GAP_THAT_ENDS_THE_SEARCH = 4_096;

/**
 * Port in a sockaddr, or -1 where it is not an internet address (ip(7), ipv6(7)).
 */
function portOf(sockaddr: Uint8Array): number {
  const family = new DataView(sockaddr.buffer).getUint16(0, true);
  if (family !== AF_INET && family !== AF_INET6) return -1;
  return new DataView(sockaddr.buffer).getUint16(2, false);
}

/**
 * The descriptor of a connected socket of this process.
 *
 * Two different connections of one process cannot share both ports and both
 * addresses; ports alone decide here, because on one machine the lab never has
 * two connections that differ in the addresses only.
 *
 * @param local The socket's own address.
 * @param remote The address of its peer.
 * @returns The descriptor, or `undefined` where there is no C library to ask or
 * no such socket.
 */
export function descriptorOf(
  local: SocketAddress,
  remote: SocketAddress,
): number | undefined {
  const calls = libc();
  if (calls === undefined) return undefined;
  const sockaddr = new Uint8Array(SOCKADDR_BYTES);
  const length = new Uint32Array(1);
  let unused = 0;
  for (let descriptor = 0; descriptor <= HIGHEST_DESCRIPTOR; descriptor++) {
    length[0] = SOCKADDR_BYTES;
    if (calls.getsockname(descriptor, sockaddr, length) !== 0) {
      if (++unused > GAP_THAT_ENDS_THE_SEARCH) return undefined;
      continue;
    }
    unused = 0;
    if (portOf(sockaddr) !== local.port) continue;
    length[0] = SOCKADDR_BYTES;
    if (calls.getpeername(descriptor, sockaddr, length) !== 0) continue;
    if (portOf(sockaddr) === remote.port) return descriptor;
  }
  return undefined;
}
