/**
 * Sending at a steady rate.
 *
 * @module
 */

import type { Engine, Soon } from "../socket/engine.ts";

/** Longest sleep at once: whoever stops a paced transfer waits so long, in milliseconds. */
const LONGEST_SLEEP_MS = 50;

/** Spreads bytes evenly over time. */
export class Pace {
  #bytesPerMs: number;
  #engine: Pick<Engine, "sleepUntil">;
  #dueMs = performance.now();

  /**
   * Begins now.
   *
   * @param bytesPerSecond The rate; 0 for as fast as it goes.
   * @param engine Whose sleep it is.
   */
  constructor(bytesPerSecond: number, engine: Pick<Engine, "sleepUntil">) {
    this.#bytesPerMs = bytesPerSecond / 1000;
    this.#engine = engine;
  }

  /**
   * Waits until more may be sent. What was late is not made up for: the rate is then
   * lower than asked for, where a burst would meet a full buffer.
   *
   * @param bytes Sent since the last time.
   * @param isOver Tells whether nobody wants more; then it does not wait any longer.
   */
  wait(bytes: number, isOver: () => boolean): Soon<void> {
    if (this.#bytesPerMs === 0) return;
    const now = performance.now();
    this.#dueMs = Math.max(this.#dueMs + bytes / this.#bytesPerMs, now);
    return this.#dueMs - now <= LONGEST_SLEEP_MS
      ? this.#engine.sleepUntil(this.#dueMs)
      : this.#sleepInParts(isOver);
  }

  async #sleepInParts(isOver: () => boolean): Promise<void> {
    for (let now = performance.now(); now < this.#dueMs && !isOver();) {
      await this.#engine.sleepUntil(
        Math.min(this.#dueMs, now + LONGEST_SLEEP_MS),
      );
      now = performance.now();
    }
  }
}
