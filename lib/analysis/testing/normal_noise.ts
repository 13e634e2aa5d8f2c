/**
 * Noise for tests of the analysis.
 *
 * @module
 */

import { randomFrom } from "../../random/random.ts";

/**
 * Starts a sequence of normal values that a seed repeats (G. E. P. Box and M. E. Muller,
 * Annals of Mathematical Statistics 29 (1958)).
 *
 * @param seed Any string.
 * @returns A function; each call gives the next value, with mean 0 and standard deviation 1.
 */
export function normalNoise(seed: string): () => number {
  const source = randomFrom(seed);
  return () =>
    Math.sqrt(-2 * Math.log(1 - source.real())) *
    Math.cos(2 * Math.PI * source.real());
}
