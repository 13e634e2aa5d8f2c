/**
 * The rule `held`: an assertion of the experiment held, or it did not.
 *
 * @module
 */

import type { Factors } from "../../experiment/record.ts";
import { counted } from "../words.ts";
import {
  type ExperimentFindings,
  levelsText,
  trialsWith,
} from "./experiment_findings.ts";
import { type Judgement, NoEvidence } from "./judgement.ts";

/** How the manifest marks an invariant; the number of trials says it, too. */
const EVERY_TRIAL = /^in every trial: /;

/** An assertion decides. */
export interface HeldRule {
  /** Name of the rule. */
  rule: "held";
  /** Name of the assertion, as it stands in the manifest. */
  assertion: string;
  /** What it says of the claim if the assertion held. */
  ifHeld: "confirmed" | "refuted";
  /** What it says otherwise. */
  ifBroken: "confirmed" | "refuted" | "cannot tell";
  /** Levels of the conditions that the assertion is about: without trials of these it says nothing. */
  where: Factors;
}

/**
 * Judges by an assertion of the experiment.
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns The judgement.
 * @throws {NoEvidence} If the manifest does not have the assertion, or no trial has the levels.
 */
export function judgeHeld(
  { assertion, ifHeld, ifBroken, where }: HeldRule,
  findings: ExperimentFindings,
): Judgement {
  const { experiment, assertions } = findings;
  const trials = trialsWith(findings, where);
  const found = assertions.find(({ name }) => name === assertion);
  if (found === undefined) {
    throw new NoEvidence(
      `The experiment ${experiment} has no assertion "${assertion}" in this run.`,
    );
  }
  const levels = levelsText(where);
  const scope = `${counted(trials.length, "trial")} of ${experiment}${
    levels === "" ? "" : ` with ${levels}`
  }`;
  const text = `over ${scope}: "${assertion.replace(EVERY_TRIAL, "")}".`;
  return found.held
    ? { verdict: ifHeld, here: `It held ${text}` }
    : { verdict: ifBroken, here: `It did not hold ${text}` };
}
