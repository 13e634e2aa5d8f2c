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
  const planned: Scheduled<Condition>[] = [];
  for (let block = 0; block <= options.repetitions; block++) {
    const random = randomFrom(
      `${options.seed}/${options.experiment}/block ${block}`,
    );
    for (const condition of random.shuffle(conditions)) {
      planned.push({
        trial: planned.length,
        block,
        warmUp: block === 0,
        condition,
      });
    }
  }
  return planned;
}
