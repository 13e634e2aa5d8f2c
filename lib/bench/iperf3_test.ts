import { assertEquals, assertStringIncludes } from "@std/assert";
import { iperf3ClientCommand } from "../experiment/foreign/iperf3.ts";
import { iperf3Delivery, iperf3Words } from "./iperf3.ts";

Deno.test("iperf3's loss is told by its count, and by what is missing beyond a socket's buffer", () => {
  const lossless = (receivedBytes: number, lost: number) =>
    iperf3Delivery({
      sentBytes: 30_000_000,
      receivedBytes,
      seconds: 1,
      datagrams: { expected: 30_000, lost, outOfOrder: 0 },
    }).lossless;
  assertEquals(lossless(30_000_000, 0), true);
  assertEquals(lossless(29_900_000, 0), true);
  assertEquals(lossless(29_999_000, 1), false);
  assertEquals(lossless(19_000_000, 0), false);
});

Deno.test("iperf3 is told the same bytes, buffer and rate as everybody", () => {
  const words = iperf3ClientCommand(
    5201,
    iperf3Words({
      transport: "udp",
      bufferBytes: 1024,
      bytes: 30_000_000,
      rateBytesPerSecond: 1_000_000,
    }, "client"),
  ).join(" ");
  assertStringIncludes(words, "--length 1024 --bytes 30000000");
  assertStringIncludes(words, "--udp --bitrate 8000000");
});
