/**
 * Whether the figures of an experiment are precise enough to stop measuring.
 *
 * It looks at the widths of intervals and never at what they say: who goes on until a
 * difference is significant will find one. (Stopping by width has a price, too: intervals
 * that happen to be narrow end the run, so that they cover a little less than they
 * promise.)
 *
 * @module
 */

import { describe } from "../statistics/describe.ts";
import { comparedValues } from "./compared_values.ts";
import type { PlannedComparison } from "./comparison_plan.ts";
import { metricDefinition, type MetricName } from "./metric.ts";
import { type ComparableTrial, pairedEffects } from "./paired_effect.ts";

/** An interval, and how wide it is. */
export interface IntervalWidth {
  /** Key of the condition, or of the two that are compared. */
  what: string;
  /** The metric. */
  metric: MetricName;
  /**
   * Half of its width as a share of its centre, of shares such as a loss ratio as it is;
   * absent where there is no interval or no share.
   */
  half_width_ratio?: number;
}

/** How an experiment ended that was to go on until its figures are precise. */
export interface PrecisionReached {
  /** Half-width of an interval that was asked for, as a share of its centre. */
  asked_ratio: number;
  /** Whether every interval is that narrow. */
  reached: boolean;
  /** Why it ended. */
  ended_by: "precision" | "time budget" | "most blocks";
  /** Every interval that is wider, the widest first. */
  not_reached: IntervalWidth[];
}

/**
 * The intervals that are still too wide: of every planned comparison, and of the median of
 * every condition that is compared, by the metric that it is compared by.
 *
 * @param planned The experiment's comparisons.
 * @param trials Its trials.
 * @param askedRatio Half-width that is narrow enough, as a share, above 0.
 * @returns The too wide ones, the widest first, those without an interval before them.
 */
export function tooWide(
  planned: readonly PlannedComparison[],
  trials: readonly ComparableTrial[],
  askedRatio: number,
): IntervalWidth[] {
  return [
    ...comparisonWidths(planned, trials),
    ...medianWidths(planned, trials),
  ]
    .filter(({ half_width_ratio = Infinity }) => half_width_ratio > askedRatio)
    .sort((a, b) =>
      (b.half_width_ratio ?? Infinity) - (a.half_width_ratio ?? Infinity) || 0
    );
}

function comparisonWidths(
  planned: readonly PlannedComparison[],
  trials: readonly ComparableTrial[],
): IntervalWidth[] {
  return pairedEffects(planned, trials).map(
    ({ test, isRatio, scale }, index) => {
      const { baseline, treatment, metric } = planned[index]!;
      const what = `${treatment} against ${baseline}`;
      if (test?.low === undefined || test.high === undefined) {
        return { what, metric };
      }
      const { low, high, estimate } = test;
      return {
        what,
        metric,
        ...shareOf(
          isRatio
            ? (Math.exp(high) - Math.exp(low)) / 2 / Math.exp(estimate)
            : (high - low) / 2 / scale,
          high === low,
        ),
      };
    },
  );
}

function medianWidths(
  planned: readonly PlannedComparison[],
  trials: readonly ComparableTrial[],
): IntervalWidth[] {
  return comparedValues(trials, planned).map(
    ({ condition, metric, values }) => {
      const what = condition;
      const description = values.length === 0 ? undefined : describe(values);
      if (description?.interval === undefined) return { what, metric };
      const { median, interval } = description;
      const scale = metricDefinition(metric).unit === "ratio"
        ? 1
        : Math.abs(median);
      return {
        what,
        metric,
        ...shareOf(
          (interval.high - interval.low) / 2 / scale,
          interval.high === interval.low,
        ),
      };
    },
  );
}

/** JSON has no infinity: where there is no share, there is no figure. */
function shareOf(
  ratio: number,
  isPoint: boolean,
): Pick<IntervalWidth, "half_width_ratio"> {
  if (isPoint) return { half_width_ratio: 0 };
  return Number.isFinite(ratio) ? { half_width_ratio: ratio } : {};
}
