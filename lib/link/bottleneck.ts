/**
 * A bottleneck: a queue of limited size in front of a sender of limited rate.
 *
 * It is reckoned, not acted out: when a packet comes, the time at which its last bit
 * will have been sent is known at once. So the rate is never exceeded, and a late wake-up
 * of the link's process costs nothing while packets wait.
 *
 * @module
 */

import type { DirectionSpec } from "./link_spec.ts";

/** A packet that found no room. */
export const NO_ROOM: number = -1;

/** The bottleneck of one direction. */
export class Bottleneck {
  #millisecondsPerByte: number;
  #queueBytes: number;
  #queuePackets: number;
  /** When the last bit of what has come so far will have been sent. */
  #freeAtMs = -Infinity;
  /** Packets in the queue, oldest first: a ring. */
  #sentAtMs = new Float64Array(256);
  #bytes = new Int32Array(256);
  #oldest = 0;
  #packetsWaiting = 0;
  #bytesWaiting = 0;
  #peakBytes = 0;
  #longestMs = 0;
  #totalMs = 0;
  #count = 0;

  /**
   * An idle bottleneck.
   *
   * @param spec Its rate and its queue.
   */
  constructor(
    spec: Pick<
      DirectionSpec,
      "rateBitsPerSecond" | "queueBytes" | "queuePackets"
    >,
  ) {
    const { rateBitsPerSecond, queueBytes, queuePackets } = spec;
    this.#millisecondsPerByte = rateBitsPerSecond === 0
      ? 0
      : 8000 / rateBitsPerSecond;
    this.#queueBytes = queueBytes === 0 ? Infinity : queueBytes;
    this.#queuePackets = queuePackets === 0 ? Infinity : queuePackets;
  }

  /**
   * A packet comes.
   *
   * @param bytes Its size.
   * @param nowMs When it comes; never earlier than the one before.
   * @returns When its last bit will have been sent, or {@linkcode NO_ROOM}.
   */
  pass(bytes: number, nowMs: number): number {
    if (this.#millisecondsPerByte === 0) return nowMs;
    this.#forgetSent(nowMs);
    if (
      this.#bytesWaiting + bytes > this.#queueBytes ||
      this.#packetsWaiting + 1 > this.#queuePackets
    ) return NO_ROOM;
    const beginMs = Math.max(nowMs, this.#freeAtMs);
    this.#freeAtMs = beginMs + bytes * this.#millisecondsPerByte;
    this.#remember(bytes, this.#freeAtMs);
    this.#note(beginMs - nowMs);
    return this.#freeAtMs;
  }

  /** Most bytes that were in the queue at once, the packet being sent included. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Longest time that a packet has waited until its first bit was sent, in milliseconds. */
  get longestMs(): number {
    return this.#longestMs;
  }

  /** Mean of that time; 0 where no packet came. */
  get meanMs(): number {
    return this.#count === 0 ? 0 : this.#totalMs / this.#count;
  }

  #note(waitedMs: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, this.#bytesWaiting);
    this.#longestMs = Math.max(this.#longestMs, waitedMs);
    this.#totalMs += waitedMs;
    this.#count++;
  }

  #forgetSent(nowMs: number): void {
    const mask = this.#bytes.length - 1;
    while (
      this.#packetsWaiting > 0 && this.#sentAtMs[this.#oldest]! <= nowMs
    ) {
      this.#bytesWaiting -= this.#bytes[this.#oldest]!;
      this.#oldest = (this.#oldest + 1) & mask;
      this.#packetsWaiting--;
    }
  }

  #remember(bytes: number, sentAtMs: number): void {
    if (this.#packetsWaiting === this.#bytes.length) this.#grow();
    const index = (this.#oldest + this.#packetsWaiting) &
      (this.#bytes.length - 1);
    this.#bytes[index] = bytes;
    this.#sentAtMs[index] = sentAtMs;
    this.#packetsWaiting++;
    this.#bytesWaiting += bytes;
  }

  #grow(): void {
    const length = this.#bytes.length;
    const bytes = new Int32Array(2 * length);
    const sentAtMs = new Float64Array(2 * length);
    for (let index = 0; index < length; index++) {
      const from = (this.#oldest + index) & (length - 1);
      bytes[index] = this.#bytes[from]!;
      sentAtMs[index] = this.#sentAtMs[from]!;
    }
    this.#bytes = bytes;
    this.#sentAtMs = sentAtMs;
    this.#oldest = 0;
  }
}
