import { assert, assertEquals } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import type { Packet } from "./packet.ts";
import { parsePacket } from "./parse_packet.ts";
import {
  SAMPLES,
  sampleTrace,
  segmentHead,
  tsharkFields,
} from "./testing/sample_trace.ts";

const SACK_AND_TIMESTAMPS = [
  ...[1, 1, 8, 10, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff],
  ...[1, 1, 5, 10, 0, 0, 1, 0, 0, 0, 2, 0],
];

/** An IPv6 packet: its next header, what follows, and what its length field claims. */
function ipv6(next: number, rest: number[], length = rest.length): Uint8Array {
  const bytes = new Uint8Array(40 + rest.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 6 << 28);
  view.setUint16(4, length);
  view.setUint8(6, next);
  bytes.set([0xfd], 8);
  bytes.set([1], 23);
  bytes.set([0xfd], 24);
  bytes.set([2], 39);
  bytes.set(rest, 40);
  return bytes;
}

/** An IPv4 packet: its protocol, what follows, fragment field and words of options. */
function ipv4(
  protocol: number,
  rest: number[],
  { fragment = 0, optionWords = 0, length = -1 } = {},
): Uint8Array {
  const headerBytes = 20 + optionWords * 4;
  const bytes = new Uint8Array(headerBytes + rest.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x40 + headerBytes / 4);
  view.setUint16(2, length < 0 ? bytes.length : length);
  view.setUint16(6, fragment);
  view.setUint8(9, protocol);
  bytes.set([192, 0, 2, 1, 192, 0, 2, 255], 12);
  bytes.set(rest, headerBytes);
  return bytes;
}

const UDP_OF_5 = [0, 53, 0x13, 0x88, 0, 13, 0, 0, 1, 2, 3, 4, 5];

/** What is told of where a packet goes and what is in it. */
function short(
  { protocol, sourcePort, destinationPort, payloadBytes }: Packet,
) {
  return { protocol, ports: [sourcePort, destinationPort], payloadBytes };
}

Deno.test("parsePacket() reads a SYN's options", () => {
  const head = segmentHead(false, {
    flags: "SYN ECE CWR",
    sequence: 0xfffffffe,
    options: [2, 4, 5, 0xb4, 1, 3, 3, 10],
  });
  assertEquals(parsePacket(head), {
    ipVersion: 4,
    totalBytes: 48,
    source: "10.0.0.2",
    destination: "10.0.0.1",
    protocol: "tcp",
    sourcePort: 40_000,
    destinationPort: 5000,
    payloadBytes: 0,
    tcp: {
      sequence: 0xfffffffe,
      acknowledgement: 0,
      syn: true,
      ack: false,
      fin: false,
      rst: false,
      psh: false,
      urg: false,
      ece: true,
      cwr: true,
      window: 1000,
      maximumSegmentBytes: 1460,
      windowShift: 10,
      sackBlocks: [],
    },
  });
});

Deno.test("parsePacket() reads SACK and timestamps, and the payload's size from the length fields", () => {
  const head = segmentHead(true, {
    flags: "PSH ACK",
    acknowledgement: 5,
    payloadBytes: 1400,
    options: SACK_AND_TIMESTAMPS,
  });
  const { tcp, payloadBytes } = parsePacket(head, head.length + 1400);
  assertEquals(payloadBytes, 1400);
  assertEquals(tcp!.sackBlocks, [[256, 512]]);
  assertEquals(tcp!.timestamps, { value: 7, echo: 0xffffffff });
});

Deno.test("parsePacket() takes what options it has where they are cut off or malformed", () => {
  const head = segmentHead(true, { options: SACK_AND_TIMESTAMPS });
  const { tcp } = parsePacket(head.subarray(0, 56), head.length);
  assertEquals(tcp!.timestamps?.value, 7);
  assertEquals(tcp!.sackBlocks, []);
  const malformed = segmentHead(true, { options: [8, 0, 1, 1, 3, 3, 1, 0] });
  assertEquals(parsePacket(malformed).tcp!.windowShift, undefined);
});

Deno.test("parsePacket() reads UDP and ICMP behind the options of IPv4", () => {
  assertEquals(short(parsePacket(ipv4(17, UDP_OF_5, { optionWords: 10 }))), {
    protocol: "udp",
    ports: [53, 5000],
    payloadBytes: 5,
  });
  const { icmp, payloadBytes, destination } = parsePacket(
    ipv4(1, [3, 4, 0, 0, 0, 0, 0, 0, 1, 2]),
  );
  assertEquals([icmp, payloadBytes, destination], [
    { type: 3, code: 4 },
    2,
    "192.0.2.255",
  ]);
});

Deno.test("parsePacket() tells the first fragment from later ones", () => {
  const first = ipv4(17, [0, 53, 0x13, 0x88, 0x20, 0, 0, 0, 9, 9], {
    fragment: 0x2000,
  });
  assertEquals(short(parsePacket(first)), {
    protocol: "udp",
    ports: [53, 5000],
    payloadBytes: 2,
  });
  assertEquals(short(parsePacket(ipv4(17, UDP_OF_5, { fragment: 185 }))), {
    protocol: "fragment",
    ports: [0, 0],
    payloadBytes: 13,
  });
  const later = [17, 0, 0x05, 0xa8, 0, 0, 0, 1, ...UDP_OF_5];
  assertEquals(parsePacket(ipv6(44, later)).protocol, "fragment");
  const initial = [17, 0, 0, 1, 0, 0, 0, 1, ...UDP_OF_5];
  assertEquals(parsePacket(ipv6(44, initial)).sourcePort, 53);
});

Deno.test("parsePacket() goes through the extension headers of IPv6", () => {
  const chain = [
    ...[43, 0, 0, 0, 0, 0, 0, 0], // hop by hop
    ...[60, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], // routing, longer
    ...[17, 0, 0, 0, 0, 0, 0, 0], // destination options
    ...UDP_OF_5,
  ];
  const packet = parsePacket(ipv6(0, chain));
  assertEquals([packet.ipVersion, packet.source, packet.destination], [
    6,
    "fd00::1",
    "fd00::2",
  ]);
  assertEquals(short(packet), {
    protocol: "udp",
    ports: [53, 5000],
    payloadBytes: 5,
  });
  const echo = parsePacket(ipv6(58, [128, 0, 0, 0, 0, 0, 0, 1, 7]));
  assertEquals([echo.protocol, echo.icmp?.type, echo.payloadBytes], [
    "icmp",
    128,
    1,
  ]);
  assertEquals(parsePacket(ipv6(59, [])).protocol, "other");
});

Deno.test("parsePacket() does not believe a length beyond the packet's end", () => {
  const lying = parsePacket(ipv4(17, UDP_OF_5, { length: 60_000 }));
  assertEquals(lying.payloadBytes, 5);
  // a large packet of segmentation offload has no length (RFC 2675)
  assertEquals(parsePacket(ipv4(17, UDP_OF_5, { length: 0 })).payloadBytes, 5);
});

Deno.test("parsePacket() calls what it cannot read other", () => {
  for (
    const bytes of [
      [],
      [0x45],
      [0x60],
      [0xf0, 1, 2],
      [...ipv4(6, [1, 2, 3])],
      [...ipv4(47, UDP_OF_5)],
      [...ipv6(0, [6, 255, 0, 0, 0, 0, 0, 0])],
    ]
  ) assertEquals(parsePacket(Uint8Array.from(bytes)).protocol, "other");
});

Deno.test("parsePacket() takes any bytes, and any cut of a good packet", () => {
  const random = randomFrom("packets");
  const good = segmentHead(true, { options: SACK_AND_TIMESTAMPS });
  for (let round = 0; round < 5000; round++) {
    const bytes = random.integer(2) === 0
      ? good.slice(0, random.integer(good.length + 1))
      : new Uint8Array(random.integer(130));
    for (let change = random.integer(40); change > 0; change--) {
      if (bytes.length > 0) {
        bytes[random.integer(bytes.length)] = random.integer(256);
      }
    }
    if (bytes.length > 0 && random.integer(3) > 0) {
      bytes[0] = random.integer(2) === 0 ? 0x45 : 0x60;
    }
    const { payloadBytes, totalBytes } = parsePacket(bytes);
    assert(payloadBytes >= 0 && payloadBytes <= totalBytes);
  }
});

for (const name of SAMPLES) {
  Deno.test(`parsePacket() reads ${name} as tshark does`, () => {
    const { packets } = sampleTrace(name);
    for (const side of ["server", "client"] as const) {
      const sent = packets.filter(({ direction }) =>
        direction.startsWith(side)
      );
      const read = sent.map(({ head, totalBytes }) => {
        const packet = parsePacket(head, totalBytes);
        const { maximumSegmentBytes, windowShift, timestamps } = packet.tcp!;
        return [
          packet.sourcePort,
          packet.destinationPort,
          packet.payloadBytes,
          maximumSegmentBytes ?? "",
          windowShift ?? "",
          timestamps?.value ?? "",
          timestamps?.echo ?? "",
        ].join(" ");
      });
      assertEquals(
        read,
        tsharkFields(name, side).map((fields) =>
          [
            "tcp.srcport",
            "tcp.dstport",
            "tcp.len",
            "tcp.options.mss_val",
            "tcp.options.wscale.shift",
            "tcp.options.timestamp.tsval",
            "tcp.options.timestamp.tsecr",
          ].map((field) => fields[field]).join(" ")
        ),
      );
    }
  });
}
