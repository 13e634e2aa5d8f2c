/**
 * The clock that the lab takes times with.
 *
 * @module
 */

import { kernelText } from "./read_kernel_file.ts";

/** What is behind `performance.now()`. What is not known here is `null`. */
export interface Clock {
  /** What the kernel reads the time from, such as `tsc`; Linux only. */
  source: string | null;
  /** What it could read it from, best first; Linux only. */
  available_sources: string[] | null;
  /**
   * Smallest step between two readings that differed, in seconds: the clock's
   * resolution or the time that a reading takes, whichever is larger.
   */
  resolution_seconds: number;
}

/** Readings that the resolution is taken from; takes about 1 ms. */
const READINGS = 10_000;

/** Smallest step that the monotonic clock was seen to make, in seconds. */
function smallestStep(): number {
  let smallest = Infinity;
  let last = performance.now();
  // A coarse clock can stand still for all of the readings: wait for a step.
  for (let count = 0; count < READINGS || smallest === Infinity; count++) {
    const now = performance.now();
    if (now > last) smallest = Math.min(smallest, now - last);
    last = now;
  }
  // Whole nanoseconds: the readings are binary fractions of a millisecond.
  return Math.round(smallest * 1e6) / 1e9;
}

/**
 * Describes the monotonic clock, and measures its resolution for about 1 ms.
 *
 * @returns The description.
 */
export function describeClock(): Clock {
  const folder = "/sys/devices/system/clocksource/clocksource0";
  return {
    source: kernelText(`${folder}/current_clocksource`),
    available_sources: kernelText(`${folder}/available_clocksource`)
      ?.split(/\s+/) ?? null,
    resolution_seconds: smallestStep(),
  };
}
