/**
 * Families of comparisons whose truth is known.
 *
 * @module
 */

import {
  compare,
  type Comparison,
  isToldApart,
} from "../analysis/comparison.ts";
import type { MeasuredTrial } from "../analysis/summarize.ts";
import type { PlannedComparison } from "../experiment/comparison_plan.ts";
import type { MetricName } from "../experiment/metric.ts";

/** A family of conditions that were measured in the same blocks, the first one compared with the others. */
export interface Family {
  /** What is compared. */
  metric: MetricName;
  /** Values by condition, one per block; all conditions have equally many. */
  values: number[][];
}

/**
 * Judges a family as a report would.
 *
 * @param family The family.
 * @returns One comparison of each condition with the first one.
 */
export function judgeFamily({ metric, values }: Family): Comparison[] {
  const name = (condition: number) => `condition=${condition}`;
  const planned = values.slice(1).map((_, index): PlannedComparison => ({
    metric,
    factor: "condition",
    baseline: name(0),
    treatment: name(index + 1),
  }));
  const trials = values.flatMap((blocks, condition) =>
    blocks.map((value, index): MeasuredTrial => ({
      experiment: "calibration",
      trial: index * values.length + condition,
      block: index + 1,
      warm_up: false,
      condition: name(condition),
      factors: { condition },
      engine: "",
      metrics: { [metric]: value },
    }))
  );
  return compare("calibration", planned, trials);
}

/** What became of families whose conditions are all the same. */
export interface AlarmCount {
  /** Families. */
  families: number;
  /** Families in which a condition was told apart from the first one. */
  alarms: number;
  /** Intervals of ratios. */
  intervals: number;
  /** Intervals that hold 1, the true ratio. */
  covering: number;
}

/**
 * Counts the false alarms of families whose conditions are all the same.
 *
 * @param families The families.
 * @returns The counts.
 */
export function countAlarms(families: Iterable<Family>): AlarmCount {
  const count = { families: 0, alarms: 0, intervals: 0, covering: 0 };
  for (const family of families) {
    const comparisons = judgeFamily(family);
    count.families++;
    if (comparisons.some(isToldApart)) count.alarms++;
    for (const { low, high } of comparisons) {
      if (low === undefined || high === undefined) continue;
      count.intervals++;
      if (low <= 1 && high >= 1) count.covering++;
    }
  }
  return count;
}
