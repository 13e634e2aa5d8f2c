import { assertAlmostEquals, assertEquals } from "@std/assert";
import { trialOf } from "../../../fixtures/experiments/sample_records.ts";
import type { GatedExperiment } from "./gated_run.ts";
import { paceOf } from "./judge_ratios.ts";

/** An experiment in which every condition is compared with the next one. */
function experimentOf(
  conditions: number,
  secondsOf: (condition: number) => number,
): GatedExperiment {
  const keys = Array.from({ length: conditions }, (_, index) => index);
  return {
    note: {
      name: "sample",
      question: "",
      factors: {},
      conditions,
      repetitions: 1,
      status: "done",
      assertions: [],
      started_at: "",
      comparisons: keys.slice(1).map((key) => ({
        metric: "time_seconds",
        factor: "place",
        baseline: `place=${key - 1}`,
        treatment: `place=${key}`,
      })),
    },
    trials: keys.map((key) =>
      trialOf([], {
        condition: `place=${key}`,
        metrics: { time_seconds: secondsOf(key) },
      })
    ),
    errors: [],
    conditions: new Map(),
  };
}

const BASELINE = experimentOf(30, () => 1);

Deno.test("paceOf() finds a run that is slower, or faster, as a whole", () => {
  for (const pace of [2, 1, 0.5]) {
    const run = experimentOf(30, () => pace);
    assertAlmostEquals(paceOf([{ baseline: BASELINE, run }]), pace);
  }
});

Deno.test("paceOf() does not take some slower conditions for a slower machine", () => {
  const run = experimentOf(30, (place) => place < 10 ? 100 : 1);
  assertEquals(paceOf([{ baseline: BASELINE, run }]), 1);
});

Deno.test("paceOf() says nothing of few conditions", () => {
  const [baseline, run] = [1, 3].map((seconds) =>
    experimentOf(3, () => seconds)
  );
  assertEquals(paceOf([{ baseline: baseline!, run: run! }]), 1);
});
