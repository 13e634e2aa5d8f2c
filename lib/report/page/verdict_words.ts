/**
 * Comparisons in plain words.
 *
 * @module
 */

import { MOST_BLOCKS } from "../../analysis/blocks_needed.ts";
import type { Comparison } from "../../analysis/comparison.ts";
import { figure, scaleFor } from "../../analysis/figure.ts";
import {
  factorsText,
  factorWords,
  grouped,
  levelText,
  metricWords,
} from "../../analysis/words.ts";
import { metricDefinition } from "../../experiment/metric.ts";
import type { Factors } from "../../experiment/record.ts";
import { varyingFactors } from "./conditions.ts";

/** Levels of every condition of an experiment, by its key. */
export type FactorsOf = ReadonlyMap<string, Factors>;

/** What was compared with what. */
export interface ComparedWords {
  /** Such as `Nagle off on “client” instead of “neither”`. */
  change: string;
  /** What both have in common, such as `workload request-response, buffer 32 B`; can be empty. */
  common: string;
}

/**
 * What was compared.
 *
 * @param comparison The comparison.
 * @param factorsOf Levels of the experiment's conditions.
 */
export function comparedWords(
  { factor, baseline, treatment, sameCondition }: Comparison,
  factorsOf: FactorsOf,
): ComparedWords {
  const before = factorsOf.get(baseline);
  const after = factorsOf.get(treatment);
  if (sameCondition) {
    return {
      change: "the same condition again",
      common: before === undefined ? baseline : factorsText(before) || baseline,
    };
  }
  const from = before?.[factor];
  const to = after?.[factor];
  if (before === undefined || from === undefined || to === undefined) {
    return { change: `${treatment} instead of ${baseline}`, common: "" };
  }
  const { [factor]: _, ...common } = before;
  // a factor with one level in the whole experiment tells nothing
  const varying = varyingFactors(
    [...factorsOf].map(([key, factors]) => ({ key, factors })),
  );
  const told = Object.fromEntries(
    Object.entries(common).filter(([name]) => varying.includes(name)),
  );
  return {
    change: `${factorWords(factor)} ${quoted(factor, to)} instead of ${
      quoted(factor, from)
    }`,
    common: factorsText(told),
  };
}

/**
 * What came of it, a sentence without its full stop.
 *
 * @param comparison A comparison that has an estimate.
 * @returns Such as `the throughput is 34.2 times as high (95% interval 31.0 to 36.1)`.
 */
export function effectSentence(comparison: Comparison): string {
  const { metric, effect, estimate, low, high } = comparison;
  if (estimate === undefined) return "no block has both";
  const [up, down, much] = metricDefinition(metric).moreIs === "slower"
    ? ["longer", "shorter", "long"]
    : ["higher", "lower", "high"];
  const noun = `the ${metricWords(metric)} is`;
  if (effect === "difference") {
    return `${noun} ${effectFigure(comparison, Math.abs(estimate))} ${
      estimate < 0 ? down : up
    }${intervalWords(comparison)}`;
  }
  if (low !== undefined && (estimate >= 2 || estimate <= 0.5)) {
    return `${noun} ${effectFigure(comparison, estimate)} times as ${much}${
      intervalWords(comparison)
    }`;
  }
  const percent = (ratio: number) => Math.abs(ratio - 1) * 100;
  const text = percent(estimate).toPrecision(2);
  return `${noun} ${Number(text)}% ${estimate < 1 ? down : up}${
    low === undefined || high === undefined
      ? ""
      : ` (${effectFigure(comparison, estimate)} times, ${
        coverageWords(comparison)
      } interval ${effectFigure(comparison, low)} to ${
        effectFigure(comparison, high)
      })`
  }`;
}

/**
 * The interval of a comparison.
 *
 * @param comparison The comparison.
 * @returns Such as `0.98 to 1.05`; empty without one.
 */
export function effectInterval(comparison: Comparison): string {
  const { low, high } = comparison;
  return low === undefined || high === undefined
    ? ""
    : `${effectFigure(comparison, low)} to ${effectFigure(comparison, high)}`;
}

/**
 * A figure of a comparison: a ratio, or a difference with its unit.
 *
 * @param comparison The comparison that it belongs to.
 * @param value The figure.
 */
export function effectFigure(
  { effect, metric, estimate = 0 }: Comparison,
  value: number,
): string {
  if (effect === "ratio") return ratioText(value);
  const scale = scaleFor(estimate, metricDefinition(metric).unit);
  return `${figure(value, scale)} ${scale.label}`.trimEnd();
}

/**
 * How long an inconclusive comparison would have to go on.
 *
 * @param blocks Measured blocks that would probably settle it.
 */
export function blocksText(blocks: number): string {
  return blocks >= MOST_BLOCKS
    ? `${grouped(MOST_BLOCKS)} or more`
    : grouped(blocks);
}

/**
 * A p-value.
 *
 * @param value From 0 to 1; undefined where there was no test.
 */
export function pValueText(value: number | undefined): string {
  if (value === undefined) return "";
  return value < 0.001 ? "<0.001" : value.toFixed(value < 0.1 ? 3 : 2);
}

/**
 * How large an effect is, so that the most striking one can be found.
 *
 * @param comparison The comparison.
 * @returns The distance from no effect: of ratios in logarithms; differences, which have
 * no common measure, come after every ratio.
 */
export function effectSize({ effect, estimate }: Comparison): number {
  if (estimate === undefined) return 0;
  return effect === "ratio" ? Math.abs(Math.log(estimate)) : 0;
}

/** A level that is a word is no part of the sentence. */
function quoted(factor: string, level: Factors[string]): string {
  const text = levelText(factor, level);
  return typeof level === "string" ? `“${text}”` : text;
}

/** Ratios keep three significant digits, far from 1 as near to it. */
function ratioText(ratio: number): string {
  return ratio >= 100 ? grouped(Math.round(ratio)) : ratio.toPrecision(3);
}

function intervalWords(comparison: Comparison): string {
  const interval = effectInterval(comparison);
  return interval === ""
    ? ""
    : ` (${coverageWords(comparison)} interval ${interval})`;
}

function coverageWords({ coverage }: Comparison): string {
  // with six blocks and more it is a little above what was asked for
  return coverage >= 0.95 ? "95%" : `${Number((coverage * 100).toFixed(2))}%`;
}
