/**
 * The rule `grows-less`: from one level to another a metric grows less under some
 * conditions than under others.
 *
 * @module
 */

import { has } from "../../experiment/comparison_plan.ts";
import type { MetricName } from "../../experiment/metric.ts";
import type { Factors } from "../../experiment/record.ts";
import { type SignedRank, signedRank } from "../../statistics/signed_rank.ts";
import { blocksNeeded } from "../blocks_needed.ts";
import { DEFAULT_LEVEL, DEFAULT_MARGIN } from "../comparison.ts";
import { figure } from "../figure.ts";
import { counted, levelWords, metricWords } from "../words.ts";
import { type ExperimentFindings, levelsText } from "./experiment_findings.ts";
import { type ClaimVerdict, type Judgement, NoEvidence } from "./judgement.ts";
import { blocksNeededText } from "./phrase.ts";

/** One growth is smaller than another one. */
export interface GrowsLessRule {
  /** Name of the rule. */
  rule: "grows-less";
  /** The metric. */
  metric: MetricName;
  /** The factor along which it grows. */
  factor: string;
  /** The level from which it grows. */
  from: Factors[string];
  /** The level up to which it grows. */
  to: Factors[string];
  /** Levels of the other factors where it is said to grow less. */
  subject: Factors;
  /** Levels of the other factors where it is said to grow more. */
  than: Factors;
}

/** The margin of equivalence, in the scale of the test. */
const EQUIVALENT: readonly [number, number] = [
  Math.log(1 - DEFAULT_MARGIN),
  Math.log(1 + DEFAULT_MARGIN),
];

const PLAIN = { divisor: 1, label: "" };

/**
 * Judges by the growth in each block: the metric at the end by the metric at the start,
 * of the one divided by that of the other, tested over the blocks (Wilcoxon's signed-rank
 * test on the logarithms).
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns Confirmed if the growth is smaller, refuted if it is larger or equivalent.
 * @throws {NoEvidence} If no block has all four conditions, with figures above 0.
 */
export function judgeGrowsLess(
  rule: GrowsLessRule,
  { experiment, trials }: ExperimentFindings,
): Judgement {
  const { metric, factor, from, to, subject, than } = rule;
  const valuesOf = (where: Factors) =>
    new Map(
      trials.filter(({ factors }) => has(factors, where)).map((
        { block, metrics },
      ) => [block, metrics[metric] ?? 0]),
    );
  const [start, end, otherStart, otherEnd] = [subject, than].flatMap((side) =>
    [from, to].map((level) => valuesOf({ ...side, [factor]: level }))
  );
  const growths = [...start!.keys()].flatMap((block) => {
    const four = [start, end, otherStart, otherEnd].map((values) =>
      Math.log(values!.get(block) ?? 0)
    );
    if (!four.every(Number.isFinite)) return [];
    const [a, b, c, d] = four as [number, number, number, number];
    return [{ own: b - a, others: d - c }];
  });
  if (growths.length === 0) {
    throw new NoEvidence(
      `No block of ${experiment} has the ${metric} of ${
        levelsText(subject)
      } and ${levelsText(than)} at both ends.`,
    );
  }
  const test = signedRank(growths.map(({ own, others }) => own - others));
  const own = signedRank(growths.map((growth) => growth.own));
  const others = signedRank(growths.map((growth) => growth.others));
  const times = (logarithm: number) => figure(Math.exp(logarithm), PLAIN);
  const interval = test.low === undefined || test.high === undefined
    ? "no interval"
    : `${times(test.low)} to ${times(test.high)}`;
  const verdict = verdictOf(test);
  const needed = verdict !== "cannot tell" ? "" : blocksNeededText([{
    blocksNeeded: blocksNeeded({
      test,
      bounds: EQUIVALENT,
      level: DEFAULT_LEVEL,
      familySize: 1,
    }),
  }]);
  return {
    verdict,
    here: [
      `From ${levelWords(factor, from)} to ${levelWords(factor, to)} the`,
      `${metricWords(metric)} becomes ${
        times(own.estimate)
      } times as much with`,
      `${levelsText(subject)}, and ${times(others.estimate)} times with`,
      `${levelsText(than)}. The first growth is ${times(test.estimate)} times`,
      `the second one (${interval}, ${counted(growths.length, "block")}).`,
      needed,
    ].join(" ").trim(),
  };
}

function verdictOf(
  { estimate, low, high, pValue }: SignedRank,
): ClaimVerdict {
  if (low === undefined || high === undefined) return "cannot tell";
  // as in other comparisons, a growth that differs by less than the margin is the same
  if (low >= EQUIVALENT[0] && high <= EQUIVALENT[1]) return "refuted";
  if (pValue > DEFAULT_LEVEL) return "cannot tell";
  return estimate < 0 ? "confirmed" : "refuted";
}
