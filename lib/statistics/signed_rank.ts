/**
 * The Wilcoxon signed-rank test of paired differences, with the estimate and the interval
 * that belong to it.
 *
 * Why this test: within a block two conditions come in random order, so if they are the
 * same, each difference is as likely positive as negative with the same size. The test
 * needs that symmetry and nothing else, and up to a hundred blocks its p-value is exact.
 * Timings are skewed, bimodal and have outliers; a t-test would lean on a normal
 * distribution that they do not have, and the sign test wastes what their sizes tell.
 *
 * The estimate is that of Hodges and Lehmann: the median of the means of all pairs of
 * differences (Walsh averages), each with itself included. The interval consists of the
 * shifts that the test would not reject; without ties it excludes 0 exactly where the test
 * does, with ties it covers at least what it says (M. Hollander, D. A. Wolfe, E. Chicken,
 * "Nonparametric Statistical Methods", 3rd ed., sections 3.1 to 3.3; ties and zeros:
 * J. W. Pratt, "Remarks on zeros and ties in the Wilcoxon signed rank procedures", JASA 54
 * (1959), 655–667).
 *
 * Our own, because the library that has it (@stdlib/stats-wilcoxon) brings 233 packages
 * and leaves exactness where there are ties.
 *
 * @module
 */

import { sum } from "simple-statistics";
import { midranks } from "./midranks.ts";
import { normalQuantile, normalTwoSided } from "./normal.ts";

/** What the test says of some differences. */
export interface SignedRank {
  /** Number of differences, zeros included. */
  n: number;
  /** Hodges–Lehmann estimate of their centre, in their unit. */
  estimate: number;
  /** Lower end of the interval of that centre; absent below {@linkcode FEWEST_DIFFERENCES}. */
  low?: number;
  /** Upper end. */
  high?: number;
  /** Probability that such an interval holds the centre; 0 without an interval. */
  coverage: number;
  /** Two-sided p-value of "they are symmetric around 0". */
  pValue: number;
}

/** Fewer differences than this have no interval: their extremes hold the centre in under 90 of 100 cases. */
export const FEWEST_DIFFERENCES = 5;

/** Above it the distribution of the statistic is as good as normal. */
const MOST_FOR_EXACT = 100;

/**
 * Tests differences for symmetry around 0.
 *
 * @param differences At least one finite number, in any order. All means of two are made:
 * half of their number squared.
 * @param confidence Probability asked of the interval, from 0.5 to below 1.
 * @returns p-value, estimate and interval. The interval's coverage is at least what was
 * asked where that many differences can give it, else the highest that they can.
 * @throws {RangeError} If there is no difference, one is not finite, or the confidence is
 * out of range.
 */
export function signedRank(
  differences: readonly number[],
  confidence = 0.95,
): SignedRank {
  const n = differences.length;
  if (n === 0) {
    throw new RangeError("Cannot test differences: there is none");
  }
  const odd = differences.find((difference) => !Number.isFinite(difference));
  if (odd !== undefined) {
    throw new RangeError(
      `Cannot test differences: each must be finite, one of the ${n} is ${odd}`,
    );
  }
  if (!(confidence >= 0.5 && confidence < 1)) {
    throw new RangeError(
      `Cannot test differences: confidence must be from 0.5 to below 1, current value is ${confidence}`,
    );
  }
  const averages = walshAverages(differences);
  const middle = averages.length / 2;
  const estimate =
    (averages[Math.ceil(middle) - 1]! + averages[Math.floor(middle)]!) / 2;
  const pValue = twoSidedP(differences);
  if (n < FEWEST_DIFFERENCES) return { n, estimate, coverage: 0, pValue };
  const { rank, coverage } = intervalRank(n, confidence);
  return {
    n,
    estimate,
    low: averages[rank - 1]!,
    high: averages[averages.length - rank]!,
    coverage,
    pValue,
  };
}

/**
 * The smallest p-value that so many differences can have: all of one sign.
 *
 * @param n Number of differences, 0 or more.
 * @returns The two-sided p-value.
 */
export function smallestP(n: number): number {
  return Math.min(1, 2 * 0.5 ** n);
}

/** The mean of every two differences and of each with itself, in ascending order. */
function walshAverages(differences: readonly number[]): Float64Array {
  const n = differences.length;
  const averages = new Float64Array(n * (n + 1) / 2);
  let place = 0;
  for (let first = 0; first < n; first++) {
    for (let second = first; second < n; second++) {
      averages[place++] = (differences[first]! + differences[second]!) / 2;
    }
  }
  return averages.sort();
}

/** Which Walsh average, from 1 at either end, ends the interval, and what it then covers. */
function intervalRank(
  n: number,
  confidence: number,
): { rank: number; coverage: number } {
  const tail = (1 - confidence) / 2;
  const ranks = Array.from({ length: n }, (_, index) => index + 1);
  if (n > MOST_FOR_EXACT) {
    const { mean, deviation } = momentsOf(ranks);
    // half a step towards the outside, because ranks are whole numbers
    const rank = Math.floor(mean - 0.5 + deviation * normalQuantile(tail)) + 1;
    return { rank, coverage: confidence };
  }
  const probabilities = distribution(ranks);
  let below = 0;
  let rank = 0;
  while (below + probabilities[rank]! <= tail) below += probabilities[rank++]!;
  return rank === 0
    ? { rank: 1, coverage: 1 - 2 * probabilities[0]! }
    : { rank, coverage: 1 - 2 * below };
}

/**
 * Twice the smaller tail. After Pratt zeros are ranked with the others and then left out.
 */
function twoSidedP(differences: readonly number[]): number {
  // doubled, the mean rank of ties is a whole number, too
  const scores = midranks(differences.map(Math.abs)).map((rank) => 2 * rank);
  const kept = scores.filter((_, index) => differences[index] !== 0);
  if (kept.length === 0) return 1;
  const positive = sum(scores.filter((_, index) => differences[index]! > 0));
  const smaller = Math.min(positive, sum(kept) - positive);
  if (kept.length > MOST_FOR_EXACT) {
    const { mean, deviation } = momentsOf(kept);
    // one is half a step of doubled ranks: the continuity correction
    return normalTwoSided((mean - smaller - 1) / deviation);
  }
  const probabilities = distribution(kept);
  let tail = 0;
  for (let score = 0; score <= smaller; score++) tail += probabilities[score]!;
  return Math.min(1, 2 * tail);
}

/** Probability of every sum of scores (whole numbers) when each counts or not by the toss of a coin. */
function distribution(scores: number[]): Float64Array {
  const probabilities = new Float64Array(sum(scores) + 1);
  probabilities[0] = 1;
  let reached = 0;
  for (const score of scores) {
    reached += score;
    for (let total = reached; total >= 0; total--) {
      const without = probabilities[total]!;
      const withIt = total >= score ? probabilities[total - score]! : 0;
      probabilities[total] = (without + withIt) / 2;
    }
  }
  return probabilities;
}

/** Mean and standard deviation of the sum that {@linkcode distribution} gives the whole law of. */
function momentsOf(
  scores: number[],
): { mean: number; deviation: number } {
  const squares = scores.reduce((total, score) => total + score ** 2, 0);
  return { mean: sum(scores) / 2, deviation: Math.sqrt(squares / 4) };
}
