import { assertEquals } from "@std/assert";
import type { Comparison } from "../comparison.ts";
import {
  blocksNeededText,
  comparisonText,
  medianText,
  percentText,
} from "./phrase.ts";

const COMPARISON: Comparison = {
  experiment: "nagle",
  metric: "throughput_bytes_per_second",
  factor: "noDelay",
  baseline: "noDelay=neither",
  treatment: "noDelay=both",
  sameCondition: false,
  blocks: 12,
  effect: "ratio",
  estimate: 0.4444,
  low: 0.4012,
  high: 0.4919,
  coverage: 0.95,
  familySize: 1,
  margin: 0.05,
  verdict: "slower",
};

Deno.test("a comparison says ratio, interval, blocks and verdict", () => {
  assertEquals(
    comparisonText(COMPARISON, ["neither", "both"]),
    "both against neither: 0.444 times the throughput (0.401 to 0.492, 12 blocks), slower",
  );
});

Deno.test("a comparison of differences says them with their signs and unit", () => {
  assertEquals(
    comparisonText({
      ...COMPARISON,
      metric: "words_lost",
      effect: "difference",
      estimate: -200,
      low: -300,
      high: 10,
      verdict: "inconclusive",
    }, ["32 B", "1 KiB"]),
    "1 KiB against 32 B: number of missing words -200 words (-300 to +10, 12 blocks), inconclusive",
  );
});

Deno.test("a comparison of few blocks says that it has no interval", () => {
  const { low: _, high: __, ...few } = COMPARISON;
  assertEquals(
    comparisonText({ ...few, blocks: 1 }, ["neither", "both"]),
    "both against neither: 0.444 times the throughput (no interval, 1 block), slower",
  );
});

Deno.test("a median says its interval, and where all values are the same", () => {
  const summary = {
    experiment: "nagle",
    condition: "-",
    factors: {},
    metric: "time_seconds",
  } as const;
  const description = {
    n: 12,
    median: 0.002,
    mean: 0.002,
    minimum: 0.001,
    maximum: 0.003,
  };
  const interval = {
    low: 0.0015,
    high: 0.0025,
    method: "interpolated",
    coverage: 0.95,
  } as const;
  assertEquals(
    medianText({ ...summary, description: { ...description, interval } }),
    "2 ms (1.50 to 2.50 ms, 12 trials)",
  );
  assertEquals(
    medianText({ ...summary, description }),
    "2 ms (12 trials, no interval)",
  );
  assertEquals(
    medianText({
      ...summary,
      description: {
        ...description,
        minimum: 0.002,
        maximum: 0.002,
        interval,
      },
    }),
    "2 ms (the same in all 12 trials)",
  );
});

Deno.test("blocks that are needed: the most of those that are undecided", () => {
  assertEquals(blocksNeededText([COMPARISON]), "");
  assertEquals(
    blocksNeededText([
      { ...COMPARISON, blocksNeeded: 20 },
      { ...COMPARISON, blocksNeeded: 40 },
    ]),
    "To tell would take about 40 blocks.",
  );
  assertEquals(
    blocksNeededText([{ ...COMPARISON, blocksNeeded: 10_000 }]),
    "To tell would take 10,000 blocks or more.",
  );
});

Deno.test("a share is a percentage", () => {
  assertEquals(percentText(0.182), "18.2%");
});
