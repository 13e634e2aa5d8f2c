/**
 * The reference study's claims, judged by the records of a run.
 *
 * What is claimed and how it is decided stands in `fixtures/claims/claims.json`; each of
 * the few rules by which claims are decided is a module in `claims/`.
 *
 * @module
 */

import { CLAIMS, type Rule } from "./claims/claim.ts";
import {
  DISTANCE_EXPERIMENT,
  type DistanceQuestion,
  judgeOverDistance,
  NOT_MEASURED,
  type OverDistance,
} from "./claims/distance.ts";
import { evidenceText } from "./claims/evidence.ts";
import { isToldApart } from "./comparison.ts";
import { judgeRule } from "./claims/judge_rule.ts";
import type { ClaimVerdict, Findings } from "./claims/judgement.ts";

export {
  type HoldsOverDistance,
  NOT_MEASURED,
  type OverDistance,
} from "./claims/distance.ts";
export type { ClaimVerdict, Findings } from "./claims/judgement.ts";

/** A claim and what this run says of it. */
export interface JudgedClaim {
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
  /** What this run shows, with intervals; or why it shows nothing. */
  here: string;
  /** The verdict. */
  verdict: ClaimVerdict;
  /** On what it depends; only with the verdict `depends`. */
  dependsOn?: string;
  /** What becomes of it at a distance; absent where distance has no part in it. */
  overDistance?: OverDistance;
  /** Why it is so: a sentence made from the records' evidence. */
  evidence: string;
}

/**
 * Judges every claim.
 *
 * @param findings What the run has found.
 * @returns One judgement per claim, in the order of the study.
 */
export function judgeClaims(findings: Findings): JudgedClaim[] {
  return CLAIMS.map(({ decision, distance, evidence, ...claim }) => {
    const judgement = judgeRule(decision, findings, claim.experiment);
    return {
      ...claim,
      ...judgement,
      here: judgement.here +
        (compares(decision) ? falseAlarmOf(claim.experiment, findings) : ""),
      ...(distance === undefined
        ? {}
        : { overDistance: overDistance(distance, findings) }),
      evidence: evidenceText(evidence, findings, claim.experiment),
    };
  });
}

/** What becomes of a claim at a distance; every question of it rests on comparisons. */
function overDistance(
  question: DistanceQuestion,
  findings: Findings,
): OverDistance {
  const judged = judgeOverDistance(question, findings);
  return judged.says === NOT_MEASURED ? judged : {
    ...judged,
    here: judged.here + falseAlarmOf(DISTANCE_EXPERIMENT, findings),
  };
}

/** Whether a rule, or a part of it, rests on a comparison of conditions. */
function compares(rule: Rule): boolean {
  switch (rule.rule) {
    case "all":
      return Object.values(rule.parts).some(compares);
    case "depends":
      return Object.values(rule.cases).some(compares);
    default:
      return ["fastest", "compared", "grows", "grows-less"].includes(rule.rule);
  }
}

/** What a claim has to say where its experiment told a condition apart from itself. */
function falseAlarmOf(name: string, { comparisons }: Findings): string {
  const alarm = comparisons.find(
    (comparison) =>
      comparison.experiment === name && comparison.sameCondition &&
      isToldApart(comparison),
  );
  return alarm?.estimate === undefined
    ? ""
    : ` But this experiment told a condition apart from itself, by ${
      alarm.estimate.toPrecision(3)
    } times: a difference that is no larger is doubtful.`;
}
