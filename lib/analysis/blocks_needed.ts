/**
 * How long a comparison that is not decided yet would probably have to go on.
 *
 * @module
 */

import { normalQuantile } from "../statistics/normal.ts";
import { type SignedRank, smallestP } from "../statistics/signed_rank.ts";

/** What is known after the blocks so far. */
export interface Undecided {
  /** Estimate and interval by the blocks so far. */
  test: SignedRank;
  /** Within these the conditions are equivalent, in the unit of the test. */
  bounds: readonly [number, number];
  /** Chance of even one false alarm in the family. */
  level: number;
  /** Comparisons of the family. */
  familySize: number;
}

/** More blocks than this are not worth telling apart. */
export const MOST_BLOCKS = 10_000;

/**
 * Measured blocks that would probably settle a comparison, if the estimate and the spread
 * stay what they are: an interval shrinks with the square root of the number of blocks.
 *
 * @param undecided What is known.
 * @returns Blocks in all, more than there are, at most {@linkcode MOST_BLOCKS}.
 */
export function blocksNeeded(
  { test, bounds, level, familySize }: Undecided,
): number {
  const { n, low, high } = test;
  const fewest = fewestBlocks(level, familySize);
  if (low === undefined || high === undefined) return Math.max(fewest, n + 1);
  const half = (high - low) / 2;
  // the corrected level asks for a larger deviation than the blocks so far have shown
  const shown = normalQuantile(1 - test.pValue / 2);
  const asked = normalQuantile(1 - level / familySize / 2);
  const forDifference = Math.max(fewest, n * (asked / shown) ** 2);
  const room = Math.min(bounds[1] - test.estimate, test.estimate - bounds[0]);
  const forEquivalence = room > 0 ? n * (half / room) ** 2 : Infinity;
  const needed = Math.ceil(Math.min(forDifference, forEquivalence));
  return Math.min(MOST_BLOCKS, Math.max(needed, n + 1));
}

/**
 * The fewest blocks with which anything can be told at all.
 *
 * @param level Chance of even one false alarm in the family.
 * @param familySize Comparisons of the family.
 * @returns The number at which the smallest p-value passes Holm's correction.
 */
export function fewestBlocks(level: number, familySize: number): number {
  let blocks = 1;
  while (smallestP(blocks) * familySize > level) blocks++;
  return blocks;
}
