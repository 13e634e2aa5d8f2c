/**
 * The normal distribution, as far as tests need it.
 *
 * @module
 */

import { errorFunction, probit } from "simple-statistics";

/**
 * How likely a standard normal value is at least so far from 0, on either side.
 *
 * @param distance Standard deviations; negative counts as 0.
 * @returns The two-sided p-value: right to 7 digits down to 1e-9, 0 below about 1e-16.
 */
export function normalTwoSided(distance: number): number {
  return distance <= 0 ? 1 : 1 - errorFunction(distance / Math.SQRT2);
}

/**
 * The value that a standard normal one is below with some probability.
 *
 * @param probability Above 0 and below 1.
 * @returns The quantile, right to 6 decimals between 1e-6 and 1 - 1e-6.
 */
export function normalQuantile(probability: number): number {
  // the library's is right to two decimals; two steps of Newton's method do the rest
  let quantile = probit(probability);
  for (let step = 0; step < 2; step++) {
    const reached = (1 + errorFunction(quantile / Math.SQRT2)) / 2;
    const density = Math.exp(-(quantile ** 2) / 2) / Math.sqrt(2 * Math.PI);
    quantile += (probability - reached) / density;
  }
  return quantile;
}
