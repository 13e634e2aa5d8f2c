/**
 * The rule `compared`: two conditions compare as the claim says.
 *
 * @module
 */

import type { Factors } from "../../experiment/record.ts";
import type { Verdict } from "../comparison.ts";
import { levelWords } from "../words.ts";
import {
  comparisonOf,
  type ExperimentFindings,
  type Pair,
} from "./experiment_findings.ts";
import type { Judgement } from "./judgement.ts";
import { blocksNeededText, comparisonText } from "./phrase.ts";

/** One comparison says what the claim says. */
export interface ComparedRule extends Pair {
  /** Name of the rule. */
  rule: "compared";
  /** What the comparison must say of the treatment. */
  is: Exclude<Verdict, "inconclusive">;
}

/**
 * Judges by one comparison: confirmed if it says the word, cannot tell while it is
 * inconclusive, else refuted.
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns The judgement.
 * @throws {NoEvidence} If a condition or its metric is missing.
 */
export function judgeCompared(
  rule: ComparedRule,
  findings: ExperimentFindings,
): Judgement {
  const comparison = comparisonOf(findings, rule);
  const name = (level: Factors[string]) => levelWords(rule.factor, level);
  const figures = comparisonText(comparison, [
    name(rule.baseline),
    name(rule.treatment),
  ]);
  switch (comparison.verdict) {
    case rule.is:
      return { verdict: "confirmed", here: `${figures}.` };
    case "inconclusive":
      return {
        verdict: "cannot tell",
        here: `${figures}. ${blocksNeededText([comparison])}`.trim(),
      };
    default:
      return { verdict: "refuted", here: `${figures}.` };
  }
}
