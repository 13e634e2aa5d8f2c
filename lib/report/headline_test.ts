import { assertEquals } from "@std/assert";
import { describe } from "../analysis/describe.ts";
import type { Summary } from "../analysis/summarize.ts";
import type { MetricName } from "../experiment/metric.ts";
import { headline } from "./headline.ts";

function summary(
  condition: string,
  metric: MetricName,
  values: number[],
): Summary {
  return {
    experiment: "buffer-size",
    condition,
    factors: {},
    metric,
    description: describe(values),
  };
}

Deno.test("headline() lines up columns and gives the loss beside the goodput", () => {
  const text = headline([
    summary("transport=tcp", "time_seconds", [1, 2, 3]),
    summary("transport=tcp", "throughput_bytes_per_second", [
      21e6,
      22e6,
      22.4e6,
      23e6,
      24e6,
    ]),
    summary("udp", "time_seconds", [0.5]),
    summary("udp", "loss_ratio", [0.25]),
  ], 10);
  const lines = text.split("\n");
  assertEquals(lines[0], "buffer-size");
  assertEquals(lines.length, 5);
  assertEquals(new Set(lines.slice(1).map(({ length }) => length)).size, 1);
  assertEquals(lines[2]!.trim().split(/ {2,}/), [
    "transport=tcp",
    "throughput_bytes_per_second",
    "22.4 MB/s",
    "21 to 24 MB/s (93.75%)",
    "5",
  ]);
  assertEquals(lines[3]!.trim().split(/ {2,}/), [
    "udp",
    "time_seconds",
    "500 ms",
    "n too small",
    "1",
  ]);
  assertEquals(lines[4]!.trim().split(/ {2,}/)[1], "loss_ratio");
});

Deno.test("headline() counts the rows that it does not print", () => {
  const summaries = Array.from(
    { length: 30 },
    (_, i) => summary(`clients=${i}`, "time_seconds", [i + 1]),
  );
  const lines = headline(summaries, 24).split("\n");
  assertEquals(lines.length, 27);
  assertEquals(lines.at(-1), "  … and 6 more rows in summary.csv");
});

Deno.test("headline() lets no name steer the terminal", () => {
  const text = headline([summary("a\x1b[2Jb", "time_seconds", [1])], 10);
  assertEquals(text.includes("\x1b"), false);
});

Deno.test("headline() is empty where nothing was measured", () => {
  assertEquals(headline([], 10), "");
});
