/**
 * From a rule to its judgement.
 *
 * @module
 */

import { judgeBound } from "./bound.ts";
import type { ExperimentRule, Rule } from "./claim.ts";
import { judgeAll, judgeDepends } from "./combine.ts";
import { judgeCompared } from "./compared.ts";
import { judgeEachTrial } from "./each_trial.ts";
import { type ExperimentFindings, findingsOf } from "./experiment_findings.ts";
import { judgeFastest } from "./fastest.ts";
import { judgeGrows } from "./grows.ts";
import { judgeGrowsLess } from "./grows_less.ts";
import { judgeHeld } from "./held.ts";
import { type Findings, type Judgement, NoEvidence } from "./judgement.ts";
import { judgeNoise } from "./noise.ts";
import { judgeObserved } from "./observed.ts";
import { judgeOrderVaries } from "./order_varies.ts";
import { judgeUnits } from "./units.ts";

/**
 * Applies a rule. What the run lacks makes `cannot tell` with the reason.
 *
 * @param rule The rule.
 * @param findings What the run has found.
 * @param experiment The claim's experiment.
 * @returns The judgement.
 */
export function judgeRule(
  rule: Rule,
  findings: Findings,
  experiment: string,
): Judgement {
  const judgeEach = (rules: Record<string, Rule>) =>
    Object.entries(rules).map(([name, one]) =>
      [name, judgeRule(one, findings, experiment)] as const
    );
  try {
    switch (rule.rule) {
      case "all":
        return judgeAll(judgeEach(rule.parts));
      case "depends":
        return judgeDepends(rule.on, judgeEach(rule.cases));
      case "noise":
        return judgeNoise(rule, findings);
      case "unseen":
        return { verdict: "cannot tell", here: rule.because };
      default:
        return judgeByExperiment(
          rule,
          findingsOf(findings, rule.experiment ?? experiment),
        );
    }
  } catch (error) {
    if (!(error instanceof NoEvidence)) throw error;
    return { verdict: "cannot tell", here: error.message };
  }
}

function judgeByExperiment(
  rule: ExperimentRule,
  findings: ExperimentFindings,
): Judgement {
  switch (rule.rule) {
    case "bound":
      return judgeBound(rule, findings);
    case "compared":
      return judgeCompared(rule, findings);
    case "each-trial":
      return judgeEachTrial(rule, findings);
    case "fastest":
      return judgeFastest(rule, findings);
    case "grows":
      return judgeGrows(rule, findings);
    case "grows-less":
      return judgeGrowsLess(rule, findings);
    case "held":
      return judgeHeld(rule, findings);
    case "observed":
      return judgeObserved(rule, findings);
    case "order-varies":
      return judgeOrderVaries(rule, findings);
    case "units":
      return judgeUnits(rule, findings);
  }
}
