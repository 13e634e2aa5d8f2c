/**
 * The rule `observed`: every trial observed the same thing.
 *
 * @module
 */

import type { Factors } from "../../experiment/record.ts";
import {
  type ExperimentFindings,
  levelsText,
  trialsWith,
} from "./experiment_findings.ts";
import { type Judgement, NoEvidence } from "./judgement.ts";

/** An observation has one value. */
export interface ObservedRule {
  /** Name of the rule. */
  rule: "observed";
  /** Name of the observation. */
  observation: string;
  /** The value that the claim says. */
  equals: string | number | boolean;
  /** Levels of the conditions that it is about. */
  where: Factors;
}

/**
 * Judges by an observation: confirmed if every trial has the value, refuted if none has.
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns The judgement.
 * @throws {NoEvidence} If no trial has the observation.
 */
export function judgeObserved(
  { observation, equals, where }: ObservedRule,
  findings: ExperimentFindings,
): Judgement {
  const values = trialsWith(findings, where).flatMap(({ observations }) =>
    observations?.[observation] ?? []
  );
  if (values.length === 0) {
    throw new NoEvidence(
      `No trial of ${findings.experiment} has the observation ${observation}.`,
    );
  }
  const matching = values.filter((value) => value === equals).length;
  const figures = `With ${levelsText(where)}: ${tally(observation, values)}.`;
  if (matching === values.length) {
    return { verdict: "confirmed", here: figures };
  }
  return { verdict: matching === 0 ? "refuted" : "cannot tell", here: figures };
}

/** How often each value was observed. */
function tally(
  observation: string,
  values: readonly (string | number | boolean)[],
): string {
  return [...Map.groupBy(values, (value) => value)].map(([value, same]) =>
    `${observation.replaceAll("_", " ")} ${
      value === "" ? "nothing" : value
    } in ${same.length} of ${values.length} trials`
  ).join(", ");
}
