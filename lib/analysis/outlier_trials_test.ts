import { assertEquals } from "@std/assert";
import type { Metrics } from "../experiment/metric.ts";
import { outlierTrials } from "./outlier_trials.ts";
import { measuredBlocks } from "./testing/measured_blocks.ts";

const CALM = [10, 10.2, 9.9, 10.1, 9.8, 10.3, 10, 9.7];
const COMPARED = [
  { metric: "time_seconds", baseline: "a", treatment: "b" },
  { metric: "writes", baseline: "a", treatment: "b" },
  { metric: "loss_ratio", baseline: "a", treatment: "b" },
] as const;

/** Trials of two conditions that are calm but for one trial of the first. */
function trialsWith(odd: Metrics) {
  const calm = CALM.map((value): Metrics => ({
    time_seconds: value,
    writes: 1000,
    loss_ratio: 0,
    reads: 7,
  }));
  return measuredBlocks({ a: calm.with(3, { ...calm[3]!, ...odd }), b: calm });
}

Deno.test("outlierTrials() names the trial and every metric by which it is one", () => {
  const trials = trialsWith({ time_seconds: 30, writes: 2000 });
  const odd = trials.find(({ condition, block }) =>
    condition === "a" && block === 4
  )!;
  assertEquals(
    outlierTrials(trials, COMPARED),
    new Map([[odd, ["time_seconds", "writes"]]]),
  );
});

Deno.test("outlierTrials() takes a 0 for what it is, and a loss among none for an outlier", () => {
  const found = outlierTrials(trialsWith({ loss_ratio: 0.4 }), COMPARED);
  assertEquals([...found.values()], [["loss_ratio"]]);
});

Deno.test("outlierTrials() passes over what is as near as equivalent, or not compared", () => {
  for (
    const odd of [{}, { writes: 1001 }, { loss_ratio: 0.02 }, { reads: 99 }]
  ) {
    assertEquals(outlierTrials(trialsWith(odd), COMPARED).size, 0);
  }
});

Deno.test("outlierTrials() passes over the warm-up block and failed trials", () => {
  const trials = trialsWith({ time_seconds: 30 });
  for (const mark of [{ warm_up: true }, { error: "connection refused" }]) {
    const marked = trials.map((trial) =>
      trial.block === 4 ? { ...trial, ...mark } : trial
    );
    assertEquals(outlierTrials(marked, COMPARED).size, 0);
  }
});
