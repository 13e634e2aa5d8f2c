/**
 * From trials to one description per experiment, condition and metric.
 *
 * @module
 */

import { METRICS } from "../experiment/metric.ts";
import type { MetricName } from "../experiment/metric.ts";
import type { Factors, TrialRecord } from "../experiment/record.ts";
import { describe } from "../statistics/describe.ts";
import type { Description } from "../statistics/describe.ts";

/** The part of a record that the analysis needs. */
export type MeasuredTrial = Pick<
  TrialRecord,
  | "experiment"
  | "trial"
  | "block"
  | "condition"
  | "twin_of"
  | "factors"
  | "metrics"
  | "warm_up"
  | "error"
  | "observations"
  | "engine"
>;

/** One metric of one condition. */
export interface Summary {
  /** Name of the experiment. */
  experiment: string;
  /** Key of the condition. */
  condition: string;
  /** Level of each factor of the condition. */
  factors: Factors;
  /** Key of the condition that it repeats, if it does. */
  twinOf?: string;
  /** Name of the metric. */
  metric: MetricName;
  /** Its values over the condition's trials, in the metric's unit. */
  description: Description;
}

/** One condition of one experiment with its measured trials. */
interface Group {
  experiment: string;
  condition: string;
  twinOf?: string;
  factors: Factors;
  trials: MeasuredTrial[];
}

/**
 * Summarises trials. The warm-up block and failed trials are left out.
 *
 * @param trials The trials in the order in which they were recorded.
 * @returns Experiments in the order of their first trial, in each the
 * conditions by their keys (numbers in them by size), and in each the metrics in
 * the order of the catalogue.
 */
export function summarize(trials: Iterable<MeasuredTrial>): Summary[] {
  const experiments = new Map<string, Map<string, Group>>();
  for (const trial of trials) {
    if (trial.warm_up || trial.error !== undefined) continue;
    const { experiment, condition, factors, twin_of: twinOf } = trial;
    const groups = experiments.getOrInsertComputed(
      experiment,
      () => new Map<string, Group>(),
    );
    groups.getOrInsertComputed(
      condition,
      () => ({
        experiment,
        condition,
        ...(twinOf === undefined ? {} : { twinOf }),
        factors,
        trials: [],
      }),
    ).trials.push(trial);
  }
  return [...experiments.values()].flatMap((groups) =>
    [...groups.values()].sort(byCondition).flatMap(summariesOf)
  );
}

/** The order of trials is random, so a table that followed it could not be read. */
function byCondition(a: Group, b: Group): number {
  return a.condition.localeCompare(b.condition, "en", { numeric: true });
}

/** One summary for each metric that the condition has. */
function summariesOf({ trials, ...condition }: Group): Summary[] {
  const summaries: Summary[] = [];
  for (const metric of Object.keys(METRICS) as MetricName[]) {
    const values = trials.map((trial) => trial.metrics[metric])
      .filter((value) => value !== undefined);
    if (values.length === 0) continue;
    summaries.push({ ...condition, metric, description: describe(values) });
  }
  return summaries;
}
