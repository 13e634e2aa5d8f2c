/**
 * A text of a size that is fixed beforehand, written paragraph by paragraph.
 *
 * @module
 */

import { wrap } from "./prose.ts";
import { countWords } from "./words.ts";

/** What a manuscript must come to. */
export interface ManuscriptTarget {
  /** Its size, in bytes: at least 100. */
  bytes: number;
  /** Words, as `wc -w` counts them, to aim at. */
  words: number;
  /** Characters beyond ASCII, with the byte order mark, to aim at. */
  non_ascii_characters: number;
  /** Whether it begins with a byte order mark. */
  byte_order_mark: boolean;
  /** How its lines end. */
  line_ending: "LF" | "CRLF";
}

/** Longest line, in characters. */
const COLUMNS = 70;

/** The last line's text; spaces before it make the size exact. */
const LAST_LINE = "THE END";

/** How far words may run ahead of the target's pace, or behind, before it shows. */
const TOLERANCE = 0.001;

const encoder = new TextEncoder();

/** A text that grows up to its size and knows whether it is on its target's pace. */
export class Manuscript {
  readonly #target: ManuscriptTarget;
  readonly #text: Uint8Array;
  readonly #lineEnd: string;
  #bytes = 0;
  #words = 0;
  #nonAscii = 0;
  #isFull = false;

  /**
   * Starts an empty text, or one with only a byte order mark.
   *
   * @param target What it must come to.
   */
  constructor(target: ManuscriptTarget) {
    this.#target = target;
    this.#text = new Uint8Array(target.bytes);
    this.#lineEnd = target.line_ending === "CRLF" ? "\r\n" : "\n";
    if (target.byte_order_mark) this.#append(encoder.encode("\ufeff"));
  }

  /** Whether nothing more can be added. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Words so far in relation to the target's at this size: -1 too few, 1 too many, 0 within 0.1 %. */
  get wordPace(): -1 | 0 | 1 {
    const expected = this.#target.words * this.#bytes / this.#target.bytes;
    if (this.#words < expected * (1 - TOLERANCE)) return -1;
    return this.#words > expected * (1 + TOLERANCE) ? 1 : 0;
  }

  /** Whether there are fewer characters beyond ASCII than the target has at this size. */
  get needsNonAscii(): boolean {
    const expected = this.#target.non_ascii_characters * this.#bytes /
      this.#target.bytes;
    return this.#nonAscii < expected;
  }

  /**
   * Adds a paragraph, set in lines of at most 70 characters, and an empty line.
   * What no longer fits is left out, and then the manuscript is full.
   *
   * @param words The words of the paragraph, with their punctuation.
   */
  add(words: readonly string[]): void {
    const room = this.#text.length - this.#bytes - LAST_LINE.length -
      this.#lineEnd.length;
    for (let count = words.length; count > 0; count--) {
      const lines = wrap(words.slice(0, count), COLUMNS);
      lines.push("", "");
      const paragraph = encoder.encode(lines.join(this.#lineEnd));
      if (paragraph.length <= room) return this.#append(paragraph);
      this.#isFull = true;
    }
  }

  /**
   * Adds the last line, which makes the size exact.
   *
   * @returns The whole text.
   */
  finish(): Uint8Array {
    const room = this.#text.length - this.#bytes - this.#lineEnd.length;
    this.#append(
      encoder.encode(LAST_LINE.padStart(room) + this.#lineEnd),
    );
    this.#isFull = true;
    return this.#text;
  }

  #append(bytes: Uint8Array): void {
    this.#text.set(bytes, this.#bytes);
    this.#bytes += bytes.length;
    this.#words += countWords(bytes);
    for (const byte of bytes) {
      // every character beyond ASCII has one such first byte (RFC 3629, section 3)
      if (byte >= 0xc0) this.#nonAscii += 1;
    }
  }
}
