/**
 * A link with two endpoints for the benchmark, and what every trial on it has in common.
 *
 * @module
 */

import { dirname } from "@std/path";
import { Lab } from "../../experiment/lab.ts";
import { openSums } from "../../link/account.ts";
import type { LinkOutcome } from "../../link/link.ts";
import type { LinkSpec } from "../../link/link_spec.ts";
import type { Content, OpenOptions } from "../contender.ts";
import { LIBC } from "../engine_contender.ts";

/** One trial on a link. */
export interface LinkTrial<Result> {
  /** What the link does. */
  spec: LinkSpec;
  /** Of all that chance decides. */
  seed: string;
  /** Whether packets are recorded; not unless said. */
  trace?: boolean;
  /** What is done meanwhile. */
  act: (lab: Lab) => Promise<Result>;
}

/** A link that is ready for trials. Dispose of it. */
export class LinkBench implements AsyncDisposable {
  /** The endpoints on both of its hosts, with the content as their only book. */
  readonly lab: Lab;
  /** What they move. */
  readonly content: Content;
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly #release: () => void;
  #trials = 0;
  #openSums: string[] = [];

  private constructor(lab: Lab, { content, signal }: OpenOptions) {
    this.lab = lab;
    this.content = content;
    this.signal = signal;
    const end = () => void lab[Symbol.asyncDispose]();
    signal.addEventListener("abort", end);
    this.#release = () => signal.removeEventListener("abort", end);
  }

  /**
   * Makes the link and starts the endpoints.
   *
   * @param options What they move, and what ends them.
   * @returns The link.
   * @throws {LinkError} Where no link can be made here.
   */
  static async open(options: OpenOptions): Promise<LinkBench> {
    const { content: { path, bytes }, scratch } = options;
    const lab = await Lab.open({
      corpus: {
        directory: dirname(path),
        isStandIn: false,
        books: [{ index: 0, name: "content", path, bytes }],
      },
      full: false,
      engine: LIBC.engine,
      sampleTcpInfoMs: 0,
      servers: 1,
      clients: 1,
      spillDirectory: scratch,
      path: { kind: "link", rules: [], prefix: false },
    });
    return new LinkBench(lab, options);
  }

  /** Trials so far. */
  get trials(): number {
    return this.#trials;
  }

  /** What did not add up in the accounts of all trials so far. */
  get openSums(): readonly string[] {
    return this.#openSums;
  }

  /**
   * Does one trial.
   *
   * @param trial What to do.
   * @returns What came of it, and what became of every packet.
   */
  async during<Result>(
    { spec, seed, trace = false, act }: LinkTrial<Result>,
  ): Promise<{ result: Result; onLink: LinkOutcome }> {
    await this.lab.beginTrial(spec, { seed, trace });
    const result = await act(this.lab);
    const onLink = (await this.lab.endTrial())!;
    this.#trials++;
    this.#openSums.push(...openSums(onLink.account));
    return { result, onLink };
  }

  /** Ends the endpoints and the link. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#release();
    await this.lab[Symbol.asyncDispose]();
  }
}
