/**
 * Keeps a trace while packets cross a link: flat arrays that grow by doubling, so that
 * recording a packet costs a copy of its headers and nothing else.
 *
 * @module
 */

import { grown } from "./grown.ts";
import { type Direction, DIRECTIONS } from "./link_spec.ts";
import { DROP_CAUSES, type DropCause, type TracedPacket } from "./trace.ts";

/** What is kept of each packet: room for the longest headers of TCP over IPv6. */
const HEAD_BYTES = 128;

/** More packets than this are not recorded; half a gigabyte would not help anybody. */
export const MOST_TRACED_PACKETS = 500_000;

/** Number that stands for a packet that is not recorded. */
export const UNRECORDED: number = -1;

const FIRST_ROOM = 4096;

/** Marks of a packet. */
const COPY = 1;
const CORRUPTED = 2;
const REORDERED = 4;

/** A trace that is being made. Times are milliseconds since the trial began. */
export class Recorder {
  #room = FIRST_ROOM;
  #length = 0;
  #left = 0;
  #inMs = new Float64Array(FIRST_ROOM);
  #outMs = new Float64Array(FIRST_ROOM);
  #numbers = new Int32Array(FIRST_ROOM);
  #bytes = new Int32Array(FIRST_ROOM);
  #directions = new Uint8Array(FIRST_ROOM);
  #causes = new Int8Array(FIRST_ROOM);
  #marks = new Uint8Array(FIRST_ROOM);
  #heads = new Uint8Array(FIRST_ROOM * HEAD_BYTES);

  /** Packets that came when the trace was full. */
  get left(): number {
    return this.#left;
  }

  /**
   * A packet has come from its sender.
   *
   * @param packet Its way, its number and when it came.
   * @param bytes The packet.
   * @returns A number for what follows.
   */
  came(
    { direction, number, inMs }: {
      direction: number;
      number: number;
      inMs: number;
    },
    bytes: Uint8Array,
  ): number {
    const index = this.#next();
    if (index === UNRECORDED) return UNRECORDED;
    this.#inMs[index] = inMs;
    this.#numbers[index] = number;
    this.#bytes[index] = bytes.length;
    this.#directions[index] = direction;
    this.#marks[index] = 0;
    this.#heads.set(
      bytes.length > HEAD_BYTES ? bytes.subarray(0, HEAD_BYTES) : bytes,
      index * HEAD_BYTES,
    );
    return index;
  }

  /**
   * The link has made a copy. It came with its original, and is damaged if that is; its
   * first bytes are those that came from the sender.
   *
   * @param original Number of its original.
   * @returns A number for what follows.
   */
  copied(original: number): number {
    if (original === UNRECORDED) {
      this.#left++;
      return UNRECORDED;
    }
    const index = this.#next();
    if (index === UNRECORDED) return UNRECORDED;
    this.#inMs[index] = this.#inMs[original]!;
    this.#numbers[index] = this.#numbers[original]!;
    this.#bytes[index] = this.#bytes[original]!;
    this.#directions[index] = this.#directions[original]!;
    this.#marks[index] = COPY | this.#marks[original]! & CORRUPTED;
    const from = original * HEAD_BYTES;
    this.#heads.copyWithin(index * HEAD_BYTES, from, from + HEAD_BYTES);
    return index;
  }

  /**
   * A packet was delivered.
   *
   * @param index Its number.
   * @param outMs When.
   */
  went(index: number, outMs: number): void {
    if (index !== UNRECORDED) this.#outMs[index] = outMs;
  }

  /**
   * A packet was dropped.
   *
   * @param index Its number.
   * @param cause Why.
   */
  dropped(index: number, cause: DropCause): void {
    if (index !== UNRECORDED) this.#causes[index] = DROP_CAUSES.indexOf(cause);
  }

  /**
   * A bit of a packet was turned over.
   *
   * @param index Its number.
   */
  corrupted(index: number): void {
    if (index !== UNRECORDED) this.#marks[index]! |= CORRUPTED;
  }

  /**
   * A packet was overtaken.
   *
   * @param index Its number.
   */
  reordered(index: number): void {
    if (index !== UNRECORDED) this.#marks[index]! |= REORDERED;
  }

  /** The trace so far, in the order in which the packets came. */
  packets(): TracedPacket[] {
    return Array.from({ length: this.#length }, (_, index) => {
      const outMs = this.#outMs[index]!;
      const cause = DROP_CAUSES[this.#causes[index]!];
      const marks = this.#marks[index]!;
      const totalBytes = this.#bytes[index]!;
      const from = index * HEAD_BYTES;
      return {
        direction: DIRECTIONS[this.#directions[index]!] as Direction,
        number: this.#numbers[index]!,
        inMs: this.#inMs[index]!,
        ...(Number.isNaN(outMs) ? {} : { outMs }),
        ...(cause === undefined ? {} : { dropped: cause }),
        ...(marks & COPY ? { copy: true } : {}),
        ...(marks & CORRUPTED ? { corrupted: true } : {}),
        ...(marks & REORDERED ? { reordered: true } : {}),
        totalBytes,
        head: this.#heads.slice(from, from + Math.min(totalBytes, HEAD_BYTES)),
      };
    });
  }

  /** A place for a packet that has gone nowhere yet. */
  #next(): number {
    if (this.#length === MOST_TRACED_PACKETS) {
      this.#left++;
      return UNRECORDED;
    }
    if (this.#length === this.#room) this.#grow();
    const index = this.#length++;
    this.#outMs[index] = NaN;
    this.#causes[index] = -1;
    return index;
  }

  #grow(): void {
    this.#room *= 2;
    const room = this.#room;
    this.#inMs = grown(this.#inMs, new Float64Array(room));
    this.#outMs = grown(this.#outMs, new Float64Array(room));
    this.#numbers = grown(this.#numbers, new Int32Array(room));
    this.#bytes = grown(this.#bytes, new Int32Array(room));
    this.#directions = grown(this.#directions, new Uint8Array(room));
    this.#causes = grown(this.#causes, new Int8Array(room));
    this.#marks = grown(this.#marks, new Uint8Array(room));
    this.#heads = grown(this.#heads, new Uint8Array(room * HEAD_BYTES));
  }
}
