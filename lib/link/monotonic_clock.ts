/**
 * The clock of a link: CLOCK_MONOTONIC, read in a third of the time that
 * `performance.now()` takes. A link reads it several times for each packet.
 *
 * @module
 */

import { linkCalls } from "./link_calls.ts";

/** clock_gettime(2) */
const CLOCK_MONOTONIC = 1;

// two 64-bit numbers, seconds and nanoseconds, whose lower halves are enough here
const time = new Int32Array(4);

/**
 * Milliseconds, with fractions, on a clock that never jumps. It begins anywhere.
 *
 * @returns The time; the kernel counts it in nanoseconds.
 */
export function monotonicMs(): number {
  linkCalls().clock_gettime(CLOCK_MONOTONIC, time);
  return time[0]! * 1e3 + time[2]! / 1e6;
}
