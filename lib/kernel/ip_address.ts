/**
 * Arithmetic on IP addresses: subnet, netmask, broadcast address.
 *
 * @module
 */

/** Bytes of an IPv4 address; an IPv6 address has 16. */
const IPV4_BYTES = 4;

function notAnAddress(text: string): RangeError {
  return new RangeError(
    `Cannot read ${JSON.stringify(text)} as an IP address: ` +
      'wanted the form of "192.0.2.1" or "2001:db8::1", without a zone or prefix',
  );
}

/** "192.0.2.1" to its bytes. A leading zero is refused: some read it as octal. */
function parseIpv4(text: string): number[] | undefined {
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) {
    return undefined;
  }
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/**
 * The one way to write an IPv6 address that RFC 5952 recommends. A URL's host
 * is read in every form of RFC 4291 and written in this one, with hexadecimal
 * groups only (WHATWG URL, "IPv6 parser" and "IPv6 serializer").
 */
function canonicalIpv6(text: string): string | undefined {
  const url = `http://[${text}]`;
  if (!/^[0-9a-f:.]+$/i.test(text) || !URL.canParse(url)) return undefined;
  return new URL(url).hostname.slice(1, -1);
}

/** "2001:db8::1" to its bytes. */
function parseIpv6(text: string): number[] | undefined {
  const [head, tail] = canonicalIpv6(text)?.split("::") ?? [];
  if (head === undefined) return undefined;
  const groupsOf = (part = "") => part === "" ? [] : part.split(":");
  const first = groupsOf(head);
  const last = groupsOf(tail);
  const zeros = Array<string>(8 - first.length - last.length).fill("0");
  return [...first, ...zeros, ...last].flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/**
 * Reads an address.
 *
 * @param text IPv4 in four decimal numbers, or IPv6 in any form of RFC 4291,
 * section 2.2.
 * @returns 4 or 16 bytes, in network order.
 * @throws {RangeError} When it is neither.
 */
export function parseIpAddress(text: string): Uint8Array {
  const bytes = text.includes(":") ? parseIpv6(text) : parseIpv4(text);
  if (bytes === undefined) throw notAnAddress(text);
  return Uint8Array.from(bytes);
}

/**
 * Writes an address.
 *
 * @param bytes 4 or 16 bytes, in network order.
 * @returns Its text; IPv6 in the recommended form of RFC 5952, always in
 * hexadecimal.
 * @throws {RangeError} When it is another number of bytes.
 */
export function formatIpAddress(bytes: Uint8Array): string {
  if (bytes.length === IPV4_BYTES) return bytes.join(".");
  if (bytes.length !== 16) {
    throw new RangeError(
      `Cannot write ${bytes.length} bytes as an IP address: wanted 4 or 16`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const groups = Array.from(
    { length: 8 },
    (_, index) => view.getUint16(index * 2).toString(16),
  );
  return canonicalIpv6(groups.join(":"))!;
}

function checkPrefixLength(length: number, addressBytes: number): void {
  if (!Number.isInteger(length) || length < 0 || length > addressBytes * 8) {
    throw new RangeError(
      `Cannot use ${length} as a prefix length: ` +
        `wanted a whole number from 0 to ${addressBytes * 8}`,
    );
  }
}

/** The mask of a prefix, as bytes. */
function maskBytes(prefixLength: number, addressBytes: number): Uint8Array {
  checkPrefixLength(prefixLength, addressBytes);
  return Uint8Array.from({ length: addressBytes }, (_, index) => {
    const ones = Math.min(8, Math.max(0, prefixLength - index * 8));
    return 0xff & (0xff << (8 - ones));
  });
}

/**
 * The subnet that an address belongs to: the address with all bits after the
 * prefix at 0 (RFC 4632, section 3.1; RFC 4291, section 2.3).
 *
 * @param address IPv4 or IPv6 address.
 * @param prefixLength Bits of the prefix, 0 to 32 or 0 to 128.
 * @returns Address of the subnet, without the prefix length.
 * @throws {RangeError} When one of them is wrong.
 */
export function subnetAddress(address: string, prefixLength: number): string {
  const bytes = parseIpAddress(address);
  const mask = maskBytes(prefixLength, bytes.length);
  return formatIpAddress(bytes.map((byte, index) => byte & mask[index]!));
}

/**
 * The address that reaches every host of an IPv4 subnet: all bits after the
 * prefix at 1 (RFC 919, section 7; RFC 922, section 7).
 *
 * @param address IPv4 address.
 * @param prefixLength Bits of the prefix, 0 to 32.
 * @returns The broadcast address, or `undefined` where a subnet has none: with
 * 31 bits both addresses are hosts (RFC 3021), with 32 there is one host, and
 * IPv6 has no broadcast (RFC 4291, section 2).
 * @throws {RangeError} When one of them is wrong.
 */
export function broadcastAddress(
  address: string,
  prefixLength: number,
): string | undefined {
  const bytes = parseIpAddress(address);
  const mask = maskBytes(prefixLength, bytes.length);
  if (bytes.length !== IPV4_BYTES || prefixLength > 30) return undefined;
  return formatIpAddress(
    bytes.map((byte, index) => byte | (0xff & ~mask[index]!)),
  );
}
