import { assert, assertEquals, assertThrows } from "@std/assert";
import { isDataSegment } from "./packet_words.ts";
import type { Packet } from "./packet.ts";
import { parsePacket } from "./parse_packet.ts";
import { LinkError } from "./link_spec.ts";
import { readPcap } from "./read_pcap.ts";
import { tcpEvents } from "./tcp_events.ts";
import type { Trace } from "./trace.ts";

/** From tcpdump; see `fixtures/packets/README.md`. */
const CAPTURE = Deno.readFileSync(
  new URL("../../fixtures/packets/loopback.pcap", import.meta.url),
);

/** What tcpdump keeps of a packet, and the link layer's part of it. */
const SNAPSHOT_BYTES = 142;
const ETHERNET_HEADER_BYTES = 14;

const FILE_HEADER_BYTES = 24;
const PACKET_HEADER_BYTES = 16;

/** A copy in which something is written over. */
function damaged(write: (view: DataView) => void): Uint8Array<ArrayBuffer> {
  const copy = CAPTURE.slice();
  write(new DataView(copy.buffer));
  return copy;
}

function parse({ packets }: Trace): Packet[] {
  return packets.map(({ head, totalBytes }) => parsePacket(head, totalBytes));
}

Deno.test("readPcap() reads every packet of a capture, with its time and its way", () => {
  const trace = readPcap(CAPTURE);
  assertEquals(trace.packets.length, 24);
  assertEquals([trace.server, trace.client], ["127.0.0.1", "127.0.0.1"]);
  assertEquals(
    new Date(trace.startedAtMs).toISOString().slice(0, 10),
    "2026-11-23",
  );
  // of two IP versions: three packets of TCP's handshake, data and their ends, two of UDP
  const ways = trace.packets.map(({ direction }) =>
    direction === "client_to_server" ? ">" : "<"
  ).join("");
  assertEquals(ways, "><>><<><><><".repeat(2));
  for (const direction of ["client_to_server", "server_to_client"] as const) {
    assertEquals(
      trace.packets.filter((packet) => packet.direction === direction)
        .map(({ number }) => number),
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
  }
  let beforeMs = 0;
  for (const { inMs, outMs } of trace.packets) {
    assert(inMs >= beforeMs && inMs < 1_000, `${inMs} after ${beforeMs}`);
    assertEquals(outMs, inMs);
    beforeMs = inMs;
  }
  // 12.108 µs, to a quarter of a microsecond
  assertEquals(trace.packets[1]!.inMs.toFixed(3), "0.012");
});

Deno.test("readPcap() leaves nothing of the link layer, and knows the size of what was cut off", () => {
  const trace = readPcap(CAPTURE);
  const parsed = parse(trace);
  assertEquals(
    parsed.filter(isDataSegment).map(({ ipVersion, payloadBytes }) => [
      ipVersion,
      payloadBytes,
    ]),
    [[4, 6], [4, 300], [6, 6], [6, 300]],
  );
  const answers = parsed.flatMap((packet, index) =>
    packet.protocol === "udp" && packet.sourcePort === 5000
      ? [[packet.totalBytes, trace.packets[index]!.head.length]]
      : []
  );
  const kept = SNAPSHOT_BYTES - ETHERNET_HEADER_BYTES;
  assertEquals(answers, [[328, kept], [348, kept]]);
  assertEquals(
    tcpEvents(trace.packets).slice(0, 10),
    [
      ...["syn", "syn_ack", "pure_ack", "data", "pure_ack"] as const,
      ...["data", "pure_ack", "fin", "fin", "pure_ack"] as const,
    ],
  );
});

Deno.test("readPcap() tells conversations apart that have the same ports", () => {
  // the UDP answer first, between the ports of the TCP connection: a client of its own
  const trace = readPcap(CAPTURE);
  const clientPort = parse(trace)[0]!.sourcePort;
  let at = FILE_HEADER_BYTES;
  const portsOfUdp: number[] = [];
  for (const { head } of trace.packets) {
    const from = at + PACKET_HEADER_BYTES + ETHERNET_HEADER_BYTES;
    if (head[0] === 0x45 && head[9] === 17) portsOfUdp.push(from + 20);
    at = from + head.length;
  }
  const crossed = damaged((view) => {
    for (const [index, offset] of portsOfUdp.entries()) {
      const ports = [5000, clientPort];
      view.setUint16(offset, ports[index]!);
      view.setUint16(offset + 2, ports[1 - index]!);
    }
  });
  assertEquals(
    readPcap(crossed).packets.slice(10, 12).map(({ direction }) => direction),
    ["client_to_server", "server_to_client"],
  );
});

Deno.test("readPcap() leaves a packet out that is cut off at the end of the file", () => {
  const whole = readPcap(CAPTURE);
  for (const missing of [1, 100, 150]) {
    const cut = readPcap(CAPTURE.slice(0, -missing));
    assertEquals(cut.packets, whole.packets.slice(0, -1), `${missing} bytes`);
  }
});

Deno.test("readPcap() reads a capture of nothing as a trace of nothing", () => {
  assertEquals(readPcap(CAPTURE.slice(0, FILE_HEADER_BYTES)), {
    startedAtMs: 0,
    server: "",
    client: "",
    packets: [],
  });
});

const NO_CAPTURES: Record<string, Uint8Array<ArrayBuffer>> = {
  nothing: new Uint8Array(),
  "a header that is cut off": CAPTURE.slice(0, FILE_HEADER_BYTES - 1),
  text: new TextEncoder().encode("tcpdump: lo: no such device\n"),
  "times in microseconds": damaged((view) =>
    view.setUint32(0, 0xa1b2_c3d4, true)
  ),
  "the other order of bytes": damaged((view) =>
    view.setUint32(0, 0xa1b2_3c4d, false)
  ),
  "another link layer": damaged((view) => view.setUint32(20, 113, true)),
};

for (const [name, file] of Object.entries(NO_CAPTURES)) {
  Deno.test(`readPcap() refuses ${name}`, () => {
    assertThrows(
      () => readPcap(file),
      LinkError,
      "Cannot read the capture: it is none of an Ethernet-like device",
    );
  });
}

Deno.test("readPcap() ends with packets of nonsense, and has at most what is there", () => {
  const header = CAPTURE.slice(0, FILE_HEADER_BYTES);
  for (const byte of [0x00, 0x01, 0x7f, 0xff]) {
    const file = new Uint8Array(FILE_HEADER_BYTES + 1_000).fill(byte);
    file.set(header);
    const { packets } = readPcap(file);
    assert(packets.length <= 1_000 / PACKET_HEADER_BYTES);
  }
});
