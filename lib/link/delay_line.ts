/**
 * Packets on their way, by the time at which they are due: a binary heap (Williams,
 * "Algorithm 232: Heapsort", 1964) in flat arrays.
 *
 * @module
 */

import { grown } from "./grown.ts";

/** Packets in the order in which they are due; those due at the same time as they came. */
export class DelayLine {
  #dueMs = new Float64Array(1024);
  #order = new Float64Array(1024);
  #slots = new Int32Array(1024);
  #length = 0;
  #put = 0;

  /** Packets on their way. */
  get length(): number {
    return this.#length;
  }

  /** When the next packet is due, in milliseconds of the link's clock; never: Infinity. */
  get nextMs(): number {
    return this.#length === 0 ? Infinity : this.#dueMs[0]!;
  }

  /**
   * Sends a packet on its way.
   *
   * @param slot Its number.
   * @param dueMs When it is due.
   */
  put(slot: number, dueMs: number): void {
    if (this.#length === this.#slots.length) this.#grow();
    const order = this.#put++;
    let index = this.#length++;
    // the hole moves up until its parent is not due later
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#dueMs[parent]! <= dueMs) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#set(index, slot, dueMs, order);
  }

  /**
   * Takes the packet that is due first; there must be one.
   *
   * @returns Its number.
   */
  take(): number {
    const first = this.#slots[0]!;
    const last = --this.#length;
    if (last > 0) this.#sink(last);
    return first;
  }

  /** Takes all packets off, in no order. */
  clear(): number[] {
    const slots = [...this.#slots.subarray(0, this.#length)];
    this.#length = 0;
    return slots;
  }

  /** Puts what was last into the hole at the top, and lets it sink. */
  #sink(last: number): void {
    const dueMs = this.#dueMs[last]!;
    const order = this.#order[last]!;
    const slot = this.#slots[last]!;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#length) break;
      if (child + 1 < this.#length && this.#isBefore(child + 1, child)) child++;
      const isBefore = this.#dueMs[child]! < dueMs ||
        this.#dueMs[child]! === dueMs && this.#order[child]! < order;
      if (!isBefore) break;
      this.#move(child, index);
      index = child;
    }
    this.#set(index, slot, dueMs, order);
  }

  #isBefore(one: number, other: number): boolean {
    const difference = this.#dueMs[one]! - this.#dueMs[other]!;
    return difference < 0 ||
      difference === 0 && this.#order[one]! < this.#order[other]!;
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#slots[from]!, this.#dueMs[from]!, this.#order[from]!);
  }

  #set(index: number, slot: number, dueMs: number, order: number): void {
    this.#slots[index] = slot;
    this.#dueMs[index] = dueMs;
    this.#order[index] = order;
  }

  #grow(): void {
    const length = 2 * this.#slots.length;
    this.#dueMs = grown(this.#dueMs, new Float64Array(length));
    this.#order = grown(this.#order, new Float64Array(length));
    this.#slots = grown(this.#slots, new Int32Array(length));
  }
}
