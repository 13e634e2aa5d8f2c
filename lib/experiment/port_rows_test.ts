import { assertEquals } from "@std/assert";
import {
  tcpTransfer,
  udpTransfer,
} from "../../fixtures/experiments/sample_records.ts";
import { portRows } from "./port_rows.ts";

Deno.test("portRows() lists the pairs in order, and whether the server saw the same", () => {
  const { server_view, ...silent } = udpTransfer();
  const other = { ...server_view!.client, port: 1 };
  const rows = portRows([
    tcpTransfer(),
    tcpTransfer({ server_view: { ...server_view!, client: other } }),
    silent,
  ], 4);
  assertEquals(rows.map((row) => [row.sequence, row.pair_agrees]), [
    [0, true],
    [1, false],
    [2, undefined],
  ]);
  assertEquals(rows[0], {
    transport: "tcp",
    sequence: 0,
    client_address: "127.0.0.1",
    client_port: 40_002,
    server_address: "127.0.0.1",
    server_port: 40_001,
    clients: 4,
    book: "les_miserables",
    pair_agrees: true,
  });
});
