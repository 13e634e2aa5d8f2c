/**
 * Notices that a transfer stands still.
 *
 * One timer per transfer that looks a few times per timeout, instead of one timer per
 * read: nothing is armed or cleared between two socket calls.
 *
 * @module
 */

const LOOKS_PER_TIMEOUT = 4;

/** Calls back once when nothing has happened for a given time. */
export class Watchdog {
  #timer: ReturnType<typeof setInterval>;
  #alive = false;
  #quietLooks = 0;

  /**
   * Starts to watch.
   *
   * @param timeoutMs How long nothing may happen, in milliseconds, at least 1.
   * The call comes up to a quarter of it late.
   * @param onStandstill Called once; the watchdog is over then.
   */
  constructor(timeoutMs: number, onStandstill: () => void) {
    this.#timer = setInterval(() => {
      this.#quietLooks = this.#alive ? 0 : this.#quietLooks + 1;
      this.#alive = false;
      if (this.#quietLooks < LOOKS_PER_TIMEOUT) return;
      this.stop();
      onStandstill();
    }, timeoutMs / LOOKS_PER_TIMEOUT);
  }

  /** Something happened. Costs nothing; meant for the innermost loop. */
  alive(): void {
    this.#alive = true;
  }

  /** Ends the watch. */
  stop(): void {
    clearInterval(this.#timer);
  }
}
