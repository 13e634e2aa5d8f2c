/**
 * Whether something fell on all conditions alike in some of the blocks: a machine that was
 * not yet warm in the first one, or that got slower over the run. Only speeds and times are
 * looked at, because of them it is known which way is slower.
 *
 * @module
 */

import { median } from "simple-statistics";
import { metricDefinition } from "../experiment/metric.ts";
import { signedRank } from "../statistics/signed_rank.ts";
import { trend } from "../statistics/trend.ts";
import type { ComparedValues } from "../experiment/compared_values.ts";
import { DEFAULT_MARGIN } from "./comparison.ts";

/** Chance of the one warning or the other where nothing fell on the blocks. */
const LEVEL = 0.01;

/** The fewest that can reach that level, with all of them off to the same side. */
const FEWEST_CONDITIONS = 8;

/** With fewer blocks the others do not tell what is usual. */
const FEWEST_BLOCKS_FOR_FIRST = 5;

/** So many times as far off as any other block a first one is that differs from all. */
const OFF_RATIO = 2;

/** With fewer blocks hardly any order of them is rare enough. */
const FEWEST_BLOCKS_FOR_DRIFT = 8;

/** What fell on blocks. */
export interface BlockEffect {
  /** How many times as slow; below 1 where faster. */
  slowness: number;
  /** Two-sided p-value of the test that found it. */
  pValue: number;
  /** Number of the first measured block. */
  firstBlock: number;
  /** Measured blocks. */
  blocks: number;
}

/** By block: logarithms of how many times as slow as usual one condition was. */
type Slowness = Map<number, number>;

/**
 * Whether the first measured block differs from the others: Wilcoxon's signed-rank test over
 * the conditions of the first block's value against the median of the others. That test
 * takes the conditions for independent, and what disturbs a block falls on all of its
 * conditions; so the first block must also be far farther off than every other one, else
 * it is a block like any.
 *
 * @param compared What the experiment's conditions are compared by.
 * @returns The effect, if it is certain and over 5%.
 */
export function firstBlockEffect(
  compared: readonly ComparedValues[],
): BlockEffect | undefined {
  const conditions = slownessOf(compared);
  const blocks = blocksOf(conditions);
  const first = blocks[0];
  if (first === undefined || blocks.length < FEWEST_BLOCKS_FOR_FIRST) return;
  const differences = conditions.flatMap((byBlock) => {
    const own = byBlock.get(first);
    const others = [...byBlock].filter(([block]) => block !== first)
      .map(([, value]) => value);
    return own === undefined || others.length === 0
      ? []
      : [own - median(others)];
  });
  if (differences.length < FEWEST_CONDITIONS) return;
  const { estimate, pValue } = signedRank(differences);
  if (pValue >= LEVEL || !matters(estimate)) return;
  const [own, ...others] = mediansByBlock(conditions, blocks).map(Math.abs);
  if (others.some((other) => OFF_RATIO * other >= own!)) return;
  return effect(estimate, pValue, blocks);
}

/**
 * Whether the conditions got slower or faster from block to block: Kendall's rank
 * correlation of the blocks' medians over the conditions with their order.
 *
 * @param compared What the experiment's conditions are compared by.
 * @returns The change from the first block to the last, if it is certain and over 5%.
 */
export function driftEffect(
  compared: readonly ComparedValues[],
): BlockEffect | undefined {
  const conditions = slownessOf(compared);
  const blocks = blocksOf(conditions);
  if (blocks.length < FEWEST_BLOCKS_FOR_DRIFT) return;
  const { slope, pValue } = trend(mediansByBlock(conditions, blocks));
  const change = slope * (blocks.length - 1);
  if (pValue >= LEVEL || !matters(change)) return;
  return effect(change, pValue, blocks);
}

/**
 * One for each condition, by the first of its metrics that is nowhere 0: two metrics of one
 * trial would count the same moment twice.
 */
function slownessOf(compared: readonly ComparedValues[]): Slowness[] {
  const timed = compared.filter(({ metric, values }) =>
    metricDefinition(metric).moreIs !== undefined &&
    values.every((value) => value > 0)
  );
  const firstOf = new Map<string, ComparedValues>();
  for (const values of timed) {
    firstOf.getOrInsert(values.condition, values);
  }
  return [...firstOf.values()].map(({ metric, trials, values }) => {
    const direction = metricDefinition(metric).moreIs === "slower" ? 1 : -1;
    const usual = median(values);
    return new Map(
      values.map((value, index) => [
        trials[index]!.block,
        direction * Math.log(value / usual),
      ]),
    );
  });
}

function blocksOf(conditions: readonly Slowness[]): number[] {
  const blocks = new Set(
    conditions.flatMap((byBlock) => [...byBlock.keys()]),
  );
  return [...blocks].sort((a, b) => a - b);
}

/** Median over the conditions of how slow each was, for each block in turn. */
function mediansByBlock(
  conditions: readonly Slowness[],
  blocks: readonly number[],
): number[] {
  return blocks.map((block) =>
    median(
      conditions.flatMap((byBlock) => byBlock.get(block) ?? []),
    )
  );
}

function matters(logarithm: number): boolean {
  return Math.abs(logarithm) > Math.log(1 + DEFAULT_MARGIN);
}

function effect(
  logarithm: number,
  pValue: number,
  blocks: readonly number[],
): BlockEffect {
  return {
    slowness: Math.exp(logarithm),
    pValue,
    firstBlock: blocks[0]!,
    blocks: blocks.length,
  };
}
