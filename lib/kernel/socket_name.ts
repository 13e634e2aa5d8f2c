/**
 * Addresses of sockets as the kernel wants and gives them: `struct sockaddr_in` and
 * `struct sockaddr_in6` (ip(7), ipv6(7)).
 *
 * @module
 */

import type { SocketAddress } from "./descriptor.ts";
import { formatIpAddress, parseIpAddress } from "./ip_address.ts";

/** Address families of sys/socket.h. */
export const AF_INET = 2;
/** IPv6. */
export const AF_INET6 = 10;

const SOCKADDR_IN_BYTES = 16;
const SOCKADDR_IN6_BYTES = 28;

/** Room for either, in bytes, a multiple of 8. */
export const SOCKET_NAME_BYTES = 32;

/** A name that the kernel has for "this machine" beside its number. */
const LOCALHOST = "localhost";

/**
 * An address for bind(2), connect(2), sendto(2).
 *
 * @param to Numeric address, or `localhost`; port 0 to 65535.
 * @returns The structure, exactly as long as its family has it.
 * @throws {RangeError} When the address is not numeric: names are not looked up here.
 */
export function encodeSocketName(to: SocketAddress): Uint8Array<ArrayBuffer> {
  const address = parseIpAddress(
    to.address === LOCALHOST ? "127.0.0.1" : to.address,
  );
  const isIpv4 = address.length === 4;
  const name = new Uint8Array(isIpv4 ? SOCKADDR_IN_BYTES : SOCKADDR_IN6_BYTES);
  const view = new DataView(name.buffer);
  view.setUint16(0, isIpv4 ? AF_INET : AF_INET6, true);
  view.setUint16(2, to.port);
  name.set(address, isIpv4 ? 4 : 8);
  return name;
}

/**
 * The address in what getsockname(2), accept(2) or recvmsg(2) has filled in.
 *
 * @param name At least 16 bytes, for IPv6 at least 28.
 * @returns Address and port.
 * @throws {RangeError} When it is not an internet address.
 */
export function decodeSocketName(name: Uint8Array): SocketAddress {
  const view = new DataView(name.buffer, name.byteOffset, name.byteLength);
  const family = view.getUint16(0, true);
  const port = view.getUint16(2);
  if (family === AF_INET) {
    return { address: formatIpAddress(name.subarray(4, 8)), port };
  }
  if (family === AF_INET6) {
    return { address: formatIpAddress(name.subarray(8, 24)), port };
  }
  throw new RangeError(`Address family ${family} is not an internet address`);
}
