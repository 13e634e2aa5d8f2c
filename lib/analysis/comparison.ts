/**
 * Two conditions of an experiment compared over the blocks that they share.
 *
 * @module
 */

import type { PlannedComparison } from "../experiment/comparison_plan.ts";
import { metricDefinition, type MetricName } from "../experiment/metric.ts";
import { pairedEffects } from "../experiment/paired_effect.ts";
import { holm } from "../statistics/holm.ts";
import type { SignedRank } from "../statistics/signed_rank.ts";
import { blocksNeeded } from "./blocks_needed.ts";
import type { MeasuredTrial } from "./summarize.ts";

/** What a comparison says. Of a metric that is no speed it says `more` or `less`. */
export type Verdict =
  | "faster"
  | "slower"
  | "more"
  | "less"
  | "equivalent"
  | "inconclusive";

/** A comparison and its outcome. */
export interface Comparison extends PlannedComparison {
  /** Name of the experiment. */
  experiment: string;
  /** Whether both are the same condition: anything but `equivalent` or `inconclusive` is a false alarm. */
  sameCondition: boolean;
  /** Blocks in which both conditions have the metric. */
  blocks: number;
  /**
   * Whether the figures are ratios, treatment to baseline, or differences, treatment less
   * baseline, in the metric's unit: where a trial has 0, there is no ratio.
   */
  effect: "ratio" | "difference";
  /** Hodges–Lehmann estimate over the blocks; absent without blocks. */
  estimate?: number;
  /** Lower end of its 95% interval; absent below five blocks. */
  low?: number;
  /** Upper end. */
  high?: number;
  /** What the interval really covers: 0.9375 with five blocks, at least 0.95 from six on. */
  coverage: number;
  /** Two-sided p-value of the Wilcoxon signed-rank test. */
  pValue?: number;
  /** The same after Holm's correction over the experiment's comparisons. */
  pValueHolm?: number;
  /** Comparisons of the experiment, over which the correction was made. */
  familySize: number;
  /** Within 1 ± this the conditions are equivalent. */
  margin: number;
  /** What it says. */
  verdict: Verdict;
  /** Measured blocks that would probably settle it; only where it is inconclusive. */
  blocksNeeded?: number;
}

/** How comparisons are judged. */
export interface JudgeOptions {
  /**
   * Conditions are equivalent if the interval lies within 1 ± this.
   *
   * @default {0.05}
   */
  margin?: number;
  /**
   * Chance of even one false alarm among the comparisons of an experiment.
   *
   * @default {0.05}
   */
  level?: number;
}

/** Conditions that differ by less than this are equivalent, unless said otherwise. */
export const DEFAULT_MARGIN = 0.05;

/** Chance of even one false alarm in a family, unless said otherwise. */
export const DEFAULT_LEVEL = 0.05;

/**
 * Makes the comparisons of one experiment: they are one family.
 *
 * @param experiment Its name.
 * @param planned Which conditions are compared.
 * @param trials Trials of the experiment; warm-up and failed ones are left out here.
 * @param options Margin and level.
 * @returns The comparisons in the order in which they were planned.
 */
export function compare(
  experiment: string,
  planned: readonly PlannedComparison[],
  trials: readonly MeasuredTrial[],
  options: JudgeOptions = {},
): Comparison[] {
  const { margin = DEFAULT_MARGIN, level = DEFAULT_LEVEL } = options;
  const effects = pairedEffects(planned, trials);
  const tested = effects.filter(({ test }) => test !== undefined);
  const corrected = holm(tested.map(({ test }) => test!.pValue));
  const correctedOf = new Map(
    tested.map((effect, index) => [effect, corrected[index]!]),
  );
  return planned.map((plan, index) => {
    const effect = effects[index]!;
    const { test, isRatio, scale, blocks } = effect;
    const common = {
      ...plan,
      experiment,
      sameCondition: plan.factor === "",
      blocks,
      effect: isRatio ? "ratio" as const : "difference" as const,
      familySize: tested.length,
      margin,
    };
    if (test === undefined) {
      return { ...common, coverage: 0, verdict: "inconclusive" };
    }
    const pValueHolm = correctedOf.get(effect)!;
    const figure = isRatio ? Math.exp : (value: number) => value;
    // within the margin in the scale of the test: logarithms, or the metric's unit
    const bounds: [number, number] = isRatio
      ? [Math.log(1 - margin), Math.log(1 + margin)]
      : [-margin * scale, margin * scale];
    const verdict = verdictOf({
      metric: plan.metric,
      test,
      pValueHolm,
      level,
      bounds,
    });
    return {
      ...common,
      estimate: figure(test.estimate),
      ...(test.low === undefined || test.high === undefined
        ? {}
        : { low: figure(test.low), high: figure(test.high) }),
      coverage: test.coverage,
      pValue: test.pValue,
      pValueHolm,
      verdict,
      ...(verdict === "inconclusive"
        ? {
          blocksNeeded: blocksNeeded({
            test,
            bounds,
            level,
            familySize: tested.length,
          }),
        }
        : {}),
    };
  });
}

/**
 * Whether a comparison says that two conditions differ.
 *
 * @param comparison Its outcome.
 * @returns Whether the verdict is neither `equivalent` nor `inconclusive`.
 */
export function isToldApart({ verdict }: Pick<Comparison, "verdict">): boolean {
  return verdict !== "equivalent" && verdict !== "inconclusive";
}

function verdictOf({ metric, test, pValueHolm, level, bounds }: {
  metric: MetricName;
  test: SignedRank;
  pValueHolm: number;
  level: number;
  bounds: readonly [number, number];
}): Verdict {
  const { low, high, estimate } = test;
  if (low === undefined || high === undefined) return "inconclusive";
  // a difference that is certain but smaller than anybody cares about is none
  if (low >= bounds[0] && high <= bounds[1]) return "equivalent";
  if (pValueHolm > level) return "inconclusive";
  const isMore = estimate > 0;
  switch (metricDefinition(metric).moreIs) {
    case "faster":
      return isMore ? "faster" : "slower";
    case "slower":
      return isMore ? "slower" : "faster";
    default:
      return isMore ? "more" : "less";
  }
}
