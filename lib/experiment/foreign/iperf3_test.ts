import {
  assertEquals,
  assertGreater,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { libc } from "../../kernel/libc.ts";
import {
  iperf3ClientCommand,
  iperf3Missing,
  parseIperf3,
  runIperf3,
} from "./iperf3.ts";
import { PeerError } from "./peer_error.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();

/** The parts of iperf3 3.12's report that matter, with its own nesting. */
function report(end: unknown, error?: string): string {
  return JSON.stringify({ start: {}, intervals: [], end, error });
}

Deno.test("parseIperf3 takes what the receiver got, not what the sender sent", () => {
  const text = report({
    sum_sent: { bytes: 3332356, seconds: 3.1, bits_per_second: 8508516 },
    sum_received: { bytes: 1561799, seconds: 3.2, bits_per_second: 3987683 },
  });
  assertEquals(parseIperf3(text), {
    sentBytes: 3332356,
    receivedBytes: 1561799,
    seconds: 3.2,
  });
});

Deno.test("parseIperf3 counts datagrams that were lost and that came late", () => {
  const text = report({
    streams: [{ udp: { out_of_order: 7 } }],
    sum_sent: { bytes: 2_984_272 },
    sum_received: {
      ...{ bytes: 2_944_000, seconds: 1.2, packets: 2027, lost_packets: 27 },
    },
  });
  assertEquals(
    parseIperf3(text).datagrams,
    { expected: 2027, lost: 27, outOfOrder: 7 },
  );
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

Deno.test("iperf3 is told who sends, how much, and over what", () => {
  const words = iperf3ClientCommand(5201, {
    address: "192.0.2.1",
    transport: "udp",
    sender: "server",
    amount: { seconds: 2 },
    bufferBytes: 1024,
    bitsPerSecond: 8_000_000,
  }).join(" ");
  assertStringIncludes(words, "--client 192.0.2.1 --port 5201");
  assertStringIncludes(words, "--length 1024 --time 2");
  assertStringIncludes(words, "--udp --bitrate 8000000");
  assertStringIncludes(words, "--reverse");
});

const missing = iperf3Missing();

Deno.test({
  name: `iperf3 delivers over loopback${
    missing === undefined ? "" : ` (skipped: ${missing.reason})`
  }`,
  ignore: missing !== undefined,
  async fn() {
    const { receivedBytes, seconds, datagrams } = await runIperf3({
      address: "127.0.0.1",
      transport: "tcp",
      sender: "server",
      amount: { bytes: 1_000_000 },
    });
    assertGreater(receivedBytes, 999_999);
    assertGreater(seconds, 0);
    assertEquals(datagrams, undefined);
  },
});
