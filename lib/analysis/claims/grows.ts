/**
 * The rule `grows`: a metric goes one way along the levels of a factor.
 *
 * @module
 */

import type { MetricName } from "../../experiment/metric.ts";
import type { Factors } from "../../experiment/record.ts";
import type { Comparison, Verdict } from "../comparison.ts";
import { levelWords } from "../words.ts";
import {
  comparisonOf,
  type ExperimentFindings,
} from "./experiment_findings.ts";
import { type ClaimVerdict, type Judgement, NoEvidence } from "./judgement.ts";
import { blocksNeededText, comparisonText } from "./phrase.ts";

/** From the first level to the last a metric goes one way. */
export interface GrowsRule {
  /** Name of the rule. */
  rule: "grows";
  /** The metric. */
  metric: MetricName;
  /** The factor. */
  factor: string;
  /** Its levels in order, two or more. */
  levels: Factors[string][];
  /** What a later level is, compared with an earlier one. */
  becomes: "faster" | "slower" | "more" | "less";
  /** At least so many times as much from end to end; any growth will do without it. */
  atLeastTimes?: number;
  /** Levels of the other factors. */
  where: Factors;
}

const OPPOSITE: Record<GrowsRule["becomes"], Verdict> = {
  faster: "slower",
  slower: "faster",
  more: "less",
  less: "more",
};

/**
 * Judges by the two ends and by every step between them. Confirmed if the last level is
 * what it becomes, by as much as is asked for, and no step goes back; a step may be too
 * small to tell. Refuted if a step goes back, if the ends are equivalent or the other way
 * round, or if the growth is certainly smaller than asked for.
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns The judgement.
 * @throws {NoEvidence} If a condition or its metric is missing, or there are fewer than two levels.
 */
export function judgeGrows(
  rule: GrowsRule,
  findings: ExperimentFindings,
): Judgement {
  const { metric, factor, levels, where } = rule;
  if (levels.length < 2) {
    throw new NoEvidence(`The claim names fewer than two levels of ${factor}.`);
  }
  const between = (baseline: Factors[string], treatment: Factors[string]) =>
    comparisonOf(findings, { metric, factor, baseline, treatment, where });
  const steps = levels.slice(1).map((level, index) => ({
    name: levelWords(factor, level),
    comparison: between(levels[index]!, level),
  }));
  const [first, last] = [levels[0]!, levels.at(-1)!];
  const ends = between(first, last);
  const figures = comparisonText(ends, [
    levelWords(factor, first),
    levelWords(factor, last),
  ]);
  const course = levels.length === 2
    ? ""
    : ` Step by step from ${levelWords(factor, first)}: ${
      steps.map(({ name, comparison }) => `${name} ${comparison.verdict}`)
        .join(", ")
    }.`;
  const verdict = verdictOf(
    rule,
    ends,
    steps.map(({ comparison }) => comparison),
  );
  const needed = verdict === "cannot tell" ? blocksNeededText([ends]) : "";
  return { verdict, here: `${figures}.${course} ${needed}`.trim() };
}

function verdictOf(
  { becomes, atLeastTimes }: GrowsRule,
  ends: Comparison,
  steps: readonly Comparison[],
): ClaimVerdict {
  const goesBack = steps.some(({ verdict }) => verdict === OPPOSITE[becomes]);
  if (goesBack) return "refuted";
  if (ends.verdict === "inconclusive") return "cannot tell";
  if (ends.verdict !== becomes) return "refuted";
  if (atLeastTimes === undefined) return "confirmed";
  const { effect, low, high } = ends;
  if (effect !== "ratio" || low === undefined || high === undefined) {
    return "cannot tell";
  }
  if (low >= atLeastTimes) return "confirmed";
  return high < atLeastTimes ? "refuted" : "cannot tell";
}
