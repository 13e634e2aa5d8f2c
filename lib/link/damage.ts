/**
 * Damage on the way: one bit of a packet is turned over.
 *
 * It hits the transport's header or the payload, never the IP header or one that extends
 * it: a link that delivered to another host, or put fragments together wrongly, would lose
 * packets that nobody counts. Left alone are, too, the few fields whose damage the
 * receiving kernel does not count as a wrong checksum: TCP's data offset, UDP's length, and
 * UDP's checksum, which 0 switches off (RFC 768). Any other single bit is found by the
 * checksum (RFC 1071).
 *
 * @module
 */

import { TCP, transportPart, UDP } from "./transport_part.ts";

/** Whether a byte of a transport's header is left alone. */
function isSpared(protocol: number, offset: number): boolean {
  if (protocol === TCP) return offset === 12;
  return protocol === UDP && offset >= 4 && offset < 8;
}

/**
 * Turns one bit over.
 *
 * @param packet A whole IP packet; it is changed.
 * @param bitOf Chooses one of so many bits.
 * @returns Whether there was a bit that could be hit.
 */
export function damage(
  packet: Uint8Array,
  bitOf: (bits: number) => number,
): boolean {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const part = transportPart(view, packet.length);
  if (part === undefined) return false;
  const { number, offset: from, isLaterFragment } = part;
  const bytes = packet.length - from;
  if (bytes <= 0) return false;
  const bit = bitOf(bytes * 8);
  let offset = bit >> 3;
  // the next byte that may be hit; the first always may
  if (!isLaterFragment) {
    while (isSpared(number, offset)) offset = (offset + 1) % bytes;
  }
  packet[from + offset]! ^= 1 << (bit & 7);
  return true;
}
