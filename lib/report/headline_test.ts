import { assertEquals } from "@std/assert";
import { describe } from "../statistics/describe.ts";
import type { Summary } from "../analysis/summarize.ts";
import { conditionKey } from "../experiment/condition.ts";
import type { MetricName } from "../experiment/metric.ts";
import type { Factors } from "../experiment/record.ts";
import { headline } from "./headline.ts";

function summary(
  condition: string,
  metric: MetricName,
  values: number[],
  factors: Factors = {},
): Summary {
  return {
    experiment: "buffer-size",
    condition,
    factors,
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

/** The rows of a table, without its header, as cells. */
function rowsOf(text: string): string[][] {
  return text.split("\n").slice(2).map((line) => line.trim().split(/ {2,}/));
}

Deno.test("headline() has a column for the engine, and lays engines side by side", () => {
  const conditions = ["deno", "libc"].flatMap((engine) =>
    [32, 1024].map((bufferBytes) => ({ engine, bufferBytes }))
  );
  const summaries = conditions.map((factors) =>
    summary(conditionKey(factors), "time_seconds", [1], factors)
  );
  const text = headline(summaries, 2);
  assertEquals(
    text.split("\n")[1]!.trim().split(/ {2,}/).slice(0, 3),
    ["condition", "engine", "metric"],
  );
  assertEquals(rowsOf(text).map((cells) => cells.slice(0, 2)), [
    ["bufferBytes=32", "deno"],
    ["bufferBytes=32", "libc"],
    ["bufferBytes=1024", "deno"],
    ["bufferBytes=1024", "libc"],
  ]);
});

Deno.test("headline() says where losses went only if it is not the receiver's full buffer", () => {
  const metricsOf = (onTheWay: number, unexplained: number) =>
    rowsOf(headline([
      summary("udp", "time_seconds", [1, 2]),
      summary("udp", "loss_ratio", [0, 0.1]),
      summary("udp", "datagrams_dropped_at_receiver", [0, 9]),
      summary("udp", "datagrams_lost_on_the_way", [0, onTheWay]),
      summary("udp", "drops_unexplained", [0, unexplained]),
    ], 10)).map(([, metric]) => metric);
  const always = ["time_seconds", "loss_ratio"];
  assertEquals(metricsOf(0, 0), always);
  assertEquals(metricsOf(1, 0), [...always, "datagrams_lost_on_the_way"]);
  assertEquals(metricsOf(0, 1), [...always, "drops_unexplained"]);
});

Deno.test("headline() lets no name steer the terminal", () => {
  const text = headline([summary("a\x1b[2Jb", "time_seconds", [1])], 10);
  assertEquals(text.includes("\x1b"), false);
});

Deno.test("headline() is empty where nothing was measured", () => {
  assertEquals(headline([], 10), "");
});
