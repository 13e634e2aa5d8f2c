/**
 * How far a download was at which time: a few marks that cost a comparison per read.
 *
 * @module
 */

/** So many marks a whole book gets, at equal distances. */
export const MARKS = 20;

/** When a place in the book was reached. */
export type ProgressMark = readonly [
  /** Seconds since the client's start. */
  seconds: number,
  /** Bytes of the book up to there: over UDP also those that are missing before it. */
  bytes: number,
];

/** The marks of one download. */
export class ProgressMarks {
  /** From this place on the next mark is due, in bytes of the book. */
  next: number;
  readonly #stepBytes: number;
  /** Times and places by turns. */
  readonly #marks: number[] = [];

  /**
   * Begins without a mark.
   *
   * @param bytes Size of the book.
   */
  constructor(bytes: number) {
    this.#stepBytes = Math.max(1, bytes / MARKS);
    // the first byte is a place of its own
    this.next = 1;
  }

  /**
   * Makes a mark. To be called where the place is {@linkcode next} or beyond.
   *
   * @param place Bytes of the book up to which it has come.
   * @param now The time, on the clock of `performance.now()`.
   */
  mark(place: number, now: number): void {
    this.#marks.push(now, place);
    this.next = (Math.floor(place / this.#stepBytes) + 1) * this.#stepBytes;
  }

  /**
   * The marks.
   *
   * @param start The client's start, on the same clock.
   * @returns In the order of time; at most one more than {@linkcode MARKS}, and the last byte's.
   */
  since(start: number): ProgressMark[] {
    const marks: ProgressMark[] = [];
    for (let index = 0; index < this.#marks.length; index += 2) {
      // a record needs no more than microseconds
      const seconds = Math.round((this.#marks[index]! - start) * 1e3) / 1e6;
      marks.push([seconds, this.#marks[index + 1]!]);
    }
    return marks;
  }
}
