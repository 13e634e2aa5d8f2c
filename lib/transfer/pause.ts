/**
 * The pause after every transmission.
 *
 * A timer of the event loop sleeps over a millisecond when asked for 100 µs, and
 * a blocking sleep would hold up every other client of the process. So the last
 * stretch is spent going round the event loop, which serves the others and is
 * exact to a few microseconds, at the price of a busy core. What was achieved is
 * recorded, because it is never quite what was asked.
 *
 * @module
 */

import { setImmediate } from "node:timers";

/** Below this, timers are too coarse (measured: over 2 ms for a timeout of 0). */
const TIMER_GRAIN_MS = 4;

/** Achieved pauses that are kept; a longer transfer keeps the first ones. */
const KEPT_PAUSES = 1_000_000;

/** Pauses for a given time, and keeps the account of what was achieved. */
export class Pauses {
  #microseconds: number;
  #achieved: number[] = [];

  /**
   * No pause has been made yet.
   *
   * @param microseconds Time to pause, 0 for none.
   */
  constructor(microseconds: number) {
    this.#microseconds = microseconds;
  }

  /** Whether there is anything to wait for. */
  get wanted(): boolean {
    return this.#microseconds > 0;
  }

  /** Waits; other work of the event loop goes on. */
  async pause(): Promise<void> {
    const start = performance.now();
    const end = start + this.#microseconds / 1000;
    const byTimer = end - start - TIMER_GRAIN_MS;
    if (byTimer > 0) {
      await new Promise((resolve) => setTimeout(resolve, byTimer));
    }
    while (performance.now() < end) await turnOfTheEventLoop();
    if (this.#achieved.length < KEPT_PAUSES) {
      this.#achieved.push((performance.now() - start) * 1000);
    }
  }

  /**
   * Median of the pauses achieved.
   *
   * @returns Microseconds, or `undefined` where there was no pause.
   */
  medianMicroseconds(): number | undefined {
    if (this.#achieved.length === 0) return undefined;
    const sorted = Float64Array.from(this.#achieved).sort();
    return sorted[sorted.length >> 1];
  }
}

/** Lets the event loop do what else is due, such as serving other clients. */
export function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => resolve()));
}
