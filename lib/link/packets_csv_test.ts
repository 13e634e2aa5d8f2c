import { assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/csv";
import { SENT_BY } from "./link_spec.ts";
import { PACKET_COLUMNS, readPacketsCsv } from "./packet_row.ts";
import { packetRows, packetsCsv } from "./packets_csv.ts";
import {
  handMadeTrace,
  SAMPLES,
  sampleTrace,
  tsharkFields,
} from "./testing/sample_trace.ts";

for (const name of SAMPLES) {
  Deno.test(`the packets of ${name} have the figures that tshark shows`, () => {
    const rows = packetRows(sampleTrace(name));
    for (const side of ["server", "client"] as const) {
      assertEquals(
        rows.filter(({ direction }) => direction === SENT_BY[side]).map((row) =>
          [
            row.connection,
            row.sequence,
            row.acknowledgement ?? 0,
            row.window_bytes,
            row.sack ?? "",
          ].join(" ")
        ),
        tsharkFields(name, side).map((fields) => {
          const left = fields["tcp.options.sack_le"]!.split(",");
          const right = fields["tcp.options.sack_re"]!.split(",");
          return [
            fields["tcp.stream"],
            fields["tcp.seq"],
            fields["tcp.ack"],
            fields["tcp.window_size"],
            left[0] === ""
              ? ""
              : left.map((edge, index) => `${edge}-${right[index]}`).join(" "),
          ].join(" ");
        }),
      );
    }
  });

  Deno.test(`readPacketsCsv() brings the packets of ${name} back`, () => {
    const trace = sampleTrace(name);
    assertEquals(readPacketsCsv(packetsCsv(trace)), packetRows(trace));
  });
}

Deno.test("packetsCsv() tells every fate, and has copies", () => {
  const { packets } = handMadeTrace([
    ["client", { flags: "SYN", sequence: 9, inMs: 0.1, outMs: 20.2 }],
    ["server", {
      flags: "PSH ACK",
      sequence: 77,
      acknowledgement: 10,
      payloadBytes: 32,
      dropped: "queue_full",
    }],
    ["server", {
      number: 1,
      acknowledgement: 10,
      copy: true,
      corrupted: true,
      reordered: true,
    }],
  ]);
  const { outMs: _, ...underway } = packets[0]!;
  const [header, ...lines] = parse(
    packetsCsv({ packets: [...packets, underway] }),
  );
  assertEquals(header, [...PACKET_COLUMNS]);
  const client = "10.0.0.2,40000,10.0.0.1,5000";
  const server = "10.0.0.1,5000,10.0.0.2,40000";
  assertEquals(lines.map((line) => line.join(",")), [
    `1,client_to_server,0.0001,0.0202,delivered,,false,false,false,40,0,tcp,${client},0,SYN,0,,1000,,syn`,
    `1,server_to_client,0.001,,dropped,queue_full,false,false,false,72,32,tcp,${server},0,PSH ACK,77,1,1000,,data`,
    `1,server_to_client,0.002,0.022,delivered,,true,true,true,40,0,tcp,${server},0,ACK,0,1,1000,,`,
    `1,client_to_server,0.0001,,underway,,false,false,false,40,0,tcp,${client},0,SYN,0,,1000,,retransmission`,
  ]);
});

Deno.test("packetsCsv() shifts windows only where both SYNs offered to", () => {
  const shift = [3, 3, 7, 0];
  const windows = (serverOptions: number[]) =>
    packetRows(handMadeTrace([
      ["client", { flags: "SYN", sequence: 1, options: shift }],
      ["server", { flags: "SYN ACK", sequence: 1, options: serverOptions }],
      ["client", { sequence: 2, window: 10 }],
      ["server", { sequence: 2, window: 10 }],
    ])).map(({ window_bytes }) => window_bytes);
  assertEquals(windows([3, 3, 2, 0]), [1000, 1000, 1280, 40]);
  assertEquals(windows([]), [1000, 1000, 10, 10]);
});

Deno.test("readPacketsCsv() refuses what is no table of packets, and says where", () => {
  const text = packetsCsv(sampleTrace("lossy_ipv6"));
  assertThrows(() => readPacketsCsv(""), SyntaxError, "no column number");
  assertThrows(() => readPacketsCsv("a,b\r\n1,2\r\n"), SyntaxError, "column");
  assertThrows(
    () => readPacketsCsv(text.slice(0, -20)),
    SyntaxError,
    "cells instead of 23",
  );
  assertThrows(
    () => readPacketsCsv(text.replace("client_to_server", "up")),
    SyntaxError,
    'row 1 of the packets: direction cannot be "up"',
  );
  assertThrows(
    () => readPacketsCsv(text.replace(",delivered,", ",eaten,")),
    SyntaxError,
    "fate",
  );
});
