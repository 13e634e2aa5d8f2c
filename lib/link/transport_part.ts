/**
 * Finds the transport's part of a raw IP packet: behind the IP header and those that extend
 * it (RFC 791; RFC 8200, section 4).
 *
 * @module
 */

/** Protocol number of TCP (IANA, "Assigned Internet Protocol Numbers"). */
export const TCP = 6;

/** Protocol number of UDP. */
export const UDP = 17;

/** Protocol numbers of the headers that extend that of IPv6. */
const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION_OPTIONS = 60;

/** Sizes of headers without options, in bytes. */
const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;

/** What the IP header says of the transport's part. */
export interface TransportPart {
  /** Protocol number. */
  number: number;
  /** Where it begins, in bytes from the packet's first. */
  offset: number;
  /** Where the packet ends by its length field, in bytes from its first. */
  end: number;
  /** Whether an earlier fragment has its beginning. */
  isLaterFragment: boolean;
}

/**
 * Finds the transport's part.
 *
 * @param view The packet, or its first bytes.
 * @param totalBytes Size of the whole packet, in bytes.
 * @returns Where it is; undefined where the IP header cannot be read.
 */
export function transportPart(
  view: DataView,
  totalBytes: number,
): TransportPart | undefined {
  const version = view.byteLength === 0 ? 0 : view.getUint8(0) >> 4;
  if (version === 4) return overIpv4(view, totalBytes);
  return version === 6 ? overIpv6(view, totalBytes) : undefined;
}

function overIpv4(
  view: DataView,
  totalBytes: number,
): TransportPart | undefined {
  if (view.byteLength < IPV4_HEADER_BYTES) return undefined;
  const offset = (view.getUint8(0) & 0x0f) * 4;
  if (offset < IPV4_HEADER_BYTES) return undefined;
  return {
    number: view.getUint8(9),
    offset,
    end: endBy(view.getUint16(2), totalBytes),
    isLaterFragment: (view.getUint16(6) & 0x1fff) !== 0,
  };
}

/** Behind the headers that extend that of IPv6, too. */
function overIpv6(
  view: DataView,
  totalBytes: number,
): TransportPart | undefined {
  if (view.byteLength < IPV6_HEADER_BYTES) return undefined;
  const length = view.getUint16(4);
  const part: TransportPart = {
    number: view.getUint8(6),
    offset: IPV6_HEADER_BYTES,
    end: endBy(length === 0 ? 0 : IPV6_HEADER_BYTES + length, totalBytes),
    isLaterFragment: false,
  };
  while (!part.isLaterFragment) {
    const { number, offset } = part;
    if (!isExtension(number) || offset + 8 > view.byteLength) break;
    part.number = view.getUint8(offset);
    const extra = view.getUint8(offset + 1);
    if (number === FRAGMENT) {
      part.offset += 8;
      part.isLaterFragment = (view.getUint16(offset + 2) & 0xfff8) !== 0;
    } else {
      // in units of 8 bytes, but of 4 in the authentication header (RFC 4302, section 2.2)
      part.offset += number === AUTHENTICATION
        ? (extra + 2) * 4
        : (extra + 1) * 8;
    }
  }
  return part;
}

function isExtension(number: number): boolean {
  return number === HOP_BY_HOP || number === ROUTING || number === FRAGMENT ||
    number === DESTINATION_OPTIONS || number === AUTHENTICATION;
}

/**
 * Where something ends by its length field. A length of 0 stands for more than the field can
 * hold (RFC 2675); one that is longer than what is there is a lie.
 *
 * @param lengthField What the field says, in bytes.
 * @param totalBytes How much is there.
 * @returns The end, in bytes.
 */
export function endBy(lengthField: number, totalBytes: number): number {
  return lengthField === 0 ? totalBytes : Math.min(lengthField, totalBytes);
}
