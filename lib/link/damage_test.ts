import { assert, assertEquals } from "@std/assert";
import { damage } from "./damage.ts";

/** Protocol numbers (IANA, "Assigned Internet Protocol Numbers"). */
const PROTOCOLS = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 } as const;
const FRAGMENT = 44;
const HOP_BY_HOP = 0;

type Protocol = keyof typeof PROTOCOLS;

/** Where each protocol has its checksum, and how long its header is here. */
const FORMS: Readonly<
  Record<Protocol, { checksumAt: number; header: number }>
> = {
  // with an option Timestamps
  tcp: { checksumAt: 16, header: 32 },
  udp: { checksumAt: 6, header: 8 },
  icmp: { checksumAt: 2, header: 8 },
  icmpv6: { checksumAt: 2, header: 8 },
};

/** The sum of RFC 1071, folded: 0xffff over what holds its own right checksum. */
function onesComplementSum(bytes: Uint8Array): number {
  let sum = 0;
  for (const [index, byte] of bytes.entries()) {
    sum += index % 2 === 0 ? byte << 8 : byte;
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

/** Addresses, length and protocol, which TCP, UDP and ICMPv6 sum as well (RFC 8200, 8.1). */
function pseudoHeader(
  addresses: Uint8Array,
  protocol: Protocol,
  bytes: number,
): Uint8Array {
  // RFC 792: none
  if (protocol === "icmp") return new Uint8Array();
  const tail = [0, 0, bytes >> 8, bytes & 0xff, 0, 0, 0, PROTOCOLS[protocol]];
  return new Uint8Array([...addresses, ...tail]);
}

function isIntact(addresses: Uint8Array, protocol: Protocol, part: Uint8Array) {
  const pseudo = pseudoHeader(addresses, protocol, part.length);
  return onesComplementSum(new Uint8Array([...pseudo, ...part])) === 0xffff;
}

/** A TCP segment, datagram or ICMP message with its right checksum. */
function transportPart(
  addresses: Uint8Array,
  protocol: Protocol,
  payloadBytes: number,
): Uint8Array {
  const { checksumAt, header } = FORMS[protocol];
  const part = Uint8Array.from(
    { length: header + payloadBytes },
    (_, index) => (index * 37 + 11) & 0xff,
  );
  const view = new DataView(part.buffer);
  if (protocol === "tcp") part[12] = (header / 4) << 4;
  if (protocol === "udp") view.setUint16(4, part.length);
  view.setUint16(checksumAt, 0);
  const pseudo = pseudoHeader(addresses, protocol, part.length);
  const sum = onesComplementSum(new Uint8Array([...pseudo, ...part]));
  view.setUint16(checksumAt, ~sum & 0xffff);
  assert(isIntact(addresses, protocol, part));
  return part;
}

function ipv4Header(protocol: number, offsetBytes = 0): Uint8Array {
  const header = new Uint8Array(24);
  header.set([0x46, 0, 0, 0, 1, 2, 0, 0, 64, protocol, 0xbe, 0xef]);
  new DataView(header.buffer).setUint16(6, offsetBytes / 8);
  header.set([198, 18, 0, 1, 198, 18, 0, 2, 1, 1, 1, 1], 12);
  return header;
}

function ipv6Header(next: number): Uint8Array {
  return Uint8Array.from(
    { length: 40 },
    (_, index) => [0x60, 0, 0, 0, 0, 0, next, 64][index] ?? index,
  );
}

function addressesOf(header: Uint8Array): Uint8Array {
  return header[0]! >> 4 === 4
    ? header.subarray(12, 20)
    : header.subarray(8, 40);
}

/** A packet that is to be damaged. */
interface Sample {
  what: string;
  /** IP header, and those that extend it. */
  header: Uint8Array;
  protocol: Protocol;
  payloadBytes: number;
}

const SAMPLES: Sample[] = [0, 1, 2, 63].flatMap((payloadBytes) =>
  [
    ...(["tcp", "udp", "icmp"] as const).map((protocol) => ({
      what: `${protocol} over IPv4`,
      header: ipv4Header(PROTOCOLS[protocol]),
      protocol,
    })),
    ...(["tcp", "udp", "icmpv6"] as const).map((protocol) => ({
      what: `${protocol} over IPv6`,
      header: ipv6Header(PROTOCOLS[protocol]),
      protocol,
    })),
    ...(["udp", "icmpv6"] as const).map((protocol) => ({
      what: `${protocol} behind options of IPv6`,
      header: new Uint8Array([
        ...ipv6Header(HOP_BY_HOP),
        ...[PROTOCOLS[protocol], 1, ...new Uint8Array(14)],
      ]),
      protocol,
    })),
  ].map((sample) => ({ ...sample, payloadBytes }))
);

/** Bits in which two packets differ. */
function changedBits(before: Uint8Array, after: Uint8Array): number[] {
  assertEquals(before.length, after.length);
  return [...before].flatMap((byte, index) => {
    const changed = byte ^ after[index]!;
    return [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => changed & (1 << bit))
      .map((bit) => index * 8 + bit);
  });
}

/** Damages a packet in every way there is. */
function* allDamages(packet: Uint8Array): Generator<Uint8Array> {
  let bits = Infinity;
  for (let bit = 0; bit < bits; bit++) {
    const damaged = packet.slice();
    const isDone = damage(damaged, (of) => {
      bits = of;
      return bit;
    });
    assert(isDone);
    yield damaged;
  }
}

Deno.test("each bit that can be hit is one behind the IP header, and the checksum finds it", () => {
  for (const { what, header, protocol, payloadBytes } of SAMPLES) {
    const addresses = addressesOf(header);
    const part = transportPart(addresses, protocol, payloadBytes);
    const packet = new Uint8Array([...header, ...part]);
    for (const damaged of allDamages(packet)) {
      const name = `${what}, ${payloadBytes} bytes of payload`;
      const changed = changedBits(packet, damaged);
      assertEquals(changed.length, 1, name);
      assert(changed[0]! >= header.length * 8, name);
      const damagedPart = damaged.subarray(header.length);
      assert(
        !isIntact(addresses, protocol, damagedPart),
        `${name}: ${changed}`,
      );
    }
  }
});

Deno.test("fields whose damage the kernel would not count are spared, all others are not", () => {
  const spared: Readonly<Record<Protocol, number[]>> = {
    tcp: [12],
    udp: [4, 5, 6, 7],
    icmp: [],
    icmpv6: [],
  };
  for (const { what, header, protocol, payloadBytes } of SAMPLES) {
    const part = transportPart(addressesOf(header), protocol, payloadBytes);
    const packet = new Uint8Array([...header, ...part]);
    const hit = new Set<number>();
    for (const damaged of allDamages(packet)) {
      for (const bit of changedBits(packet, damaged)) {
        hit.add(Math.floor(bit / 8) - header.length);
      }
    }
    const expected = [...part.keys()].filter((byte) =>
      !spared[protocol].includes(byte)
    );
    assertEquals([...hit].sort((a, b) => a - b), expected, what);
  }
});

for (const ipVersion of [4, 6]) {
  Deno.test(`a damaged fragment of IPv${ipVersion} is put together to a datagram whose checksum is wrong`, () => {
    const header = (offset: number) =>
      ipVersion === 4 ? ipv4Header(PROTOCOLS.udp, offset) : new Uint8Array([
        ...ipv6Header(FRAGMENT),
        // next header, reserved, offset in units of 8 bytes above three bits, identification
        ...[PROTOCOLS.udp, 0, offset >> 8, offset & 0xf8, 1, 2, 3, 4],
      ]);
    const addresses = addressesOf(header(0));
    const datagram = transportPart(addresses, "udp", 92);
    const cuts = [0, 48, 96, datagram.length];
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      const head = header(from);
      const piece = datagram.subarray(from, cuts[index + 1]);
      const packet = new Uint8Array([...head, ...piece]);
      const hit = new Set<number>();
      for (const damaged of allDamages(packet)) {
        hit.add(changedBits(packet, damaged)[0]! >> 3);
        assertEquals(damaged.subarray(0, head.length), head);
        const whole = datagram.slice();
        whole.set(damaged.subarray(head.length), from);
        assertEquals(changedBits(datagram, whole).length, 1);
        assert(!isIntact(addresses, "udp", whole), `fragment at ${from}`);
      }
      // only the first one has a header, with four bytes that are spared
      assertEquals(hit.size, piece.length - (from === 0 ? 4 : 0));
    }
  });
}

Deno.test("a packet that is nothing but an IP header cannot be damaged", () => {
  for (const header of [ipv4Header(PROTOCOLS.udp), ipv6Header(PROTOCOLS.udp)]) {
    const packet = header.slice();
    assertEquals(damage(packet, () => 0), false);
    assertEquals(packet, header);
  }
});
