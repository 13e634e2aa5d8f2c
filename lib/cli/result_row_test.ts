import { assertEquals } from "@std/assert";
import {
  downloadReport,
  udpReport,
} from "../../fixtures/experiments/sample_reports.ts";
import { resultRow } from "./result_row.ts";

const HOW = {
  transport: "tcp",
  engine: "libc",
  bufferBytes: 100,
  receiveBufferBytes: 100,
} as const;

Deno.test("resultRow() has what came over TCP, with the kernel's account", () => {
  const tcpInfo = { state: "ESTABLISHED", data_segments_in: 7 } as const;
  const row = resultRow(downloadReport({ tcpInfo }), HOW);
  assertEquals(
    [row.transport, row.engine, row.buffer_bytes, row.received_bytes],
    ["tcp", "libc", 100, 1000],
  );
  assertEquals(row.tcp_info, tcpInfo);
  assertEquals("datagrams_sent" in row, false);
});

Deno.test("resultRow() has the ledger, and where the lost datagrams went, side by side", () => {
  const row = resultRow(downloadReport({ udp: udpReport({ drops: 2 }) }), {
    ...HOW,
    transport: "udp",
  });
  assertEquals(
    [row.datagrams_sent, row.datagrams_lost, row.bytes_lost],
    [10, 2, 200],
  );
  assertEquals(
    [row.kernel_drops, row.datagrams_dropped_at_receiver],
    [2, 2],
  );
  assertEquals([row.bytes_lost_on_the_way, row.drops_unexplained], [0, 0]);
  assertEquals(row.missing_ranges, [[100, 300]]);
  for (const absent of ["attribution", "tcp_info"]) {
    assertEquals(absent in row, false, absent);
  }
});
