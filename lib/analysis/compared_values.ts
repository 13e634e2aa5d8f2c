/**
 * The values by which the conditions of an experiment are compared: those that its
 * verdicts stand on, and so those that are looked at for doubts.
 *
 * @module
 */

import type { MetricName } from "../experiment/metric.ts";
import type { Comparison } from "./comparison.ts";
import type { MeasuredTrial } from "./summarize.ts";

/** One metric of one condition. */
export interface ComparedValues {
  /** Key of the condition. */
  condition: string;
  /** A metric by which it is compared. */
  metric: MetricName;
  /** Its measured trials that have the metric, in the order in which they were recorded. */
  trials: MeasuredTrial[];
  /** The metric of each of them, in its unit. */
  values: number[];
}

/** What of a comparison says which values it compares. */
export type ComparedPair = Pick<
  Comparison,
  "metric" | "baseline" | "treatment"
>;

/**
 * Gathers them.
 *
 * @param trials Trials of one experiment; warm-up and failed ones are left out here.
 * @param comparisons Its comparisons.
 * @returns Conditions in the order of the comparisons, each once with each of its metrics.
 */
export function comparedValues(
  trials: readonly MeasuredTrial[],
  comparisons: readonly ComparedPair[],
): ComparedValues[] {
  const byCondition = Map.groupBy(
    trials.filter(({ warm_up, error }) => !warm_up && error === undefined),
    ({ condition }) => condition,
  );
  const metricsOf = new Map<string, Set<MetricName>>();
  for (const { metric, baseline, treatment } of comparisons) {
    for (const condition of [baseline, treatment]) {
      metricsOf.getOrInsertComputed(condition, () => new Set()).add(metric);
    }
  }
  return [...metricsOf].flatMap(([condition, metrics]) =>
    [...metrics].map((metric) => {
      const having = (byCondition.get(condition) ?? [])
        .filter(({ metrics }) => metrics[metric] !== undefined);
      return {
        condition,
        metric,
        trials: having,
        values: having.map(({ metrics }) => metrics[metric]!),
      };
    })
  ).filter(({ values }) => values.length > 0);
}
