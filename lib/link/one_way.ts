/**
 * One direction of a link: takes packets from one device, decides what becomes of them,
 * and hands them to the other device when they are due.
 *
 * In this order: the rules, random loss, loss in bursts, the bottleneck, damage, copying,
 * the delay, holding back. A copy follows its original at once, or goes when that would
 * have gone, where the original is held back.
 *
 * @module
 */

import type { DirectionAccount } from "./account.ts";
import { Bottleneck, NO_ROOM } from "./bottleneck.ts";
import { type Chances, chancesOf } from "./chance.ts";
import { damage } from "./damage.ts";
import { DelayLine } from "./delay_line.ts";
import { linkCalls } from "./link_calls.ts";
import { DIRECTIONS, type DirectionSpec } from "./link_spec.ts";
import { monotonicMs } from "./monotonic_clock.ts";
import type { PacketPool } from "./packet_pool.ts";
import { type Recorder, UNRECORDED } from "./recorder.ts";
import type { Judge } from "./rule_chain.ts";
import type { DropCause } from "./trace.ts";

/**
 * How long after its time a packet that is held back waits for others to come, in
 * milliseconds. What the link has taken by then still passes it, however much later that
 * is due. If fewer have come than are to pass it, it goes then, and is not counted as
 * reordered.
 */
const LONGEST_HOLD_MS = 20;

/** A packet that waits to be overtaken. */
interface Held {
  slot: number;
  /** When it would have been due. */
  dueMs: number;
  /** Packets that have yet to pass it. */
  toPass: number;
  /** When it goes if too few have come to pass it. */
  latestMs: number;
}

/** What one direction needs. */
export interface OneWayOptions {
  /** Its place in {@linkcode DIRECTIONS}. */
  direction: number;
  /** What it does to packets. */
  spec: DirectionSpec;
  /** Of this trial; each direction draws its own sequences from it. */
  seed: string;
  /** Memory of the packets. */
  pool: PacketPool;
  /** The device that packets come from. */
  from: number;
  /** The device that they go to. */
  to: number;
  /** What the rules say about each packet, if there are any. */
  judge: Judge | undefined;
  /** Where packets are recorded, if they are. */
  recorder: Recorder | undefined;
  /** When the trial began, on the link's clock. */
  startMs: number;
}

/** One direction of a link during one trial. */
export class OneWay {
  #options: OneWayOptions;
  #spec: DirectionSpec;
  #pool: PacketPool;
  #calls = linkCalls();
  #chances: Chances;
  #bottleneck: Bottleneck;
  #line = new DelayLine();
  #held: Held[] = [];
  /** By slot: size of the packet, and its number in the trace. */
  #bytes: number[] = [];
  #traced: number[] = [];
  /** Packets that were due never become due before this. */
  #lastDueMs = -Infinity;
  #taken = 0;
  #takenBytes = 0;
  #copied = 0;
  #delivered = 0;
  #deliveredBytes = 0;
  #corrupted = 0;
  #reordered = 0;
  #dropped: Record<DropCause, number> = {
    rule: 0,
    loss: 0,
    burst_loss: 0,
    queue_full: 0,
    refused: 0,
  };

  /**
   * An empty direction.
   *
   * @param options What it needs.
   */
  constructor(options: OneWayOptions) {
    const { spec, seed, direction, pool } = options;
    this.#options = options;
    this.#spec = spec;
    this.#pool = pool;
    this.#chances = chancesOf(spec, `${seed}/${DIRECTIONS[direction]}`);
    this.#bottleneck = new Bottleneck(spec);
  }

  /** When something has to be done next, on the link's clock; Infinity: nothing. */
  get nextMs(): number {
    let nextMs = this.#line.nextMs;
    for (const { latestMs } of this.#held) nextMs = Math.min(nextMs, latestMs);
    return nextMs;
  }

  /** Packets on their way, those held back included. */
  get underway(): number {
    return this.#line.length + this.#held.length;
  }

  /**
   * Takes what has come from the device.
   *
   * @param atMost Packets to take at most.
   * @returns Packets taken; fewer than `atMost`: there are no more.
   */
  pull(atMost: number): number {
    const { from } = this.#options;
    for (let count = 0; count < atMost; count++) {
      const slot = this.#pool.take();
      const bytes = this.#calls.read(
        from,
        this.#pool.pointers[slot]!,
        this.#pool.slotBytes,
      );
      if (bytes <= 0) {
        this.#pool.give(slot);
        return count;
      }
      // read after the packet was: a time from before would let it go too early
      this.#take(slot, bytes, monotonicMs());
    }
    return atMost;
  }

  /**
   * Hands over what is due.
   *
   * @returns Packets handed over.
   */
  push(): number {
    const nowMs = monotonicMs();
    if (this.#held.length > 0) this.#releaseLate(nowMs);
    let count = 0;
    while (this.#line.nextMs <= nowMs) {
      this.#deliver(this.#line.take());
      count++;
    }
    return count;
  }

  /** Forgets what is on its way, and gives its memory back. */
  clear(): void {
    for (const slot of this.#line.clear()) this.#pool.give(slot);
    for (const { slot } of this.#held.splice(0)) this.#pool.give(slot);
  }

  /** The account so far, without what only the devices know. */
  account(): Omit<
    DirectionAccount,
    "device_sent" | "device_dropped" | "device_received"
  > {
    return {
      taken: this.#taken,
      taken_bytes: this.#takenBytes,
      copied: this.#copied,
      delivered: this.#delivered,
      delivered_bytes: this.#deliveredBytes,
      dropped: { ...this.#dropped },
      underway: this.underway,
      corrupted: this.#corrupted,
      reordered: this.#reordered,
      queue_peak_bytes: this.#bottleneck.peakBytes,
      queue_mean_ms: this.#bottleneck.meanMs,
      queue_max_ms: this.#bottleneck.longestMs,
    };
  }

  #take(slot: number, bytes: number, nowMs: number): void {
    const { judge, recorder, direction, startMs } = this.#options;
    const number = ++this.#taken;
    this.#takenBytes += bytes;
    this.#bytes[slot] = bytes;
    const inMs = nowMs - startMs;
    const packet = this.#pool.bytes[slot]!;
    this.#traced[slot] = recorder === undefined ? UNRECORDED : recorder.came(
      { direction, number, inMs },
      packet.subarray(0, bytes),
    );
    const fate = judge?.(packet.subarray(0, bytes), direction, number, inMs);
    // every chance is asked about every packet, or one would change what another decides
    const chances = this.#chances;
    const isLost = chances.loss();
    const isLostInBurst = chances.burstLoss();
    const isCopied = chances.duplicate();
    const isHeld = chances.reorder();
    const isCorrupted = chances.corrupt();
    const jitterMs = chances.jitterMs();
    if (fate?.drop) return this.#drop(slot, "rule");
    if (isLost) return this.#drop(slot, "loss");
    if (isLostInBurst) return this.#drop(slot, "burst_loss");
    const sentMs = this.#bottleneck.pass(bytes, nowMs);
    if (sentMs === NO_ROOM) return this.#drop(slot, "queue_full");
    if (isCorrupted || fate?.corrupt) this.#damage(slot, number);
    const extraMs = fate?.delayMs ?? 0;
    // whatever a rule adds, no packet comes before one that was in front of it
    const dueMs = extraMs +
      Math.max(sentMs + this.#spec.delayMs + jitterMs, this.#lastDueMs);
    const copy = isCopied || fate?.duplicate ? this.#copy(slot) : undefined;
    if (isHeld) {
      this.#hold(slot, dueMs);
      if (copy === undefined) return;
      // it keeps its place in the order, which its original gives up
      if (extraMs === 0) this.#lastDueMs = dueMs;
      this.#line.put(copy, dueMs);
      return;
    }
    if (extraMs === 0) this.#lastDueMs = dueMs;
    this.#line.put(slot, dueMs);
    if (copy !== undefined) this.#line.put(copy, dueMs);
    // what a rule delays passes nobody
    if (this.#held.length > 0 && extraMs === 0) this.#passHeld(dueMs);
  }

  #damage(slot: number, number: number): void {
    const packet = this.#pool.bytes[slot]!.subarray(0, this.#bytes[slot]!);
    if (!damage(packet, (bits) => this.#chances.bitOf(number, bits))) return;
    this.#corrupted++;
    this.#options.recorder?.corrupted(this.#traced[slot]!);
  }

  #copy(original: number): number {
    const copy = this.#pool.take();
    const bytes = this.#bytes[original]!;
    const packet = this.#pool.bytes[original]!.subarray(0, bytes);
    this.#pool.bytes[copy]!.set(packet);
    this.#bytes[copy] = bytes;
    this.#traced[copy] =
      this.#options.recorder?.copied(this.#traced[original]!) ?? UNRECORDED;
    this.#copied++;
    return copy;
  }

  #hold(slot: number, dueMs: number): void {
    this.#held.push({
      slot,
      dueMs,
      toPass: this.#spec.reorderPackets,
      latestMs: dueMs + LONGEST_HOLD_MS,
    });
  }

  /** A packet passes those that are held back. */
  #passHeld(dueMs: number): void {
    for (const held of this.#held) held.toPass--;
    const free = this.#held.filter(({ toPass }) => toPass <= 0);
    if (free.length === 0) return;
    this.#held = this.#held.filter(({ toPass }) => toPass > 0);
    for (const { slot, dueMs: ownMs } of free) {
      this.#reordered++;
      this.#options.recorder?.reordered(this.#traced[slot]!);
      // put after the one that passes, so due after it at the same time
      this.#line.put(slot, Math.max(dueMs, ownMs));
    }
  }

  #releaseLate(nowMs: number): void {
    const late = this.#held.filter(({ latestMs }) => latestMs <= nowMs);
    if (late.length === 0) return;
    this.#held = this.#held.filter(({ latestMs }) => latestMs > nowMs);
    for (const { slot } of late) this.#line.put(slot, nowMs);
  }

  #drop(slot: number, cause: DropCause): void {
    this.#dropped[cause]++;
    this.#options.recorder?.dropped(this.#traced[slot]!, cause);
    this.#pool.give(slot);
  }

  #deliver(slot: number): void {
    const { to, recorder, startMs } = this.#options;
    const bytes = this.#bytes[slot]!;
    // before the write, which does not end until the receiver's kernel has answered
    const outMs = recorder === undefined ? 0 : monotonicMs() - startMs;
    const written = this.#calls.write(to, this.#pool.pointers[slot]!, bytes);
    if (written < 0) return this.#drop(slot, "refused");
    this.#delivered++;
    this.#deliveredBytes += bytes;
    recorder?.went(this.#traced[slot]!, outMs);
    this.#pool.give(slot);
  }
}
