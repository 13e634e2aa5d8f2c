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

/** Protocol numbers (IANA, "Assigned Internet Protocol Numbers"). */
const HOP_BY_HOP = 0;
const TCP = 6;
const UDP = 17;
const ROUTING = 43;
const FRAGMENT = 44;
const DESTINATION_OPTIONS = 60;

/** Stands for a fragment without a transport's header. */
const LATER_FRAGMENT = -1;

const IPV6_HEADER_BYTES = 40;
const FRAGMENT_HEADER_BYTES = 8;

/** Where the transport's part of a packet begins, and what it is. */
interface TransportPart {
  from: number;
  protocol: number;
}

function transportOf(packet: Uint8Array): TransportPart {
  if (packet[0]! >> 4 !== 4) return transportOverIpv6(packet);
  const isFirst = ((packet[6]! & 0x1f) | packet[7]!) === 0;
  return {
    from: (packet[0]! & 0xf) * 4,
    protocol: isFirst ? packet[9]! : LATER_FRAGMENT,
  };
}

/** Behind the headers that extend IPv6's own (RFC 8200, section 4). */
function transportOverIpv6(packet: Uint8Array): TransportPart {
  let from = IPV6_HEADER_BYTES;
  let protocol = packet[6]!;
  while (from + FRAGMENT_HEADER_BYTES <= packet.length) {
    const next = packet[from]!;
    if (protocol === FRAGMENT) {
      const isFirst = (packet[from + 2]! | packet[from + 3]! & 0xf8) === 0;
      from += FRAGMENT_HEADER_BYTES;
      protocol = next;
      if (!isFirst) return { from, protocol: LATER_FRAGMENT };
    } else if (
      protocol === HOP_BY_HOP || protocol === ROUTING ||
      protocol === DESTINATION_OPTIONS
    ) {
      from += (packet[from + 1]! + 1) * 8;
      protocol = next;
    } else break;
  }
  return { from, protocol };
}

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
  const { from, protocol } = transportOf(packet);
  const bytes = packet.length - from;
  if (bytes <= 0) return false;
  const bit = bitOf(bytes * 8);
  let offset = bit >> 3;
  // the next byte that may be hit; the first always may
  while (isSpared(protocol, offset)) offset = (offset + 1) % bytes;
  packet[from + offset]! ^= 1 << (bit & 7);
  return true;
}
