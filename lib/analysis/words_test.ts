import { assert, assertEquals } from "@std/assert";
import { type MetricName, METRICS } from "../experiment/metric.ts";
import {
  factorsText,
  factorWords,
  levelText,
  levelWords,
  metricFigure,
  metricWords,
} from "./words.ts";

Deno.test("factors lose the unit of their names and their levels get it", () => {
  assertEquals(factorWords("bufferBytes"), "buffer");
  assertEquals(factorWords("noDelay"), "Nagle off on");
  assertEquals(factorWords("sendingSide"), "sending side");
  assertEquals(levelText("bufferBytes", 65_536), "64 KiB");
  assertEquals(levelText("bufferBytes", 32), "32 B");
  assertEquals(levelText("pauseMicroseconds", 1000), "1,000 µs");
  assertEquals(levelText("maximumSegmentBytes", "default"), "default");
  assertEquals(levelText("clients", 8), "8");
  assertEquals(
    factorsText({ transport: "tcp", bufferBytes: 1024 }),
    "transport tcp, buffer 1 KiB",
  );
});

Deno.test("a level alone says what it is a level of, where it is a bare number", () => {
  assertEquals(levelWords("bufferBytes", 32), "32 B");
  assertEquals(levelWords("clients", 1), "1 client");
  assertEquals(levelWords("clients", 2), "2 clients");
  assertEquals(levelWords("datagramsPerCall", 8), "datagrams per call 8");
  assertEquals(levelWords("noDelay", "both"), "both");
});

Deno.test("metrics lose their units, and their figures have them", () => {
  assertEquals(metricWords("throughput_bytes_per_second"), "throughput");
  assertEquals(metricWords("server_rtt_microseconds"), "server RTT");
  assertEquals(
    metricFigure("throughput_bytes_per_second", 22_400_000),
    "22.4 MB/s",
  );
});

Deno.test("no metric is called by its raw name", () => {
  for (const name of Object.keys(METRICS) as MetricName[]) {
    assert(!metricWords(name).includes("_"), name);
  }
});
