/**
 * Everything that is concluded from a run's records.
 *
 * @module
 */

import type { AnalysedExperiment } from "./analysed_experiment.ts";
import { judgeClaims, type JudgedClaim } from "./claims.ts";
import { compare, type Comparison, type JudgeOptions } from "./comparison.ts";
import type { RunWarning } from "./run_warning.ts";
import { runWarnings } from "./run_warnings.ts";
import { type StudyTable, studyTables } from "./study_tables.ts";
import { type MeasuredTrial, summarize, type Summary } from "./summarize.ts";

/** The conclusions. */
export interface Analysis {
  /** One description per experiment, condition and metric. */
  summaries: Summary[];
  /** Every comparison that was planned. */
  comparisons: Comparison[];
  /** What is doubtful about the figures. */
  warnings: RunWarning[];
  /** The reference study's claims, judged. */
  claims: JudgedClaim[];
  /** The reference study's tables with this run's figures beside them. */
  studyTables: StudyTable[];
}

/**
 * Analyses a run.
 *
 * @param trials All of its trials, also those of the warm-up block.
 * @param experiments Its experiments, by the manifest.
 * @param options How comparisons are judged.
 * @returns The conclusions.
 */
export function analyse(
  trials: readonly MeasuredTrial[],
  experiments: readonly AnalysedExperiment[],
  options: JudgeOptions = {},
): Analysis {
  const byExperiment = Map.groupBy(trials, ({ experiment }) => experiment);
  const comparisons = experiments.flatMap(({ name, comparisons = [] }) =>
    compare(name, comparisons, byExperiment.get(name) ?? [], options)
  );
  const summaries = summarize(trials);
  const found = { trials, experiments, summaries, comparisons };
  return {
    summaries,
    comparisons,
    warnings: experiments.flatMap(({ name }) =>
      runWarnings({
        experiment: name,
        trials: byExperiment.get(name) ?? [],
        comparisons: comparisons.filter(({ experiment }) =>
          experiment === name
        ),
      })
    ),
    claims: judgeClaims(found),
    studyTables: studyTables(summaries),
  };
}
