/**
 * Waiting for sockets without holding up the event loop, for an engine that makes
 * system calls itself.
 *
 * Deno's event loop does not watch descriptors that it has not opened. So this module
 * asks the kernel with ppoll(2), between turns of the event loop. What makes it fast:
 *
 * - Whoever has to wait, while every other socket of the process is waiting too, waits
 *   on the spot: it looks for a moment, then blocks in ppoll(2). No promise, no turn of
 *   the event loop.
 * - Whoever never has to wait gives up its slice after a while, so that timers, other
 *   sockets and the process's stdin get their turn.
 * - Now and then it takes a breath: some turns of the event loop in which nothing of this
 *   module lasts. The runtime needs them to notice what its own pipes and sockets bring.
 * - When nothing has happened for a second, the kernel is asked a hundred times a second
 *   from a timer, and the process costs next to nothing.
 *
 * @module
 */

import { clearImmediate, setImmediate } from "node:timers";
import { errno, libc } from "../kernel/libc.ts";
import type { Soon } from "./engine.ts";

/** Something to receive, or a connection to accept (poll(2)). */
export const POLLIN = 1;
/** Room to send. */
export const POLLOUT = 4;

const EINTR = 4;
const CLOCK_MONOTONIC = 1;
const PR_SET_TIMERSLACK = 29;

/** How long one task may keep the event loop to itself. */
const SLICE_MS = 2;
/** After how many calls, or bytes, a task looks at the clock and at the others. */
const CALLS_BETWEEN_LOOKS = 256;
const BYTES_BETWEEN_LOOKS = 64 * 1024;
/** Longest time in the kernel at once: what else the process has to do waits so long. */
const LONGEST_BLOCK_MS = 1;
/** How long a task that waits on the spot keeps its core awake for an event. */
const LOOK_BEFORE_BLOCKING_MS = 0.1;
/** The same while a socket is in the hands of something else than this module. */
const SHORT_BLOCK_MS = 0.1;
/** Turns without any event before it blocks at all in that case. */
const QUIET_TURNS = 20;
/**
 * As long as the next turn is always due at once, the runtime looks at descriptors of its
 * own in one turn of 61 only (Tokio, `event_interval` of `runtime::Builder`). Turns that
 * last a millisecond would keep stdin waiting for a twentieth of a second. A breath is
 * that many turns without any waiting, which takes a third of a millisecond.
 */
const TURNS_OF_A_BREATH = 61;
const BREATH_EVERY_MS = 10;
/** The same while there is always something to do: then a breath keeps it waiting. */
const LONGEST_WITHOUT_BREATH_MS = 100;
/** After so long without an event the process goes idle. */
const IDLE_AFTER_MS = 1_000;
const IDLE_LOOK_MS = 10;
/**
 * How much earlier than wanted the kernel is asked to wake us: a sleep lasts about
 * 25 µs longer than asked for, on the machine where this was measured. The rest is
 * spent looking at the clock.
 */
const WAKE_EARLY_MS = 0.04;

interface Waiter {
  descriptor: number;
  events: number;
  /** Told whether the descriptor is ready; it is not once its socket was closed. */
  resolve: (ready: boolean) => void;
}

interface Sleeper {
  deadlineMs: number;
  resolve: () => void;
}

/** All sockets of the process that wait, and what waits beside them. */
export class Readiness {
  #waiting: Waiter[] = [];
  #sleeping: Sleeper[] = [];
  /** Tasks that have given up their slice. */
  #resting: (() => void)[] = [];
  #openSockets = 0;
  #calls = 0;
  #bytes = 0;
  #sliceEndMs = 0;
  #lastEventMs = 0;
  #quietTurns = 0;
  /** Turns that are left of the breath; 0 between two of them. */
  #breath = 0;
  #breathedAtMs = 0;
  #immediate: ReturnType<typeof setImmediate> | undefined;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  /** struct pollfd: int fd; short events; short revents. */
  #polled = new Int32Array(2 * 16);
  /** struct timespec. */
  #time = new BigInt64Array(2);
  #hasSmallSlack = false;

  /** A socket was opened: until it waits, it is taken to be busy. */
  opened(): void {
    // the first socket after none: whoever opens it has just been called by the event loop
    if (this.#openSockets === 0) this.#beginSlice(performance.now());
    this.#openSockets++;
  }

  /**
   * A socket is about to be closed: whoever waits for it is told.
   *
   * @param descriptor Its descriptor.
   */
  closing(descriptor: number): void {
    this.#openSockets--;
    const ended = this.#waiting.filter((one) => one.descriptor === descriptor);
    this.#waiting = this.#waiting.filter((one) =>
      one.descriptor !== descriptor
    );
    for (const { resolve } of ended) resolve(false);
    if (!this.#hasWork()) this.#cancel();
  }

  /**
   * Whether the task that has just done something should give way. Costs nothing nearly
   * every time; meant for the innermost loop.
   *
   * @param bytes How much it has moved.
   * @returns True where it should await {@linkcode rest} next.
   */
  sliceIsOver(bytes: number): boolean {
    this.#bytes += bytes;
    if (
      ++this.#calls < CALLS_BETWEEN_LOOKS && this.#bytes < BYTES_BETWEEN_LOOKS
    ) return false;
    this.#calls = this.#bytes = 0;
    return !this.#isAlone() || performance.now() >= this.#sliceEndMs;
  }

  /** Lets everything else have its turn. */
  rest(): Promise<void> {
    return new Promise((resolve) => {
      this.#resting.push(resolve);
      this.#wakeUp();
    });
  }

  /**
   * Waits until something can be done with a descriptor.
   *
   * @param descriptor The descriptor.
   * @param events {@linkcode POLLIN} or {@linkcode POLLOUT}.
   * @param mayBlock Whether nothing else in the process is about to use this socket, so
   * that it may wait on the spot.
   * @returns True once it is ready, or has failed; false where its socket was closed.
   */
  until(
    descriptor: number,
    events: number,
    mayBlock: boolean,
  ): Soon<boolean> {
    if (
      mayBlock && this.#isAlone() && performance.now() < this.#sliceEndMs &&
      this.#waitOnTheSpot({ descriptor, events })
    ) return true;
    return new Promise((resolve) => {
      this.#waiting.push({ descriptor, events, resolve });
      this.#wakeUp();
    });
  }

  /**
   * Sleeps with a timer slack of a nanosecond (prctl(2), PR_SET_TIMERSLACK).
   *
   * @param deadlineMs When to go on, on the clock of `performance.now()`.
   */
  sleepUntil(deadlineMs: number): Soon<void> {
    let now = performance.now();
    if (this.#isAlone() && now < this.#sliceEndMs) {
      const sleepMs = deadlineMs - now - WAKE_EARLY_MS;
      if (sleepMs <= LONGEST_BLOCK_MS) {
        if (sleepMs > 0) this.#sleep(sleepMs);
        while (now < deadlineMs) now = performance.now();
        return;
      }
    }
    return new Promise((resolve) => {
      this.#sleeping.push({ deadlineMs, resolve });
      this.#wakeUp();
    });
  }

  #beginSlice(now: number): void {
    this.#sliceEndMs = now + SLICE_MS;
    this.#calls = this.#bytes = 0;
  }

  #hasWork(): boolean {
    return this.#waiting.length + this.#sleeping.length +
        this.#resting.length > 0;
  }

  /** Whether the task that asks is the only one that has something to do. */
  #isAlone(): boolean {
    return this.#resting.length === 0 && this.#sleeping.length === 0 &&
      this.#openSockets - this.#waiting.length <= 1;
  }

  #schedule(): void {
    if (this.#immediate !== undefined || this.#idleTimer !== undefined) return;
    this.#immediate = setImmediate(this.#turn);
  }

  /** Something new to wait for ends the idle state. */
  #wakeUp(): void {
    this.#lastEventMs = performance.now();
    clearTimeout(this.#idleTimer);
    this.#idleTimer = undefined;
    this.#schedule();
  }

  #cancel(): void {
    clearImmediate(this.#immediate);
    clearTimeout(this.#idleTimer);
    this.#immediate = this.#idleTimer = undefined;
  }

  /** What happens once in every turn of the event loop. */
  #turn = (): void => {
    this.#immediate = this.#idleTimer = undefined;
    const isBreath = this.#breathe();
    // whoever rests would take a whole slice of each of a breath's turns
    const rested = isBreath ? [] : this.#resting.splice(0);
    const eventHappened = this.#poll(
      isBreath ? 0 : this.#blockMs(rested.length > 0),
    );
    const now = performance.now();
    if (!isBreath) this.#beginSlice(now);
    const due = this.#sleeping.filter((one) => one.deadlineMs <= now);
    if (due.length > 0) {
      this.#sleeping = this.#sleeping.filter((one) => one.deadlineMs > now);
    }
    for (const resolve of rested) resolve();
    for (const { resolve } of due) resolve();
    if (eventHappened || rested.length > 0 || due.length > 0) {
      this.#lastEventMs = now;
      this.#quietTurns = 0;
    } else if (!isBreath) {
      this.#quietTurns++;
    }
    if (!this.#hasWork()) return;
    if (this.#isIdle()) {
      this.#idleTimer = setTimeout(this.#turn, IDLE_LOOK_MS);
    } else {
      this.#schedule();
    }
  };

  /** Whether nothing has happened for so long that looking now and then will do. */
  #isIdle(): boolean {
    return this.#sleeping.length === 0 && this.#resting.length === 0 &&
      performance.now() - this.#lastEventMs >= IDLE_AFTER_MS;
  }

  /** Whether this turn is one of a breath. */
  #breathe(): boolean {
    const now = performance.now();
    const isOverdue = now - this.#breathedAtMs >= LONGEST_WITHOUT_BREATH_MS;
    // whoever has something to do goes first, for a while
    if (this.#resting.length > 0 && !isOverdue) {
      this.#breath = 0;
      return false;
    }
    if (this.#breath > 0) {
      this.#breath--;
    } else if (this.#isIdle()) {
      // the event loop has stood still since the last turn, so the runtime has looked
      this.#breathedAtMs = now;
    } else if (now - this.#breathedAtMs >= BREATH_EVERY_MS) {
      this.#breath = TURNS_OF_A_BREATH;
    }
    if (this.#breath === 0) return false;
    if (this.#breath === 1) this.#breathedAtMs = now;
    return true;
  }

  /** How long this turn may wait for an event. */
  #blockMs(someoneIsReady: boolean): number {
    if (someoneIsReady || this.#isIdle()) return 0;
    let longest = LONGEST_BLOCK_MS;
    if (this.#openSockets > this.#waiting.length) {
      // a socket that does not wait is in use, perhaps by something that the next turn
      // of the event loop brings
      longest = this.#quietTurns < QUIET_TURNS ? 0 : SHORT_BLOCK_MS;
    }
    for (const { deadlineMs } of this.#sleeping) {
      longest = Math.min(
        longest,
        deadlineMs - performance.now() - WAKE_EARLY_MS,
      );
    }
    return Math.max(0, longest);
  }

  /**
   * Looks for a moment, then blocks: a core that sleeps takes long to wake up on a
   * virtual machine, sometimes milliseconds. Between two looks whoever else wants the
   * core may have it (sched_yield(2)).
   */
  #waitOnTheSpot(own: { descriptor: number; events: number }): boolean {
    const calls = libc()!;
    const blockAtMs = performance.now() + LOOK_BEFORE_BLOCKING_MS;
    do {
      if (this.#poll(0, own)) return true;
      calls.sched_yield();
    } while (this.#isAlone() && performance.now() < blockAtMs);
    // whoever a look has woken up is waiting for its turn now
    return this.#isAlone() && this.#poll(LONGEST_BLOCK_MS, own);
  }

  /**
   * Asks the kernel, tells those that can go on, and forgets them.
   *
   * @param blockMs How long to wait for the first event, in milliseconds.
   * @param own A descriptor that the caller itself waits for.
   * @returns Whether `own` is ready; without it, whether anything is.
   */
  #poll(
    blockMs: number,
    own?: { descriptor: number; events: number },
  ): boolean {
    const calls = libc()!;
    const count = this.#waiting.length + (own === undefined ? 0 : 1);
    if (count === 0) {
      if (blockMs > 0) this.#sleep(blockMs);
      return false;
    }
    if (this.#polled.length < 2 * count) {
      this.#polled = new Int32Array(4 * count);
    }
    const polled = this.#polled;
    for (let index = 0; index < this.#waiting.length; index++) {
      const { descriptor, events } = this.#waiting[index]!;
      polled[2 * index] = descriptor;
      polled[2 * index + 1] = events;
    }
    if (own !== undefined) {
      polled[2 * count - 2] = own.descriptor;
      polled[2 * count - 1] = own.events;
    }
    const ready = calls.ppoll(polled, count, this.#timespec(blockMs), null);
    if (ready < 0 && errno(calls) !== EINTR) {
      throw new Error(`ppoll() failed with errno ${errno(calls)}`);
    }
    if (ready <= 0) return false;
    // the high half of the second word is revents
    const isReady = (index: number) => (polled[2 * index + 1]! >>> 16) !== 0;
    const ownIsReady = own !== undefined && isReady(count - 1);
    if (ready > (ownIsReady ? 1 : 0)) {
      const asked = this.#waiting;
      this.#waiting = asked.filter((_, index) => !isReady(index));
      asked.forEach(({ resolve }, index) => {
        if (isReady(index)) resolve(true);
      });
      this.#lastEventMs = performance.now();
    }
    return own === undefined ? true : ownIsReady;
  }

  #timespec(milliseconds: number): BigInt64Array<ArrayBuffer> {
    // always below a second
    this.#time[1] = BigInt(Math.floor(milliseconds * 1e6));
    return this.#time;
  }

  #sleep(milliseconds: number): void {
    const calls = libc()!;
    if (!this.#hasSmallSlack) {
      calls.prctl(PR_SET_TIMERSLACK, 1n, 0n, 0n, 0n);
      this.#hasSmallSlack = true;
    }
    calls.clock_nanosleep(
      CLOCK_MONOTONIC,
      0,
      this.#timespec(milliseconds),
      null,
    );
  }
}

/** Of this process. */
export const readiness = new Readiness();
