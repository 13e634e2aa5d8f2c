/**
 * The rule `bound`: the median of a metric lies within bounds.
 *
 * @module
 */

import type { MetricName } from "../../experiment/metric.ts";
import type { Factors } from "../../experiment/record.ts";
import { SMALLEST_SAMPLE } from "../../statistics/median_interval.ts";
import { metricFigure, metricWords } from "../words.ts";
import { type ExperimentFindings, summaryWith } from "./experiment_findings.ts";
import type { Judgement } from "./judgement.ts";
import { medianText } from "./phrase.ts";

/** A median lies within bounds. */
export interface BoundRule {
  /** Name of the rule. */
  rule: "bound";
  /** The metric. */
  metric: MetricName;
  /** Enough levels for one condition. */
  where: Factors;
  /** The lower bound in the metric's unit, itself included; none unless said. */
  atLeast?: number;
  /** The upper bound in the metric's unit, itself included; none unless said. */
  atMost?: number;
}

/**
 * Judges by the 95% interval of the median: confirmed if all of it lies within the
 * bounds, refuted if all of it lies outside on one side.
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns The judgement.
 * @throws {NoEvidence} If the condition or its metric is missing.
 */
export function judgeBound(
  { metric, where, atLeast = -Infinity, atMost = Infinity }: BoundRule,
  findings: ExperimentFindings,
): Judgement {
  const summary = summaryWith(findings, metric, where);
  const { interval } = summary.description;
  const bounds = [
    ...(atLeast === -Infinity
      ? []
      : [`at least ${metricFigure(metric, atLeast)}`]),
    ...(atMost === Infinity ? [] : [`at most ${metricFigure(metric, atMost)}`]),
  ].join(" and ");
  const figures = `With ${summary.condition} the median of the ${
    metricWords(metric)
  } is ${medianText(summary)}; the claim says ${bounds}.`;
  if (interval === undefined) {
    return {
      verdict: "cannot tell",
      here: `${figures} An interval needs ${SMALLEST_SAMPLE} trials.`,
    };
  }
  const { low, high } = interval;
  if (low >= atLeast && high <= atMost) {
    return { verdict: "confirmed", here: figures };
  }
  return high < atLeast || low > atMost
    ? { verdict: "refuted", here: figures }
    : {
      verdict: "cannot tell",
      here: `${figures} The interval has a bound in it.`,
    };
}
