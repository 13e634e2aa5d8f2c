/**
 * The pause after every transmission. What was achieved is recorded, because it is
 * never quite what was asked.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import type { Engine, Soon } from "../socket/engine.ts";

/** Achieved pauses that are kept; a longer transfer keeps the first ones. */
const KEPT_PAUSES = 1_000_000;

/** Pauses for a given time, and keeps the account of what was achieved. */
export class Pauses {
  #microseconds: number;
  #engine: Pick<Engine, "sleepUntil">;
  #achieved: number[] = [];

  /**
   * No pause has been made yet.
   *
   * @param microseconds Time to pause, 0 for none.
   * @param engine Whose sleep it is.
   */
  constructor(microseconds: number, engine: Pick<Engine, "sleepUntil">) {
    this.#microseconds = microseconds;
    this.#engine = engine;
  }

  /** Whether there is anything to wait for. */
  get wanted(): boolean {
    return this.#microseconds > 0;
  }

  /** Waits; other work of the event loop goes on. */
  pause(): Soon<void> {
    const start = performance.now();
    const asleep = this.#engine.sleepUntil(start + this.#microseconds / 1000);
    if (asleep instanceof Promise) return asleep.then(() => this.#note(start));
    this.#note(start);
  }

  #note(start: number): void {
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
