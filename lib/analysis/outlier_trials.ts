/**
 * Trials whose figures are far from those of the other trials of their condition. They are
 * flagged and never dropped: a wild trial is a measurement, too, and the tests by which
 * conditions are compared can bear it.
 *
 * @module
 */

import { median } from "simple-statistics";
import { metricDefinition, type MetricName } from "../experiment/metric.ts";
import { modifiedZScores, OUTLIER_SCORE } from "../statistics/outliers.ts";
import {
  type ComparedPair,
  type ComparedValues,
  comparedValues,
} from "../experiment/compared_values.ts";
import { DEFAULT_MARGIN } from "./comparison.ts";
import type { MeasuredTrial } from "./summarize.ts";

/** A value far from the others of its condition. */
export interface OutlierValue {
  /** The trial. */
  trial: MeasuredTrial;
  /** The metric. */
  metric: MetricName;
  /** Its value, in the metric's unit. */
  value: number;
  /** Median of the condition's values. */
  median: number;
  /** Modified z-score; negative below the median. */
  score: number;
}

/**
 * Finds the outliers of one metric of one condition, within the condition. Where a value is
 * 0, as a loss often is, plain differences from the median are looked at, else logarithms.
 *
 * @param compared The values.
 * @returns The outliers in the order of the trials; a value as near the median as what
 * counts as equivalent is none, so that one more segment than usual goes without remark.
 */
export function outlierValues(
  { metric, trials, values }: ComparedValues<MeasuredTrial>,
): OutlierValue[] {
  const middle = median(values);
  const scale = metricDefinition(metric).unit === "ratio"
    ? 1
    : Math.abs(middle);
  return modifiedZScores(values).flatMap((score, index) => {
    const value = values[index]!;
    const far = Math.abs(value - middle) > DEFAULT_MARGIN * scale;
    return far && Math.abs(score) > OUTLIER_SCORE
      ? [{ trial: trials[index]!, metric, value, median: middle, score }]
      : [];
  });
}

/**
 * Which trials are outliers, and by which of the metrics that their condition is compared by.
 *
 * @param trials Trials of one experiment; those of the warm-up and failed ones are no outliers.
 * @param comparisons Its comparisons.
 * @returns The trials that are, each with its metrics.
 */
export function outlierTrials(
  trials: readonly MeasuredTrial[],
  comparisons: readonly ComparedPair[],
): Map<MeasuredTrial, MetricName[]> {
  const found = new Map<MeasuredTrial, MetricName[]>();
  for (const compared of comparedValues(trials, comparisons)) {
    if (compared.values.length === 0) continue;
    for (const { trial, metric } of outlierValues(compared)) {
      found.getOrInsertComputed(trial, () => []).push(metric);
    }
  }
  return found;
}
