/**
 * What the benchmark is to show, and whether it did.
 *
 * @module
 */

import { describe } from "../statistics/describe.ts";
import type { MedianInterval } from "../statistics/median_interval.ts";
import {
  pairedRatios,
  type Sample,
  type SampleKey,
  samplesOf,
} from "./sample.ts";

/** One goal: a bound for a median. */
export interface Goal extends SampleKey {
  /** The values are ratios to this contender's, block by block; without it they stand alone. */
  peer?: string;
  /** Whether the median has to be at least the bound, or below it. */
  direction: "at least" | "below";
  /** The bound, in the unit of the values; of ratios without unit. */
  bound: number;
}

/** What became of a goal. */
export interface Judgement {
  /** The goal. */
  goal: Goal;
  /** Number of values. */
  n: number;
  /** Unit of the figures; `ratio` for ratios. */
  unit: string;
  /** Their median; absent where nothing was measured. */
  median?: number;
  /** 95% confidence interval of the median; absent for very few values. */
  interval?: MedianInterval;
  /** Whether the median keeps the bound; absent where nothing was measured. */
  met?: boolean;
  /** Whether the whole interval lies on the median's side of the bound. */
  certain: boolean;
}

/**
 * Judges a goal by its samples.
 *
 * @param goal The goal.
 * @param samples Any samples.
 * @returns The judgement.
 */
export function judge(goal: Goal, samples: readonly Sample[]): Judgement {
  const own = samplesOf(samples, goal);
  const values = goal.peer === undefined
    ? own.map(({ value }) => value)
    : pairedRatios(samples, goal, goal.peer);
  const unit = goal.peer === undefined ? own[0]?.unit ?? "" : "ratio";
  if (values.length === 0) return { goal, n: 0, unit, certain: false };
  const keeps = (value: number) =>
    goal.direction === "at least" ? value >= goal.bound : value < goal.bound;
  const { n, median, interval } = describe(values);
  const met = keeps(median);
  return {
    goal,
    n,
    unit,
    median,
    ...(interval && { interval }),
    met,
    certain: interval !== undefined &&
      keeps(interval.low) === met && keeps(interval.high) === met,
  };
}
