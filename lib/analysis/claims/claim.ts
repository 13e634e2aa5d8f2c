/**
 * What a claim consists of, and all of them: `fixtures/claims/claims.json`, whose README
 * explains the form.
 *
 * @module
 */

import claims from "../../../fixtures/claims/claims.json" with { type: "json" };
import type { BoundRule } from "./bound.ts";
import type { ComparedRule } from "./compared.ts";
import type { DistanceQuestion } from "./distance.ts";
import type { EachTrialRule } from "./each_trial.ts";
import type { FastestRule } from "./fastest.ts";
import type { GrowsRule } from "./grows.ts";
import type { GrowsLessRule } from "./grows_less.ts";
import type { HeldRule } from "./held.ts";
import type { NoiseRule } from "./noise.ts";
import type { ObservedRule } from "./observed.ts";
import type { OrderVariesRule } from "./order_varies.ts";
import type { UnitsRule } from "./units.ts";

/** No experiment looks at it. */
export interface UnseenRule {
  /** Name of the rule. */
  rule: "unseen";
  /** Why nothing in a run can tell, a sentence. */
  because: string;
}

/** A rule that looks at one experiment: the claim's, unless it names another one. */
export type ExperimentRule =
  & (
    | BoundRule
    | ComparedRule
    | EachTrialRule
    | FastestRule
    | GrowsRule
    | GrowsLessRule
    | HeldRule
    | ObservedRule
    | OrderVariesRule
    | UnitsRule
  )
  & {
    /** Name of the experiment, where it is not the claim's. */
    experiment?: string;
  };

/** A claim of several parts, all of which have to hold. */
export interface AllRule {
  /** Name of the rule. */
  rule: "all";
  /** The rule of each part by what the part says. */
  parts: Record<string, Rule>;
}

/** A claim that may hold in some cases alone. */
export interface DependsRule {
  /** Name of the rule. */
  rule: "depends";
  /** What the cases differ in, such as `the engine`. */
  on: string;
  /** The rule of each case by the case's name. */
  cases: Record<string, Rule>;
}

/** How a claim is decided. */
export type Rule =
  | ExperimentRule
  | NoiseRule
  | UnseenRule
  | AllRule
  | DependsRule;

/** A claim of the reference study, or about it. */
export interface Claim {
  /** Stable name, such as `tcp-grows`. */
  id: string;
  /** Whether the study concluded it, or it was found to be wrong with the study. */
  kind: "conclusion" | "finding";
  /** Name of the experiment that decides it. */
  experiment: string;
  /** What is claimed, a sentence. */
  claim: string;
  /** The study's own figures in words; empty where it has none. */
  studyFigures: string;
  /** How it is decided. */
  decision: Rule;
  /** What is asked of it at a distance, beside loopback; absent where distance has no part. */
  distance?: DistanceQuestion;
  /** Sentences about why it is so, with places for figures: see `evidence.ts`. */
  evidence: string[];
}

/** Every claim, in the order of the study. Tests hold every name in the file against a real run. */
export const CLAIMS = claims as Claim[];
