import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { iperf3ClientCommand, parseIperf3 } from "./iperf3.ts";
import { PeerError } from "./peer_error.ts";

/** The parts of iperf3 3.12's report that matter, with its own nesting. */
function report(end: unknown, error?: string): string {
  return JSON.stringify({ start: {}, intervals: [], end, error });
}

Deno.test("parseIperf3 takes what the receiver got, not what the sender sent", () => {
  const text = report({
    sum_sent: { bytes: 3332356, seconds: 3.1, bits_per_second: 8508516 },
    sum_received: { bytes: 1561799, seconds: 3.2, bits_per_second: 3987683 },
  });
  const { deliveredBytes, seconds } = parseIperf3(text);
  assertEquals([deliveredBytes, seconds], [1561799, 3.2]);
});

Deno.test("parseIperf3 tells loss by its count, and by what is missing beyond a socket's buffer", () => {
  const datagrams = (received: number, lost_packets: number) =>
    parseIperf3(report({
      sum_sent: { bytes: 30_000_000 },
      sum_received: { bytes: received, seconds: 1, lost_packets },
    })).lossless;
  assertEquals(datagrams(30_000_000, 0), true);
  assertEquals(datagrams(29_900_000, 0), true);
  assertEquals(datagrams(29_999_000, 1), false);
  assertEquals(datagrams(19_000_000, 0), false);
});

Deno.test("parseIperf3 fails with iperf3's own words", () => {
  const failed = (text: string) =>
    assertThrows(() => parseIperf3(text), PeerError).message;
  assertStringIncludes(
    failed(report({}, "unable to connect to server")),
    "unable to connect to server",
  );
  assertStringIncludes(failed("Segmentation fault"), "Segmentation fault");
  assertStringIncludes(
    failed(report({ sum_sent: { bytes: 5 }, sum_received: { bytes: 0 } })),
    "delivered nothing",
  );
});

Deno.test("iperf3 is told the same bytes, buffer and rate as everybody", () => {
  const transfer = {
    transport: "udp",
    bufferBytes: 1024,
    bytes: 30_000_000,
    rateBytesPerSecond: 1_000_000,
  } as const;
  const words = iperf3ClientCommand(5201, transfer, "client sends").join(" ");
  assertStringIncludes(words, "--length 1024 --bytes 30000000");
  assertStringIncludes(words, "--udp --bitrate 8000000");
});
