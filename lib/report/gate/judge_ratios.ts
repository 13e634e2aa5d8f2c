/**
 * Whether one condition became slower in relation to another one.
 *
 * Times of two runs are never compared with each other, only their ratios within a run:
 * what makes a machine slower makes both ends of a ratio slower. That goes only so far. An
 * exchange that waits for a timer of 40 ms does not wait longer on a slow machine, and one
 * that waits for nothing does. And the interval of a ratio knows the blocks of its own run
 * and not what differs from one run to the next. Three rules keep that from becoming an
 * alarm: the margin is wide, ratios of another machine are not judged, and neither are
 * those of a run that is as a whole much slower or faster than the baseline.
 *
 * @module
 */

import { median } from "simple-statistics";
import { compare, type Comparison } from "../../analysis/comparison.ts";
import type { MeasuredTrial } from "../../analysis/summarize.ts";
import { metricDefinition } from "../../experiment/metric.ts";
import type { Finding } from "./finding.ts";
import type { GatedExperiment } from "./gated_run.ts";
import type { Both } from "./judge_assertions.ts";

/**
 * The whole interval of a ratio has to lie beyond twice the high end of the baseline's
 * interval, or below half of its low end; that takes more than a ratio that has just
 * doubled. Between two runs of one commit on one machine with two cores
 * the ratio of a stalled exchange to a free one moved by a factor of 1.65, and by 2.3 with
 * two busy loops beside one of them.
 */
export const DEFAULT_GATE_MARGIN = 1;

/** A run that is this many times slower or faster than the baseline says nothing about ratios. */
export const LARGEST_PACE = 1.25;

/** The median of fewer conditions says more about them than about the machine. */
const FEWEST_FOR_PACE = 20;

/** How ratios are judged. */
export interface RatioOptions {
  /**
   * By how much the whole interval of a ratio must lie beyond the baseline's interval before
   * it counts, as a share: with 0.25 and a baseline of 2 (1.9 to 2.1) an interval above 2.625
   * or below 1.52.
   */
  margin: number;
  /** Why no ratio can be judged, if there is a reason. */
  unusable?: string;
}

/**
 * Compares the planned comparisons of an experiment that are of times or speeds. Pairs of
 * a condition with itself are left out.
 *
 * @param both The experiment in both runs.
 * @param options The margin.
 * @returns A finding per comparison of the baseline.
 */
export function judgeRatios(both: Both, options: RatioOptions): Finding[] {
  const now = new Map(
    timings(both.run).map((one) => [keyOf(one), one]),
  );
  return timings(both.baseline).map((before): Finding => ({
    experiment: before.experiment,
    subject: `${before.metric} of ${before.treatment} / ${before.baseline}`,
    ...judge(before, now.get(keyOf(before)), options),
  }));
}

/**
 * How many times slower a run is as a whole.
 *
 * @param experiments The experiments that both runs have.
 * @returns The median over all conditions and metrics that are compared: below 1 it is
 * faster; 1 where there are too few to tell.
 */
export function paceOf(experiments: readonly Both[]): number {
  const paces = experiments.flatMap(({ baseline, run }) => {
    const before = speeds(baseline);
    const now = speeds(run);
    return [...before].flatMap(([key, { value, moreIs }]) => {
      const current = now.get(key)?.value;
      if (!current || !value) return [];
      return [moreIs === "slower" ? current / value : value / current];
    });
  });
  return paces.length < FEWEST_FOR_PACE ? 1 : median(paces);
}

type Judgement = Omit<Finding, "experiment" | "subject">;

function judge(
  before: Comparison,
  now: Comparison | undefined,
  { margin, unusable }: RatioOptions,
): Judgement {
  if (unusable !== undefined) return unknown(unusable);
  if (now === undefined) return unknown("the run does not compare it");
  const [old, current] = [intervalOf(before), intervalOf(now)];
  if (old === undefined || current === undefined) {
    return unknown("a run has no interval: fewer than five blocks, or a 0");
  }
  const widest = Math.max(old.half, current.half);
  const allowed = Math.log(1 + margin);
  if (widest > allowed) {
    // the interval of the wider one shrinks with the square root of its blocks
    const { blocks } = old.half === widest ? before : now;
    return {
      ...unknown("an interval is wider than the margin"),
      blocksNeeded: Math.ceil(blocks * (widest / allowed) ** 2),
    };
  }
  const detail = `${shown(now)}; ${shown(before)} in the baseline`;
  const isBelow = current.high < old.low - allowed;
  const isAbove = current.low > old.high + allowed;
  if (isBelow || isAbove) {
    const moreIsFaster = metricDefinition(now.metric).moreIs === "faster";
    return {
      outcome: isAbove === moreIsFaster ? "improved" : "regressed",
      detail: `${detail}. A ratio has two ends: look at both conditions`,
    };
  }
  const isInside = current.low >= old.low - allowed &&
    current.high <= old.high + allowed;
  return isInside
    ? { outcome: "unchanged" }
    : unknown("an interval reaches beyond the margin, and not wholly");
}

function unknown(reason: string): Judgement {
  return { outcome: "unknown", reason };
}

/** The ends of an interval, and half of its width, in logarithms. */
function intervalOf(
  { effect, low, high }: Comparison,
): { low: number; high: number; half: number } | undefined {
  if (effect !== "ratio" || low === undefined || high === undefined) {
    return undefined;
  }
  const ends = { low: Math.log(low), high: Math.log(high) };
  return { ...ends, half: (ends.high - ends.low) / 2 };
}

function timings({ note, trials }: GatedExperiment): Comparison[] {
  const planned = (note.comparisons ?? []).filter(({ metric, factor }) =>
    factor !== "" && metricDefinition(metric).moreIs !== undefined
  );
  return compare(note.name, planned, trials);
}

function keyOf({ metric, baseline, treatment }: Comparison): string {
  return JSON.stringify([metric, baseline, treatment]);
}

/** The median of every condition and metric that takes part in a comparison of timings. */
function speeds(
  { note, trials }: GatedExperiment,
): Map<string, { value: number; moreIs: "faster" | "slower" }> {
  const byCondition = Map.groupBy(trials, ({ condition }) => condition);
  return new Map((note.comparisons ?? []).flatMap(({ metric, ...ends }) => {
    const { moreIs } = metricDefinition(metric);
    if (moreIs === undefined) return [];
    return [ends.baseline, ends.treatment].flatMap((condition) => {
      const values = (byCondition.get(condition) ?? []).flatMap(
        ({ metrics }: MeasuredTrial) => metrics[metric] ?? [],
      );
      return values.length === 0 ? [] : [
        [
          JSON.stringify([metric, condition]),
          { value: median(values), moreIs },
        ] as const,
      ];
    });
  }));
}

function shown({ estimate, low, high }: Comparison): string {
  const [middle, from, to] = [estimate, low, high].map((value) =>
    Number(value!.toPrecision(3))
  );
  return `${middle} (${from} to ${to})`;
}
