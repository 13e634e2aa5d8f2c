/**
 * Whether the values of a condition fall in two heaps, so that their median stands for
 * neither.
 *
 * @module
 */

import { ckmeans, median } from "simple-statistics";
import { dipTest } from "../statistics/dip.ts";

/** Fewer values than this cannot show two modes. */
export const FEWEST_FOR_MODES = 8;

/** A lone value is an outlier and no mode. */
const FEWEST_IN_A_MODE = 2;

/** Modes that are nearer to each other than this factor are not worth a word. */
const LEAST_RATIO = 1.15;

/** A heap of values. */
export interface Mode {
  /** Their median, in their unit. */
  value: number;
  /** How many they are. */
  trials: number;
}

/**
 * Looks for two modes in the logarithms of the values: by Hartigan's dip test whether there
 * are two, by ckmeans (H. Wang and M. Song, The R Journal 3/2 (2011)) where they part.
 *
 * @param values Positive numbers in any order; with another, or with fewer than
 * {@linkcode FEWEST_FOR_MODES}, there is no answer.
 * @param level Chance of two modes being found where there is one, at most.
 * @returns The lower and the upper one, if they are certain and over 15% apart.
 */
export function twoModes(
  values: readonly number[],
  level: number,
): [Mode, Mode] | undefined {
  if (values.length < FEWEST_FOR_MODES) return;
  if (!values.every((value) => value > 0)) return;
  const logarithms = values.map(Math.log);
  if (dipTest(logarithms).pValue >= level) return;
  const [lower, upper] = ckmeans(logarithms, 2).map((heap) => ({
    value: Math.exp(median(heap)),
    trials: heap.length,
  }));
  if (lower === undefined || upper === undefined) return;
  const fewest = Math.min(lower.trials, upper.trials);
  return fewest >= FEWEST_IN_A_MODE &&
      upper.value / lower.value > LEAST_RATIO
    ? [lower, upper]
    : undefined;
}
