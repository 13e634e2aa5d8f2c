/**
 * Whether a sequence rises or falls: Kendall's rank correlation of its values with their
 * order (H. B. Mann, "Nonparametric tests against trend", Econometrica 13 (1945), 245–259;
 * M. G. Kendall, "Rank Correlation Methods", 1948), and by how much: the slope of Theil and
 * Sen (P. K. Sen, JASA 63 (1968), 1379–1389). Neither cares about skew or a few wild values.
 *
 * @module
 */

import { median } from "simple-statistics";
import { normalTwoSided } from "./normal.ts";

/** What is said of a sequence. */
export interface Trend {
  /** Kendall's tau-b: 1 where each value is above the one before, -1 where below; 0 where all are equal. */
  tau: number;
  /** Two-sided p-value of "any order of the values is as likely". */
  pValue: number;
  /** Median of the slopes between every two values, in their unit per step. */
  slope: number;
}

/** Above it the distribution of the statistic is as good as normal. */
const MOST_FOR_EXACT = 50;

/**
 * Looks for a trend.
 *
 * The p-value is exact up to 50 values without ties, else by the normal approximation with
 * the corrections for ties and continuity.
 *
 * @param values At least two finite numbers, in their order.
 * @returns The trend.
 * @throws {RangeError} If there are fewer than two.
 */
export function trend(values: readonly number[]): Trend {
  const n = values.length;
  if (n < 2) {
    throw new RangeError(
      `Cannot look for a trend: two values are the fewest, there are ${n}`,
    );
  }
  const slopes: number[] = [];
  let rises = 0;
  let falls = 0;
  for (let later = 1; later < n; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const step = values[later]! - values[earlier]!;
      slopes.push(step / (later - earlier));
      if (step > 0) rises++;
      if (step < 0) falls++;
    }
  }
  const pairs = slopes.length;
  const untied = rises + falls;
  const exact = untied === pairs && n <= MOST_FOR_EXACT;
  return {
    tau: untied === 0 ? 0 : (rises - falls) / Math.sqrt(pairs * untied),
    pValue: exact ? exactP(Math.min(rises, falls), n) : normalP(
      Math.abs(rises - falls),
      values,
    ),
    slope: median(slopes),
  };
}

/** Twice the share of all orders of `n` values in which at most so many pairs fall. */
function exactP(falls: number, n: number): number {
  // share of the orders of one value, two values … by the number of pairs that fall: the
  // last of `size` values makes 0 to size - 1 more, each as likely
  let shares = [1];
  for (let size = 2; size <= n; size++) {
    const next = new Array<number>(size * (size - 1) / 2 + 1);
    let window = 0;
    for (let pairs = 0; pairs < next.length; pairs++) {
      window += (shares[pairs] ?? 0) - (shares[pairs - size] ?? 0);
      next[pairs] = window / size;
    }
    shares = next;
  }
  const tail = shares.slice(0, falls + 1).reduce((sum, share) => sum + share);
  return Math.min(1, 2 * tail);
}

/** By the normal approximation, from the rising pairs less the falling ones. */
function normalP(difference: number, values: readonly number[]): number {
  const term = (count: number) => count * (count - 1) * (2 * count + 5);
  const ties = Map.groupBy(values, (value) => value).values();
  const variance = (term(values.length) -
    ties.reduce((sum, { length }) => sum + term(length), 0)) / 18;
  return variance === 0 ? 1 : normalTwoSided(
    (difference - 1) / Math.sqrt(variance),
  );
}
