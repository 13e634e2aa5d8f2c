/**
 * Tells a person how far the measuring is: a line that is drawn again and again on a
 * terminal, nothing at all in a log.
 *
 * `deno test` captures what tests print, and shows it in frames. The line goes
 * around that, to the terminal itself, and is gone when the experiment ends.
 *
 * @module
 */

import { libc } from "../kernel/libc.ts";

const STDERR = 2;

/** Redrawing more often than this only flickers. */
const REDRAW_MS = 100;

const BAR_CHARACTERS = 24;

/** Takes away the row that the cursor is in (ECMA-48, EL). */
const CLEAR = "\r\x1b[K";

/** A row that is wrapped could not be taken away: what does not fit is cut (DECAWM). */
const WRAP_OFF = "\x1b[?7l";
const WRAP_ON = "\x1b[?7h";

/** The progress line of one experiment. */
export class Progress implements Disposable {
  #name: string;
  #terminal: boolean;
  #start = performance.now();
  #drawnAt = -Infinity;

  /**
   * Finds out whether there is a terminal to draw on.
   *
   * @param name The experiment.
   */
  constructor(name: string) {
    this.#name = name;
    this.#terminal = libc()?.isatty(STDERR) === 1;
  }

  /**
   * Draws the line.
   *
   * @param place Trials that are over, those that there will be as far as is known, and
   * what is measured now.
   */
  show(
    { done, total, condition }: {
      done: number;
      total: number;
      condition: string;
    },
  ): void {
    const now = performance.now();
    if (!this.#terminal || now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    const full = Math.round((done / total) * BAR_CHARACTERS);
    const bar = "━".repeat(full) + "╌".repeat(BAR_CHARACTERS - full);
    const left = done === 0
      ? ""
      : `, ${
        Math.ceil(((now - this.#start) / 1000 / done) * (total - done))
      } s left`;
    this.#write(
      `${CLEAR}${WRAP_OFF}${this.#name} ${bar} ${done}/${total}${left}  ` +
        `\x1b[2m${condition}\x1b[0m${WRAP_ON}`,
    );
  }

  /** Takes the line away. */
  [Symbol.dispose](): void {
    if (this.#terminal && this.#drawnAt > 0) this.#write(CLEAR);
  }

  #write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    libc()?.write(STDERR, bytes, BigInt(bytes.length));
  }
}
