/**
 * Many families out of a few that were measured.
 *
 * @module
 */

import type { RandomSource } from "../random/random.ts";
import type { Family } from "./family.ts";

/**
 * Draws a family from measured ones: blocks with replacement, and in each block the
 * conditions in random order. They are all the same, so that every such family could have
 * been measured, with the real noise of the machine.
 *
 * @param measured Families of the same metric whose conditions are all the same.
 * @param blocks Blocks of the family that is drawn.
 * @param random Decides.
 * @returns The family.
 */
export function resampledFamily(
  measured: readonly Family[],
  blocks: number,
  random: RandomSource,
): Family {
  const { metric, values: first } = measured[0]!;
  const drawn = Array.from({ length: blocks }, () => {
    const { values } = measured[random.integer(measured.length)]!;
    const block = random.integer(values[0]!.length);
    return random.shuffle(values.map((condition) => condition[block]!));
  });
  return {
    metric,
    values: first.map((_, condition) =>
      drawn.map((values) => values[condition]!)
    ),
  };
}
