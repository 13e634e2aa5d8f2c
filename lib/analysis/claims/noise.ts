/**
 * The rule `noise`: two single trials of one and the same condition differ by more than
 * the study's difference between two conditions.
 *
 * @module
 */

import type { MetricName } from "../../experiment/metric.ts";
import { describe } from "../../statistics/describe.ts";
import { metricWords } from "../words.ts";
import { type Findings, type Judgement, NoEvidence } from "./judgement.ts";
import { percentText } from "./phrase.ts";

/** The noise of single trials is larger than a difference. */
export interface NoiseRule {
  /** Name of the rule. */
  rule: "noise";
  /** The metric, above 0. */
  metric: MetricName;
  /** Experiments that measure a condition twice in every block (A/A). */
  experiments: string[];
  /** The study's difference, as a share: 0.04 is 4%. */
  difference: number;
}

/**
 * Judges by the pairs of equal trials of all blocks: by which factor the larger figure is
 * above the smaller one, and the interval of the median of that.
 *
 * @param rule The rule.
 * @param findings What the run has found.
 * @returns Confirmed if the interval lies above the difference, refuted if below.
 * @throws {NoEvidence} If no block has such a pair.
 */
export function judgeNoise(
  { metric, experiments, difference }: NoiseRule,
  { trials }: Findings,
): Judgement {
  const usable = trials.filter((trial) =>
    experiments.includes(trial.experiment) && !trial.warm_up &&
    trial.error === undefined && (trial.metrics[metric] ?? 0) > 0
  );
  const valueOf = new Map(
    usable.map(({ experiment, block, condition, metrics }) => [
      [experiment, block, condition].join("\n"),
      metrics[metric]!,
    ]),
  );
  const excesses = usable.flatMap(
    ({ experiment, block, twin_of, metrics }) => {
      const other = valueOf.get([experiment, block, twin_of].join("\n"));
      if (twin_of === undefined || other === undefined) return [];
      const ratio = metrics[metric]! / other;
      return [Math.max(ratio, 1 / ratio) - 1];
    },
  );
  if (excesses.length === 0) {
    throw new NoEvidence(
      `No block of ${experiments.join(", ")} has the same condition twice.`,
    );
  }
  const { median, interval, n } = describe(excesses);
  const range = interval === undefined
    ? "no interval"
    : `${percentText(interval.low)} to ${percentText(interval.high)}`;
  const here = `Two single trials of the same condition in the same block ` +
    `differ in their ${metricWords(metric)} by ${
      percentText(median)
    } in the median ` +
    `(${range}, ${n} pairs), compared with the study's difference of ${
      percentText(difference)
    }.`;
  if (interval === undefined) return { verdict: "cannot tell", here };
  if (interval.low > difference) return { verdict: "confirmed", here };
  return {
    verdict: interval.high < difference ? "refuted" : "cannot tell",
    here,
  };
}
