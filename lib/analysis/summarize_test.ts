import { assertEquals } from "@std/assert";
import { summarize } from "./summarize.ts";
import type { MeasuredTrial } from "./summarize.ts";

function trial(
  condition: string,
  seconds: number,
  more: Partial<MeasuredTrial> = {},
): MeasuredTrial {
  return {
    experiment: "first",
    trial: 0,
    block: 1,
    engine: "deno",
    condition,
    factors: { condition },
    metrics: { time_seconds: seconds },
    warm_up: false,
    ...more,
  };
}

Deno.test("summarize() leaves out the warm-up block and failed trials", () => {
  const summaries = summarize([
    trial("a", 100, { warm_up: true }),
    trial("a", 1),
    trial("a", 3),
    trial("a", 200, { error: "connection refused" }),
  ]);
  assertEquals(summaries.length, 1);
  assertEquals(summaries[0]!.description.n, 2);
  assertEquals(summaries[0]!.description.maximum, 3);
});

Deno.test("summarize() orders experiments as run, conditions by level, metrics by catalogue", () => {
  const summaries = summarize([
    trial("bufferBytes=1024", 1, {
      experiment: "second",
      metrics: { writes: 2, time_seconds: 1 },
    }),
    trial("bufferBytes=32", 1, { experiment: "second" }),
    trial("a", 1),
  ]);
  assertEquals(
    summaries.map(({ experiment, condition, metric }) => [
      experiment,
      condition,
      metric,
    ]),
    [
      ["second", "bufferBytes=32", "time_seconds"],
      ["second", "bufferBytes=1024", "time_seconds"],
      ["second", "bufferBytes=1024", "writes"],
      ["first", "a", "time_seconds"],
    ],
  );
});

Deno.test("summarize() counts a metric only where a trial has it", () => {
  const summaries = summarize([
    trial("a", 1),
    trial("a", 1, { metrics: { time_seconds: 2, reads: 7 } }),
  ]);
  assertEquals(
    summaries.map(({ metric, description }) => [metric, description.n]),
    [["time_seconds", 2], ["reads", 1]],
  );
});
