/**
 * One experiment's part of what a run has found, for the rules that look at one.
 *
 * @module
 */

import { has } from "../../experiment/comparison_plan.ts";
import type { MetricName } from "../../experiment/metric.ts";
import type { Factors } from "../../experiment/record.ts";
import type { AnalysedExperiment } from "../analysed_experiment.ts";
import { compare, type Comparison } from "../comparison.ts";
import type { MeasuredTrial, Summary } from "../summarize.ts";
import { type Findings, NoEvidence } from "./judgement.ts";

/** What a run has found in one experiment. */
export interface ExperimentFindings {
  /** Its name. */
  experiment: string;
  /** Its trials, without the warm-up block, failed trials and repeated conditions (A/A). */
  trials: readonly MeasuredTrial[];
  /** Whether each assertion held. */
  assertions: AnalysedExperiment["assertions"];
  /** Descriptions per condition and metric, without repeated conditions. */
  summaries: readonly Summary[];
  /** Its planned comparisons. */
  comparisons: readonly Comparison[];
}

/**
 * Takes one experiment out of a run.
 *
 * @param findings What the run has found.
 * @param experiment Name of the experiment.
 * @returns Its part.
 * @throws {NoEvidence} If it is missing, was skipped or has no measured trial.
 */
export function findingsOf(
  findings: Findings,
  experiment: string,
): ExperimentFindings {
  const described = findings.experiments.find(({ name }) =>
    name === experiment
  );
  if (described?.status === "skipped") {
    throw new NoEvidence(`The experiment ${experiment} was skipped.`);
  }
  const ofExperiment = <Item extends { experiment: string }>(
    items: readonly Item[],
  ) => items.filter((item) => item.experiment === experiment);
  const trials = ofExperiment(findings.trials).filter((trial) =>
    !trial.warm_up && trial.error === undefined && trial.twin_of === undefined
  );
  if (trials.length === 0) {
    throw new NoEvidence(
      `The run has no measured trial of the experiment ${experiment}.`,
    );
  }
  return {
    experiment,
    trials,
    assertions: described?.assertions ?? [],
    summaries: ofExperiment(findings.summaries).filter(({ twinOf }) =>
      twinOf === undefined
    ),
    comparisons: ofExperiment(findings.comparisons),
  };
}

/**
 * The trials of all conditions that have some levels.
 *
 * @param findings Where to look.
 * @param where The levels.
 * @returns At least one trial.
 * @throws {NoEvidence} If there is none.
 */
export function trialsWith(
  { experiment, trials }: ExperimentFindings,
  where: Factors,
): MeasuredTrial[] {
  const found = trials.filter(({ factors }) => has(factors, where));
  if (found.length === 0) {
    throw new NoEvidence(
      `The run has no measured trial of ${experiment} with ${
        levelsText(where)
      }.`,
    );
  }
  return found;
}

/**
 * The one condition that has some levels.
 *
 * @param findings Where to look.
 * @param where Enough levels for one condition.
 * @returns Its key.
 * @throws {NoEvidence} If there is none, or more than one.
 */
export function conditionWith(
  findings: ExperimentFindings,
  where: Factors,
): string {
  const keys = new Set(
    trialsWith(findings, where).map(({ condition }) => condition),
  );
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0) {
    throw new NoEvidence(
      `${keys.size} conditions of ${findings.experiment} have ${
        levelsText(where)
      }, so it is not clear which one is meant.`,
    );
  }
  return key;
}

/**
 * The description of a metric under one condition.
 *
 * @param findings Where to look.
 * @param metric The metric.
 * @param where Enough levels for one condition.
 * @returns The description.
 * @throws {NoEvidence} If the condition or its metric is missing.
 */
export function summaryWith(
  findings: ExperimentFindings,
  metric: MetricName,
  where: Factors,
): Summary {
  const condition = conditionWith(findings, where);
  const found = findings.summaries.find((summary) =>
    summary.condition === condition && summary.metric === metric
  );
  if (found === undefined) {
    throw new NoEvidence(
      `The run has no ${metric} of ${findings.experiment} with ${
        levelsText(where)
      }.`,
    );
  }
  return found;
}

/** Two conditions that differ in one factor. */
export interface Pair {
  /** What is compared. */
  metric: MetricName;
  /** The factor in which they differ. */
  factor: string;
  /** The level that is compared with. */
  baseline: Factors[string];
  /** The level that is compared. */
  treatment: Factors[string];
  /** Levels of the other factors, enough for one condition each. */
  where: Factors;
}

/**
 * The comparison of two conditions: the planned one, corrected with the other ones of the
 * experiment; where none is planned, one made for the claim alone. That is no less honest:
 * claims are written down before a run as well.
 *
 * @param findings Where to look.
 * @param pair What is compared.
 * @returns The comparison.
 * @throws {NoEvidence} If a condition or its metric is missing.
 */
export function comparisonOf(
  findings: ExperimentFindings,
  { metric, factor, baseline, treatment, where }: Pair,
): Comparison {
  const plan = {
    metric,
    factor,
    baseline: conditionWith(findings, { ...where, [factor]: baseline }),
    treatment: conditionWith(findings, { ...where, [factor]: treatment }),
  };
  const planned = findings.comparisons.find((comparison) =>
    comparison.metric === metric && comparison.baseline === plan.baseline &&
    comparison.treatment === plan.treatment
  );
  const [comparison] = planned === undefined
    ? compare(findings.experiment, [plan], findings.trials)
    : [planned];
  if (comparison!.blocks === 0) {
    throw new NoEvidence(
      `No block of ${findings.experiment} has the ${metric} of both ${plan.baseline} and ${plan.treatment}.`,
    );
  }
  return comparison!;
}

/**
 * Levels as text.
 *
 * @param levels Levels by factor.
 * @returns Such as `transport=tcp bufferBytes=32`.
 */
export function levelsText(levels: Factors): string {
  return Object.entries(levels).map(([factor, level]) => `${factor}=${level}`)
    .join(" ");
}
