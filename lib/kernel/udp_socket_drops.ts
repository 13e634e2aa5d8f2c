/**
 * How many datagrams the kernel dropped at one UDP socket.
 *
 * `Udp.RcvbufErrors` of `counters.ts` is about a whole network namespace; the
 * column `drops` of /proc/net/udp and /proc/net/udp6 (proc(5)) is about each
 * socket. It counts what found the receive buffer full and, rarely, what had a
 * wrong checksum (kernel net/ipv4/udp.c, `sk_drops`). It ends with the socket:
 * read it before the socket is closed.
 *
 * @module
 */

import { formatIpAddress, parseIpAddress } from "./ip_address.ts";
import { readKernelFile } from "./read_kernel_file.ts";

/** A UDP socket that is bound, as the kernel lists it. */
export interface UdpSocketEntry {
  /** Address that it is bound to, such as `127.0.0.1`; `0.0.0.0` or `::` for any. */
  address: string;
  /** Port that it is bound to, 1 to 65535. */
  port: number;
  /** Datagrams that were dropped here; the kernel counts to 2^32 and starts again. */
  drops: number;
}

/** Places of words in a line. Linux has `drops` since 2.6.27. */
const LOCAL_ADDRESS = 1;
const DROPS = 12;

/**
 * Reads `0100007F:8CC7`. The kernel keeps an address in network order and prints
 * each 32 bits of it as a number, so on a little-endian machine, which x86-64 and
 * AArch64 are, every four bytes stand in reverse. The port is printed as it is.
 */
function parseLocalAddress(
  text: string,
): { address: string; port: number } | undefined {
  const match = text.match(/^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/);
  if (match === null) return undefined;
  const bytes = match[1]!.match(/.{8}/g)!.flatMap((word) =>
    word.match(/../g)!.reverse().map((byte) => parseInt(byte, 16))
  );
  return {
    address: formatIpAddress(Uint8Array.from(bytes)),
    port: parseInt(match[2]!, 16),
  };
}

/**
 * Reads /proc/net/udp or /proc/net/udp6.
 *
 * @param text Text of the file.
 * @returns Its sockets in the kernel's order; lines without the column `drops`
 * are left out.
 */
export function parseUdpSockets(text: string): UdpSocketEntry[] {
  return text.split("\n").flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const local = parseLocalAddress(words[LOCAL_ADDRESS] ?? "");
    const drops = words[DROPS] ?? "";
    if (local === undefined || !/^\d+$/.test(drops)) return [];
    return [{ ...local, drops: Number(drops) }];
  });
}

/**
 * How many datagrams the kernel has dropped so far at the socket that is bound
 * to an address in this thread's network namespace, in whatever process.
 *
 * @param local What getsockname(2) tells of the socket: the exact address, so
 * `0.0.0.0` or `::` where it is bound to all of them, without a zone; and the
 * port, 1 to 65535.
 * @returns The count; `undefined` where there is no such socket, where there are
 * several (SO_REUSEPORT) and none can be told from the others, or where nothing
 * can be read: not Linux, or no `--allow-ffi`.
 * @throws {RangeError} When the address is none.
 * @throws {KernelFileError} When the kernel refuses to show its sockets.
 */
export function udpSocketDrops(
  local: { address: string; port: number },
): number | undefined {
  const bytes = parseIpAddress(local.address);
  const address = formatIpAddress(bytes);
  const file = bytes.length === 4 ? "udp" : "udp6";
  const text = readKernelFile(`/proc/thread-self/net/${file}`) ?? "";
  const [socket, another] = parseUdpSockets(text).filter((entry) =>
    entry.address === address && entry.port === local.port
  );
  return another === undefined ? socket?.drops : undefined;
}
