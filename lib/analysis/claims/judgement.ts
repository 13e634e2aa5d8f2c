/**
 * What a rule says of a claim, and what it may look at.
 *
 * @module
 */

import type { AnalysedExperiment } from "../analysed_experiment.ts";
import type { Comparison } from "../comparison.ts";
import type { MeasuredTrial, Summary } from "../summarize.ts";

/** What a run says of a claim. */
export type ClaimVerdict = "confirmed" | "refuted" | "cannot tell" | "depends";

/** What claims are judged by. */
export interface Findings {
  /** All trials. */
  trials: readonly MeasuredTrial[];
  /** The experiments by the manifest, with their assertions. */
  experiments: readonly AnalysedExperiment[];
  /** Descriptions per condition and metric. */
  summaries: readonly Summary[];
  /** All comparisons. */
  comparisons: readonly Comparison[];
}

/** A verdict with its figures. */
export interface Judgement {
  /** The verdict. */
  verdict: ClaimVerdict;
  /** What this run shows, in sentences with figures; or why it shows nothing. */
  here: string;
  /** On what it depends; only with the verdict `depends`. */
  dependsOn?: string;
}

/** The run lacks what a rule needs. The message says what, as a sentence. */
export class NoEvidence extends Error {
  /** Name of the error. */
  override name = "NoEvidence";
}
