/**
 * The rule `order-varies`: the levels of a factor come in another order in every block.
 * A block stands for one run of a study that measures each condition once.
 *
 * @module
 */

import { metricDefinition, type MetricName } from "../../experiment/metric.ts";
import type { Factors } from "../../experiment/record.ts";
import { counted, levelWords } from "../words.ts";
import { type ExperimentFindings, trialsWith } from "./experiment_findings.ts";
import { type Judgement, NoEvidence } from "./judgement.ts";
import { percentText } from "./phrase.ts";

/** The order of levels changes. */
export interface OrderVariesRule {
  /** Name of the rule. */
  rule: "order-varies";
  /** The speed or time by which they are ordered. */
  metric: MetricName;
  /** The factor. */
  factor: string;
  /** Its levels. */
  levels: Factors[string][];
  /** Levels of the other factors. */
  where: Factors;
}

/** Fewer blocks than this make too few pairs of blocks. */
const FEWEST_BLOCKS = 5;

/** The order changes if fewer pairs of blocks agree, */
const MOST_THAT_AGREE = 0.5;

/** and is the same if more of them do. */
const FEWEST_THAT_AGREE = 0.95;

/**
 * Judges by all pairs of blocks: confirmed if fewer than half of them have all levels in
 * the same order, refuted if 95% or more have.
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns The judgement.
 * @throws {NoEvidence} If fewer than five blocks have every level.
 */
export function judgeOrderVaries(
  { metric, factor, levels, where }: OrderVariesRule,
  findings: ExperimentFindings,
): Judgement {
  const direction = metricDefinition(metric).moreIs === "slower" ? 1 : -1;
  const trials = trialsWith(findings, where);
  const orders = [...Map.groupBy(trials, ({ block }) => block).values()]
    .flatMap((block) => {
      const ranked = levels.flatMap((level) => {
        const value = block.find(({ factors }) => factors[factor] === level)
          ?.metrics[metric];
        return value === undefined ? [] : [{ level, value }];
      }).sort((a, b) => direction * (a.value - b.value));
      return ranked.length === levels.length
        ? [ranked.map(({ level }) => level)]
        : [];
    });
  if (orders.length < FEWEST_BLOCKS) {
    throw new NoEvidence(
      `Only ${
        counted(orders.length, "block")
      } of ${findings.experiment} have every level; an order that changes takes ${FEWEST_BLOCKS} to see.`,
    );
  }
  const share = shareThatAgree(orders.map((order) => order.join("\n")));
  const chance = 1 / factorial(levels.length);
  const winners = [...Map.groupBy(orders, ([fastest]) => fastest!)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([level, won]) =>
      `${levelWords(factor, level)} ${counted(won.length, "time")}`
    )
    .join(", ");
  return {
    verdict: share < MOST_THAT_AGREE
      ? "confirmed"
      : share >= FEWEST_THAT_AGREE
      ? "refuted"
      : "cannot tell",
    here:
      `Of all pairs of the ${orders.length} blocks, ${percentText(share)} ` +
      `have the ${levels.length} levels in the same order; by chance alone ` +
      `${percentText(chance)} would. The fastest was: ${winners}.`,
  };
}

/** Share of all pairs that are equal. */
function shareThatAgree(orders: readonly string[]): number {
  const pairs = orders.flatMap((order, index) =>
    orders.slice(index + 1).map((other) => order === other)
  );
  return pairs.filter(Boolean).length / pairs.length;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
