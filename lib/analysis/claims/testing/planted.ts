/**
 * Runs with planted figures, for the tests of the rules: what they say is known.
 *
 * @module
 */

import {
  type ComparisonPlan,
  plannedComparisons,
  twinKey,
} from "../../../experiment/comparison_plan.ts";
import { conditionKey } from "../../../experiment/condition.ts";
import type { MetricName } from "../../../experiment/metric.ts";
import type { Factors, TrialRecord } from "../../../experiment/record.ts";
import type { AnalysedExperiment } from "../../analysed_experiment.ts";
import { compare } from "../../comparison.ts";
import { type MeasuredTrial, summarize } from "../../summarize.ts";
import { type ExperimentFindings, findingsOf } from "../experiment_findings.ts";
import type { Findings } from "../judgement.ts";

/** Name of the planted experiment. */
export const PLANTED = "planted";

/** Blocks of a planted run: enough for a verdict among several comparisons. */
export const BLOCKS = 12;

/** A condition and what its trials measured. */
export interface PlantedCondition {
  /** Its levels. */
  factors: Factors;
  /** Values of its metrics, one per block. */
  metrics?: Partial<Record<MetricName, readonly number[]>>;
  /** What every trial observed, or what each block's trial observed. */
  observations?: (block: number) => TrialRecord["observations"];
  /** Whether it repeats the condition with the same levels. */
  isTwin?: boolean;
}

/** A run of one experiment. */
export interface PlantedRun {
  /** Its conditions. */
  conditions: readonly PlantedCondition[];
  /** Which ones are compared. */
  plans?: readonly ComparisonPlan[];
  /** Its assertions. */
  assertions?: AnalysedExperiment["assertions"];
  /** How it ended; `done` unless said. */
  status?: AnalysedExperiment["status"];
  /** Blocks; {@linkcode BLOCKS} unless said. */
  blocks?: number;
  /** Name of the experiment; {@linkcode PLANTED} unless said. */
  experiment?: string;
}

/**
 * Values close to a centre, never twice the same, other ones for another centre.
 *
 * @param centre The centre.
 * @param spread Half of their range, as a share of the centre.
 * @param start Where in the cycle of values they start, a whole number.
 * @returns One value per block.
 */
export function around(centre: number, spread = 0.01, start = 0): number[] {
  return Array.from({ length: BLOCKS }, (_, index) => {
    const place = ((index + start) * 5) % BLOCKS / (BLOCKS - 1);
    return centre * (1 + spread * (2 * place - 1));
  });
}

/**
 * Makes a run.
 *
 * @param run What is in it.
 * @returns What the run has found.
 */
export function planted(run: PlantedRun): Findings {
  const { conditions, plans = [], assertions = [], status = "done" } = run;
  const { blocks = BLOCKS, experiment = PLANTED } = run;
  const trials = conditions.flatMap((condition, position) =>
    Array.from({ length: blocks }, (_, block): MeasuredTrial => {
      const key = conditionKey(condition.factors);
      const observations = condition.observations?.(block);
      return {
        experiment,
        trial: block * conditions.length + position,
        block: block + 1,
        condition: condition.isTwin ? twinKey(key) : key,
        ...(condition.isTwin ? { twin_of: key } : {}),
        factors: condition.factors,
        metrics: Object.fromEntries(
          Object.entries(condition.metrics ?? {}).map((
            [metric, values],
          ) => [metric, values[block]!]),
        ),
        warm_up: false,
        engine: "deno",
        ...(observations === undefined ? {} : { observations }),
      };
    })
  );
  const comparisons = plannedComparisons(
    plans,
    conditions.map(({ factors }) => factors),
  );
  return {
    trials,
    experiments: [{ name: experiment, comparisons, assertions, status }],
    summaries: summarize(trials),
    comparisons: compare(experiment, comparisons, trials),
  };
}

/**
 * Makes a run and takes its experiment out of it.
 *
 * @param run What is in it.
 * @returns What the experiment has found.
 */
export function plantedExperiment(run: PlantedRun): ExperimentFindings {
  return findingsOf(planted(run), run.experiment ?? PLANTED);
}
