import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { parseNuttcp } from "./nuttcp.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";

Deno.test("parseNuttcp reads mebibytes and decimal megabits", () => {
  const { deliveredBytes, seconds } = parseNuttcp(
    "megabytes=3.1787 real_seconds=0.00 rate_Mbps=6120.0275 tx_cpu=0 rx_cpu=0 retrans=0 rtt_ms=0.06\n",
    "",
  );
  assertEquals(deliveredBytes, 3_333_109);
  assertAlmostEquals(deliveredBytes / seconds, 6120.0275e6 / 8, 1);
});

Deno.test("parseNuttcp fails with nuttcp's own words", () => {
  assertThrows(
    () => parseNuttcp("", "connect failed: Connection refused\n"),
    PeerError,
    "connect failed: Connection refused",
  );
  assertThrows(
    () => parseNuttcp("megabytes=0.0000 real_seconds=0.00 rate_Mbps=0.0", ""),
    PeerError,
  );
});
