/**
 * The values by which the conditions of an experiment are compared: those that its
 * verdicts stand on, and so those that are looked at for doubts.
 *
 * @module
 */

import type { PlannedComparison } from "./comparison_plan.ts";
import type { MetricName } from "./metric.ts";
import type { ComparableTrial } from "./paired_effect.ts";

/** One metric of one condition. */
export interface ComparedValues<
  Trial extends ComparableTrial = ComparableTrial,
> {
  /** Key of the condition. */
  condition: string;
  /** A metric by which it is compared. */
  metric: MetricName;
  /** Its measured trials that have the metric, in the order in which they were recorded; can be none. */
  trials: Trial[];
  /** The metric of each of them, in its unit. */
  values: number[];
}

/** What of a comparison says which values it compares. */
export type ComparedPair = Pick<
  PlannedComparison,
  "metric" | "baseline" | "treatment"
>;

/**
 * Gathers them.
 *
 * @param trials Trials of one experiment; warm-up and failed ones are left out here.
 * @param comparisons Its comparisons.
 * @returns Conditions in the order of the comparisons, each once with each of its metrics.
 */
export function comparedValues<Trial extends ComparableTrial>(
  trials: readonly Trial[],
  comparisons: readonly ComparedPair[],
): ComparedValues<Trial>[] {
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
  );
}
