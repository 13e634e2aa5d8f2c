/**
 * The rule `each-trial`: within each trial one metric compares with another one.
 *
 * @module
 */

import type { MetricName } from "../../experiment/metric.ts";
import type { Factors } from "../../experiment/record.ts";
import { metricWords } from "../words.ts";
import {
  type ExperimentFindings,
  levelsText,
  trialsWith,
} from "./experiment_findings.ts";
import { type Judgement, NoEvidence } from "./judgement.ts";

/** Two metrics of one trial compare in one way. */
export interface EachTrialRule {
  /** Name of the rule. */
  rule: "each-trial";
  /** The metric. */
  metric: MetricName;
  /** How it compares. */
  is: "more than" | "equal to";
  /** The metric that it is compared with; of the same unit. */
  than: MetricName;
  /** Levels of the conditions that it is about. */
  where: Factors;
}

/**
 * Judges trial by trial: confirmed if it is so in all of them, refuted if in none.
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns The judgement.
 * @throws {NoEvidence} If no trial has both metrics.
 */
export function judgeEachTrial(
  { metric, is, than, where }: EachTrialRule,
  findings: ExperimentFindings,
): Judgement {
  const pairs = trialsWith(findings, where).flatMap(({ metrics }) => {
    const [value, other] = [metrics[metric], metrics[than]];
    return value === undefined || other === undefined ? [] : [{ value, other }];
  });
  if (pairs.length === 0) {
    throw new NoEvidence(
      `No trial of ${findings.experiment} has both ${metric} and ${than}.`,
    );
  }
  const matching =
    pairs.filter(({ value, other }) =>
      is === "more than" ? value > other : value === other
    ).length;
  const here = `With ${levelsText(where)}: the ${
    metricWords(metric)
  } is ${is} the ${
    metricWords(than)
  } in ${matching} of ${pairs.length} trials.`;
  if (matching === pairs.length) return { verdict: "confirmed", here };
  return { verdict: matching === 0 ? "refuted" : "cannot tell", here };
}
