/**
 * The kernel's account of a connection, while it is used.
 *
 * @module
 */

import type { TcpInfo, TcpStream } from "../socket/engine.ts";

/** The account at one moment. */
export interface TcpInfoSample {
  /** Since the sampling began, in milliseconds. */
  at_milliseconds: number;
  /** What the kernel said. */
  info: TcpInfo;
}

/** Takes a sample every so often. */
export class TcpInfoSampler {
  #samples: TcpInfoSample[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * Starts.
   *
   * @param stream The connection.
   * @param everyMs Time between samples, in milliseconds, as exact as a timer is; 0 for no
   * samples.
   */
  constructor(stream: TcpStream, everyMs: number) {
    if (everyMs === 0) return;
    const start = performance.now();
    this.#timer = setInterval(() => {
      const info = stream.info();
      if (info === undefined) return;
      this.#samples.push({ at_milliseconds: performance.now() - start, info });
    }, everyMs);
  }

  /**
   * Ends.
   *
   * @returns The samples in order; `undefined` where none was asked for.
   */
  stop(): TcpInfoSample[] | undefined {
    if (this.#timer === undefined) return undefined;
    clearInterval(this.#timer);
    return this.#samples;
  }
}
