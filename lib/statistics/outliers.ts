/**
 * Values that are far from the others.
 *
 * The measure is the modified z-score of B. Iglewicz and D. Hoaglin, "How to Detect and
 * Handle Outliers" (ASQC, 1993): the distance from the median in units of the median
 * absolute deviation, which a few wild values cannot widen as they would a standard
 * deviation. NIST's handbook (1.3.5.17) quotes it.
 *
 * @module
 */

import { mean, median } from "simple-statistics";

/** A value whose modified z-score is larger in size is an outlier, by the book above. */
export const OUTLIER_SCORE = 3.5;

/**
 * How far each value is from the median.
 *
 * Where all values are positive it is their logarithms that are looked at: timings and
 * throughputs are skewed, so on their own scale honest slow ones would look wild.
 *
 * Where more than half of the values are equal the median absolute deviation is 0. Then
 * the mean absolute deviation takes its place, as in IBM's statistics programs ("Modified z
 * score", IBM Cognos Analytics).
 *
 * @param values Finite numbers in any order.
 * @returns The scores in the order of the values: about standard deviations, negative below
 * the median; all 0 where all values are equal.
 */
export function modifiedZScores(values: readonly number[]): number[] {
  if (values.length === 0) return [];
  const scaled = values.every((value) => value > 0)
    ? values.map(Math.log)
    : [...values];
  const middle = median(scaled);
  const distances = scaled.map((value) => value - middle);
  const sizes = distances.map(Math.abs);
  // each estimates the standard deviation of normal values
  const spread = median(sizes) / 0.6745 || mean(sizes) * 1.253314;
  return distances.map((distance) => spread === 0 ? 0 : distance / spread);
}

/**
 * Which values are outliers.
 *
 * @param values Finite numbers in any order.
 * @returns Their positions, from 0, in ascending order.
 */
export function outliers(values: readonly number[]): number[] {
  return [...modifiedZScores(values).entries()]
    .filter(([, score]) => Math.abs(score) > OUTLIER_SCORE)
    .map(([position]) => position);
}
