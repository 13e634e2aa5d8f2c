/**
 * Carries packets between two TUN devices: the loop of a link's process.
 *
 * It waits by looking, not by sleeping, as long as packets are on their way or have just
 * been: a core that sleeps takes up to milliseconds to wake up on a virtual machine, and
 * that would be added to every delay. Between two looks whoever else wants the core may
 * have it (sched_yield(2)). Where somebody does, it sleeps after all: whoever gives way has
 * to wait for a whole time slice, but who wakes up from sleep on a core that is awake is
 * soon let in.
 *
 * @module
 */

import { libc } from "../kernel/libc.ts";
import {
  LINK_ENDS,
  type LinkEnd,
  type LinkSpec,
  otherEnd,
  SENT_BY,
} from "./link_spec.ts";
import { linkCalls } from "./link_calls.ts";
import { monotonicMs } from "./monotonic_clock.ts";
import { OneWay } from "./one_way.ts";
import { PacketPool } from "./packet_pool.ts";
import type { Recorder } from "./recorder.ts";
import type { Judge } from "./rule_chain.ts";
import { DEVICE_QUEUE_PACKETS } from "./tun_device.ts";

/** poll(2) */
const POLLIN = 1;

/** Packets that one direction may take before the other one has its turn. */
const PACKETS_PER_TURN = 16;

/** After a packet, the next one is looked for so long before the thread sleeps. */
const LOOK_AFTER_PACKET_MS = 2;

/** The thread sleeps no nearer than this to the time at which something is due. */
const WAKE_EARLY_MS = 5;

/** Giving way takes a microsecond, or this at least if somebody else has used the core. */
const CROWDED_MS = 0.2;

/** For so long after that the thread sleeps instead of looking. */
const CROWDED_FOR_MS = 1000;

/** It then sleeps no nearer than this to what is due: what waking up takes. */
const WAKE_EARLY_IN_CROWD_MS = 0.15;

/** Lets timers expire when they should, and not up to 50 µs later (prctl(2)). */
const PR_SET_TIMERSLACK = 29;

/** While it looks, what else there is to do is looked for this often. */
const LOOK_ELSEWHERE_MS = 0.5;

/** The longest sleep of a caller who has a condition of his own, to be asked about it. */
const LONGEST_SLEEP_MS = 5;

/** Descriptors of the devices of a link, by the end whose namespace they are in. */
export type LinkDevices = Readonly<Record<LinkEnd, number>>;

/** What a trial changes about a link. */
export interface CarriedTrial {
  /** What the link does. */
  spec: LinkSpec;
  /** Of all that chance decides. */
  seed: string;
  /** What the rules say, if there are any. */
  judge: Judge | undefined;
  /** Where packets are recorded, if they are. */
  recorder: Recorder | undefined;
}

/** Carries packets. */
export class Carrier {
  #devices: LinkDevices;
  #pool = new PacketPool(0);
  #ways: OneWay[] = [];
  #startMs = 0;
  #lastPacketMs = -Infinity;
  #crowdedUntilMs = -Infinity;
  #polled = new Int32Array(6);
  #timeout = new Int32Array(4);

  /**
   * Does nothing until {@linkcode begin}.
   *
   * @param devices Both ends.
   */
  constructor(devices: LinkDevices) {
    this.#devices = devices;
    libc()!.prctl(PR_SET_TIMERSLACK, 1n, 0n, 0n, 0n);
  }

  /**
   * Begins a trial: what is still on its way is forgotten, and all counts begin at 0. What
   * waits in the devices comes in it, unless {@linkcode discardWaiting} was called.
   *
   * @param trial What it changes.
   */
  begin({ spec, seed, judge, recorder }: CarriedTrial): void {
    for (const way of this.#ways) way.clear();
    if (this.#pool.slotBytes < spec.mtuBytes) {
      this.#pool = new PacketPool(spec.mtuBytes);
    }
    this.#startMs = monotonicMs();
    // in the order of the directions
    this.#ways = LINK_ENDS.map((end, direction) =>
      new OneWay({
        direction,
        spec: spec[SENT_BY[end]],
        seed,
        pool: this.#pool,
        from: this.#devices[end],
        to: this.#devices[otherEnd(end)],
        judge,
        recorder,
        startMs: this.#startMs,
      })
    );
  }

  /**
   * Takes what waits in the devices, and forgets it. No more than fits in their queues, so
   * that it ends also where somebody sends all the time.
   */
  discardWaiting(): void {
    const slot = this.#pool.take();
    const pointer = this.#pool.pointers[slot]!;
    for (const end of LINK_ENDS) {
      let left = DEVICE_QUEUE_PACKETS;
      // what is longer than the slot is cut off, and taken all the same
      while (
        left > 0 &&
        linkCalls().read(this.#devices[end], pointer, this.#pool.slotBytes) > 0
      ) left--;
    }
    this.#pool.give(slot);
  }

  /** The two directions of the trial, the server's first. */
  get ways(): readonly OneWay[] {
    return this.#ways;
  }

  /** Packets on their way. */
  get underway(): number {
    return this.#ways.reduce((sum, { underway }) => sum + underway, 0);
  }

  /** When the last packet came or went, in milliseconds of the link's clock. */
  get lastPacketMs(): number {
    return this.#lastPacketMs;
  }

  /**
   * Carries packets until there is something else to do. Where nothing is on its way, it
   * sleeps until a packet comes, and takes no time of the processor.
   *
   * @param input A descriptor; when it can be read, there is; -1 for none.
   * @param isOver Asked every now and then; when it says yes, there is.
   */
  carry(input: number, isOver?: (nowMs: number) => boolean): void {
    const longestSleepMs = isOver === undefined ? Infinity : LONGEST_SLEEP_MS;
    let lookedElsewhereMs = -Infinity;
    for (;;) {
      const nowMs = monotonicMs();
      const hasMoved = this.#move();
      if (hasMoved) this.#lastPacketMs = nowMs;
      if (nowMs - lookedElsewhereMs >= LOOK_ELSEWHERE_MS) {
        lookedElsewhereMs = nowMs;
        if (this.#poll(input, 0) || isOver?.(nowMs)) return;
      }
      if (hasMoved) continue;
      const sleepMs = Math.min(
        this.#nextMs() - nowMs - this.#lookBeforeMs(nowMs),
        longestSleepMs,
      );
      if (sleepMs <= 0) {
        if (nowMs >= this.#crowdedUntilMs) this.#giveWay();
      } else if (this.#poll(input, sleepMs) || isOver?.(monotonicMs())) return;
    }
  }

  /** How long before something is due, or may come, the thread looks instead of sleeping. */
  #lookBeforeMs(nowMs: number): number {
    if (nowMs < this.#crowdedUntilMs) return WAKE_EARLY_IN_CROWD_MS;
    return nowMs - this.#lastPacketMs < LOOK_AFTER_PACKET_MS
      ? Infinity
      : WAKE_EARLY_MS;
  }

  /** Lets somebody else have the core, and notes whether somebody wanted it. */
  #giveWay(): void {
    const beforeMs = monotonicMs();
    libc()!.sched_yield();
    const afterMs = monotonicMs();
    if (afterMs - beforeMs >= CROWDED_MS) {
      this.#crowdedUntilMs = afterMs + CROWDED_FOR_MS;
    }
  }

  /** Takes what has come and hands over what is due, once; says whether there was any. */
  #move(): boolean {
    let moved = 0;
    for (const way of this.#ways) {
      moved += way.pull(PACKETS_PER_TURN);
      moved += way.push();
    }
    return moved > 0;
  }

  #nextMs(): number {
    return this.#ways.reduce(
      (next, way) => Math.min(next, way.nextMs),
      Infinity,
    );
  }

  /** Sleeps until a packet comes or the input can be read; says whether it can. */
  #poll(input: number, sleepMs: number): boolean {
    const polled = this.#polled;
    const { server, client } = this.#devices;
    // struct pollfd: descriptor, then events and revents in one word
    polled[0] = input;
    polled[2] = server;
    polled[4] = client;
    polled[1] = polled[3] = polled[5] = POLLIN;
    this.#timeout[0] = Math.floor(sleepMs / 1e3);
    this.#timeout[2] = Math.floor((sleepMs % 1e3) * 1e6);
    const ready = libc()!.ppoll(
      polled,
      sleepMs === 0 ? 1 : 3,
      sleepMs === Infinity ? null : this.#timeout,
      null,
    );
    return ready > 0 && (polled[1]! >>> 16) !== 0;
  }
}
