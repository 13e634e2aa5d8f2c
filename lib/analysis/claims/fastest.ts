/**
 * The rule `fastest`: one level of a factor is faster than every other one.
 *
 * @module
 */

import type { MetricName } from "../../experiment/metric.ts";
import type { Factors } from "../../experiment/record.ts";
import type { Comparison, Verdict } from "../comparison.ts";
import { levelWords } from "../words.ts";
import {
  conditionWith,
  type ExperimentFindings,
} from "./experiment_findings.ts";
import { type Judgement, NoEvidence } from "./judgement.ts";
import { blocksNeededText, comparisonText } from "./phrase.ts";

/** A level is the fastest of some. */
export interface FastestRule {
  /** Name of the rule. */
  rule: "fastest";
  /** The speed or time that decides. */
  metric: MetricName;
  /** The factor. */
  factor: string;
  /** The level that is said to be the fastest. */
  level: Factors[string];
  /** All levels that it competes with. */
  others: Factors[string][];
  /** Levels of the other factors. */
  where: Factors;
}

/**
 * Judges by the planned comparisons. Confirmed if the level is faster than every other
 * one; `a` counts as faster than `c` also where it is faster than `b` and `b` faster than
 * `c`. Refuted if any other level is faster than it, or equivalent to it.
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns The judgement.
 * @throws {NoEvidence} If a condition is missing, or its level is compared with no other.
 */
export function judgeFastest(
  { metric, factor, level, others, where }: FastestRule,
  findings: ExperimentFindings,
): Judgement {
  const nameOf = new Map(
    [level, ...others].map((one) => [
      conditionWith(findings, { ...where, [factor]: one }),
      levelWords(factor, one),
    ]),
  );
  const [candidate, ...rivals] = [...nameOf.keys()];
  const comparisons = findings.comparisons.filter((one) =>
    one.metric === metric && nameOf.has(one.baseline) &&
    nameOf.has(one.treatment) && !one.sameCondition && one.blocks > 0
  );
  const direct = comparisons.filter(({ baseline, treatment }) =>
    baseline === candidate || treatment === candidate
  );
  if (direct.length === 0) {
    throw new NoEvidence(
      `The experiment ${findings.experiment} compares ${
        levelWords(factor, level)
      } with no other level.`,
    );
  }
  const slowerThan = outpaced(comparisons);
  const beaten = slowerThan(candidate!);
  const figures = direct.map((one) =>
    comparisonText(one, [
      nameOf.get(one.baseline)!,
      nameOf.get(one.treatment)!,
    ])
  ).join("; ");
  if (rivals.every((rival) => beaten.has(rival))) {
    return { verdict: "confirmed", here: `${figures}.` };
  }
  const isRefuted = rivals.some((rival) => slowerThan(rival).has(candidate!)) ||
    direct.some(({ verdict }) => verdict === "equivalent");
  return isRefuted ? { verdict: "refuted", here: `${figures}.` } : {
    verdict: "cannot tell",
    here: `${figures}. ${blocksNeededText(direct)}`.trim(),
  };
}

/** By the verdicts: all conditions that a condition is faster than, also by way of others. */
function outpaced(
  comparisons: readonly Comparison[],
): (condition: string) => Set<string> {
  const pairs = comparisons.flatMap(({ baseline, treatment, verdict }) =>
    winnerAndLoser(baseline, treatment, verdict)
  );
  return (condition) => {
    const found = new Set<string>();
    const pending = [condition];
    for (let from = pending.pop(); from !== undefined; from = pending.pop()) {
      for (const [winner, loser] of pairs) {
        if (winner !== from || found.has(loser)) continue;
        found.add(loser);
        pending.push(loser);
      }
    }
    return found;
  };
}

function winnerAndLoser(
  baseline: string,
  treatment: string,
  verdict: Verdict,
): [winner: string, loser: string][] {
  if (verdict === "faster") return [[treatment, baseline]];
  return verdict === "slower" ? [[baseline, treatment]] : [];
}
