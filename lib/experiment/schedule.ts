/**
 * Which trial comes when.
 *
 * A randomised complete block design: a block holds every condition once, in an
 * order of its own, drawn from the run's seed. What drifts (temperature, other
 * load, memory) then falls on all conditions alike, and trials of one block can be
 * compared with each other.
 *
 * @module
 */

import { randomFrom } from "../random/random.ts";

/** A place in the schedule. */
export interface Scheduled<Condition> {
  /** Position in the whole order, from 0. */
  trial: number;
  /** 0 is the warm-up block. */
  block: number;
  /** Whether the block is the warm-up. */
  warmUp: boolean;
  /** What is to be measured. */
  condition: Condition;
}

/** What is to be scheduled. */
export interface ScheduleOptions {
  /** Name of the experiment: two experiments of a run have orders of their own. */
  experiment: string;
  /** Decides the order of the trials. */
  seed: number;
  /** Measured blocks; the warm-up block comes before them. */
  repetitions: number;
}

/**
 * Plans the trials of an experiment.
 *
 * @param conditions What each block holds.
 * @param options Seed and number of blocks.
 * @returns Every trial, in the order in which they are to be run.
 */
export function schedule<Condition>(
  conditions: readonly Condition[],
  options: ScheduleOptions,
): Scheduled<Condition>[] {
  return Array.from(
    { length: 1 + options.repetitions },
    (_, block) => scheduleBlock(conditions, { ...options, block }),
  ).flat();
}

/**
 * Plans the trials of one block.
 *
 * @param conditions What the block holds.
 * @param options Name of the experiment, seed, number of the block, and of the first block
 * that is run: 0 unless there is no warm-up.
 * @returns Its trials, in the order in which they are to be run.
 */
export function scheduleBlock<Condition>(
  conditions: readonly Condition[],
  { experiment, seed, block, firstBlock = 0 }:
    & Pick<ScheduleOptions, "experiment" | "seed">
    & { block: number; firstBlock?: number },
): Scheduled<Condition>[] {
  return randomFrom(`${seed}/${experiment}/block ${block}`)
    .shuffle(conditions)
    .map((condition, place) => ({
      trial: (block - firstBlock) * conditions.length + place,
      block,
      warmUp: block === 0,
      condition,
    }));
}
