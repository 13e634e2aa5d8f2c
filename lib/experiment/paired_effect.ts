/**
 * By how much two conditions differ, block by block. Trials of one block came close
 * together in random order, so what drifts over a run falls on both alike.
 *
 * @module
 */

import { median } from "simple-statistics";
import { type SignedRank, signedRank } from "../statistics/signed_rank.ts";
import type { PlannedComparison } from "./comparison_plan.ts";
import { metricDefinition } from "./metric.ts";
import type { TrialRecord } from "./record.ts";

/** The part of a record that a comparison needs. */
export type ComparableTrial = Pick<
  TrialRecord,
  "block" | "condition" | "metrics" | "warm_up" | "error"
>;

/** The difference of two conditions. */
export interface PairedEffect {
  /** Blocks in which both have the metric. */
  blocks: number;
  /**
   * Whether the test is of logarithms of ratios; else it is of differences in the metric's
   * unit, because some trial has 0.
   */
  isRatio: boolean;
  /** What differences are to be seen as a share of; 1 for ratios, and for shares. */
  scale: number;
  /** Estimate, interval and p-value; absent without shared blocks. */
  test?: SignedRank;
}

/**
 * Finds the effects of planned comparisons.
 *
 * @param planned The comparisons.
 * @param trials Trials of one experiment; the warm-up block and failed ones are left out.
 * @returns One effect per comparison, in order.
 */
export function pairedEffects(
  planned: readonly PlannedComparison[],
  trials: readonly ComparableTrial[],
): PairedEffect[] {
  const byCondition = Map.groupBy(
    trials.filter(({ warm_up, error }) => !warm_up && error === undefined),
    ({ condition }) => condition,
  );
  return planned.map(({ metric, baseline, treatment }) => {
    const valuesOf = (condition: string) =>
      new Map(
        (byCondition.get(condition) ?? []).flatMap(({ block, metrics }) =>
          metrics[metric] === undefined ? [] : [[block, metrics[metric]]]
        ),
      );
    const treated = valuesOf(treatment);
    const pairs = [...valuesOf(baseline)].flatMap(([block, base]) => {
      const value = treated.get(block);
      return value === undefined ? [] : [{ base, value }];
    });
    const isRatio = pairs.every(({ base, value }) => base > 0 && value > 0);
    if (pairs.length === 0) return { blocks: 0, isRatio, scale: 1 };
    // a share is already a share of everything
    const isShare = isRatio || metricDefinition(metric).unit === "ratio";
    return {
      blocks: pairs.length,
      isRatio,
      scale: isShare ? 1 : Math.abs(median(pairs.map(({ base }) => base))),
      test: signedRank(
        pairs.map(({ base, value }) =>
          isRatio ? Math.log(value / base) : value - base
        ),
      ),
    };
  });
}
