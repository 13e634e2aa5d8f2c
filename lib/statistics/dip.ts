/**
 * Whether values have one mode or more: the dip test of J. A. Hartigan and P. M. Hartigan,
 * "The Dip Test of Unimodality", Annals of Statistics 13 (1985), 70–84.
 *
 * A distribution has one mode where its distribution function is convex up to some point
 * and concave from there on. The dip is the least distance of the values' empirical
 * distribution function from all such functions.
 *
 * @module
 */

import { DIP_PROBABILITIES, DIP_QUANTILES } from "./dip_table.ts";

/** What the test says of some values. */
export interface Dip {
  /** The statistic: from 1 / 2n to 0.25. */
  dip: number;
  /** p-value of "there is one mode": right up to 0.2, coarse above; 1 below five values. */
  pValue: number;
}

/**
 * Tests values for a single mode.
 *
 * @param values At least one finite number, in any order; meant for 5 to 10,000.
 * @returns The dip and its p-value.
 * @throws {RangeError} If there is no value.
 */
export function dipTest(values: readonly number[]): Dip {
  if (values.length === 0) {
    throw new RangeError("Cannot look for modes: there is no value");
  }
  const sorted = Float64Array.from(values).sort();
  const dip = dipOf(sorted);
  return { dip, pValue: pValueOf(dip, values.length) };
}

/**
 * The algorithm of the article's section 4. All heights are counts of values, so what comes
 * out is divided by 2n. At each value the empirical function steps from `index` up to
 * `index + 1`: the convex curve stays below its lower corners, the concave one above the
 * upper ones.
 */
function dipOf(sorted: Float64Array): number {
  let low = 0;
  let high = sorted.length - 1;
  let dip = 1;
  // one value, as often as it may be, is a mode
  while (sorted[low] !== sorted[high]) {
    const convex = corners(sorted, low, high, 1);
    const concave = corners(sorted, low, high, -1);
    const widest = widestGap(sorted, convex, concave);
    if (widest.gap <= dip) break;
    dip = Math.max(
      dip,
      ...segmentsOf(convex, low, widest.low).map((segment) =>
        largestDistance(sorted, segment, 1)
      ),
      ...segmentsOf(concave, widest.high, high).map((segment) =>
        largestDistance(sorted, segment, -1)
      ),
    );
    if (widest.low === low && widest.high === high) break;
    ({ low, high } = widest);
  }
  return dip / (2 * sorted.length);
}

/**
 * Indices of the corners of the greatest convex function that is nowhere above the points
 * (value, index), for direction 1; of the least concave one nowhere below, for -1.
 */
function corners(
  sorted: Float64Array,
  low: number,
  high: number,
  direction: 1 | -1,
): number[] {
  const kept = [low];
  for (let index = low + 1; index <= high; index++) {
    while (kept.length > 1) {
      const [before, last] = kept.slice(-2) as [number, number];
      const bend = (last - before) * (sorted[index]! - sorted[last]!) -
        (index - last) * (sorted[last]! - sorted[before]!);
      if (direction * bend < 0) break;
      kept.pop();
    }
    kept.push(index);
  }
  return kept;
}

/** Where convex and concave curve are farthest from each other, and the corners next to it. */
function widestGap(
  sorted: Float64Array,
  convex: readonly number[],
  concave: readonly number[],
): { gap: number; low: number; high: number } {
  let widest = { gap: 0, low: convex[0]!, high: concave.at(-1)! };
  let next = 0;
  for (const low of convex) {
    while (concave[next]! < low) next++;
    const high = concave[next]!;
    const above = heightAt(sorted, low, concave[next - 1] ?? high, high);
    const gap = above - low + 1;
    if (gap > widest.gap) widest = { gap, low, high };
  }
  next = 0;
  for (const high of concave) {
    while ((convex[next + 1] ?? Infinity) <= high) next++;
    const low = convex[next]!;
    const below = heightAt(sorted, high, low, convex[next + 1] ?? low);
    const gap = high - below + 1;
    if (gap > widest.gap) widest = { gap, low, high };
  }
  return widest;
}

/** Height of the line between two points (value, index) over the value at an index. */
function heightAt(
  sorted: Float64Array,
  index: number,
  from: number,
  to: number,
): number {
  const width = sorted[to]! - sorted[from]!;
  return width === 0
    ? to
    : from + (to - from) * (sorted[index]! - sorted[from]!) / width;
}

/** Pairs of neighbouring corners from one corner to another. */
function segmentsOf(
  corners: readonly number[],
  from: number,
  to: number,
): [number, number][] {
  const within = corners.filter((corner) => corner >= from && corner <= to);
  return within.slice(1).map((corner, index) => [within[index]!, corner]);
}

/** Largest distance of the empirical function from a straight piece of the curve. */
function largestDistance(
  sorted: Float64Array,
  [from, to]: readonly [number, number],
  direction: 1 | -1,
): number {
  let largest = 1;
  if (sorted[from] === sorted[to]) return largest;
  for (let index = from; index <= to; index++) {
    const height = heightAt(sorted, index, from, to);
    largest = Math.max(largest, direction * (index - height) + 1);
  }
  return largest;
}

/** Interpolated between the sizes and the probabilities of the table, where sqrt(n) * dip changes little. */
function pValueOf(dip: number, n: number): number {
  const larger = DIP_QUANTILES.findIndex(({ size }) => size > n);
  if (larger === 0) return 1;
  const [below, above] = larger < 0
    ? [DIP_QUANTILES.at(-1)!, DIP_QUANTILES.at(-1)!]
    : [DIP_QUANTILES[larger - 1]!, DIP_QUANTILES[larger]!];
  const share = above === below
    ? 0
    : (n - below.size) / (above.size - below.size);
  const quantiles = DIP_PROBABILITIES.map((_, index) => {
    const lower = Math.sqrt(below.size) * below.dips[index]!;
    const upper = Math.sqrt(above.size) * above.dips[index]!;
    return lower + share * (upper - lower);
  });
  const scaled = Math.sqrt(n) * dip;
  const place = quantiles.findIndex((quantile) => quantile >= scaled);
  if (place < 0) return 1 - DIP_PROBABILITIES.at(-1)!;
  if (place === 0) return 1;
  const reached = (scaled - quantiles[place - 1]!) /
    (quantiles[place]! - quantiles[place - 1]!);
  const [from, to] = [DIP_PROBABILITIES[place - 1]!, DIP_PROBABILITIES[place]!];
  return 1 - (from + reached * (to - from));
}
