/**
 * What the parts of the benchmark share: the books, the blocks, and a place for what
 * they find.
 *
 * @module
 */

import { Progress } from "../experiment/progress.ts";
import { schedule } from "../experiment/schedule.ts";
import type { Contender, ContenderKind, Content } from "./contender.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import type { Sample } from "./sample.ts";

/** A trial that failed, or a contender that could not be started. */
export interface Failure {
  /** Part of the benchmark. */
  part: string;
  /** Who failed; empty where the machine cannot do the part. */
  contender: string;
  /** At what; empty where it did not start. */
  condition: string;
  /** Block of the schedule; 0 where it did not start. */
  block: number;
  /** What it said. */
  reason: string;
}

/** A contender that this machine does not have. */
export interface Missing {
  /** Its name. */
  contender: string;
  /** What is missing, and what brings it. */
  reason: string;
}

/** One thing that is measured in each block. */
export interface Task {
  /** Who is measured. */
  contender: string;
  /** Under which condition; empty where the part has only one. */
  condition: string;
  /** Blocks that are measured, at least 1. */
  blocks: number;
  /** Whether block 0, which warms the processes up, has it too. */
  warmsUp: boolean;
  /** Measures it once. */
  measure: (block: number) => Promise<Measurement[]>;
}

/** A number with its name. */
export type Measurement =
  & Pick<Sample, "metric" | "unit" | "value">
  & Partial<Pick<Sample, "details">>;

/** How a benchmark is done. */
export interface WorkbenchOptions {
  /** Blocks of what takes longest; the other parts do multiples of it. */
  repetitions: number;
  /** Decides the order within the blocks. */
  seed: number;
  /** Folder for the contents and for whatever contenders write. */
  scratch: string;
  /** Ends everything. */
  signal: AbortSignal;
}

/** Collects what is measured. */
export class Workbench {
  /** How it is done. */
  readonly options: WorkbenchOptions;
  /** Every number so far. */
  readonly samples: Sample[] = [];
  /** Everything that went wrong so far. */
  readonly failures: Failure[] = [];
  /** Contenders that could not take part. */
  readonly missing: Missing[] = [];

  /**
   * Nothing is measured yet.
   *
   * @param options How it is to be done.
   */
  constructor(options: WorkbenchOptions) {
    this.options = options;
  }

  /**
   * Leaves out the contenders that this machine does not have, and notes them.
   *
   * @param kinds The contenders that a part would like.
   * @returns Those that are here.
   */
  async present<Kind extends Pick<ContenderKind, "name" | "missing">>(
    kinds: readonly Kind[],
  ): Promise<Kind[]> {
    const here: Kind[] = [];
    for (const kind of kinds) {
      const reason = await kind.missing();
      if (reason === undefined) here.push(kind);
      else if (!this.missing.some(({ contender }) => contender === kind.name)) {
        this.missing.push({ contender: kind.name, reason });
      }
    }
    return here;
  }

  /**
   * Starts the contenders of a part, those that this machine has.
   *
   * @param part Name of the part.
   * @param kinds The contenders.
   * @param content What they are going to move.
   * @returns The contenders by their names; disposing of it ends them.
   */
  async open(
    part: string,
    kinds: readonly ContenderKind[],
    content: Content,
  ): Promise<OpenContenders> {
    const { scratch, signal } = this.options;
    const open = new OpenContenders();
    for (const kind of await this.present(kinds)) {
      try {
        open.add(kind.name, await kind.open({ content, scratch, signal }));
      } catch (error) {
        this.#note(
          { part, contender: kind.name, condition: "", block: 0 },
          error,
        );
      }
    }
    return open;
  }

  /**
   * Does a part; where the machine cannot do it, that is noted.
   *
   * @param part Name of the part.
   * @param work What it does.
   * @throws Where the benchmark is ended.
   */
  async attempt(part: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.options.signal.throwIfAborted();
      if (!(error instanceof PeerError)) throw error;
      this.#note({ part, contender: "", condition: "", block: 0 }, error);
    }
  }

  /**
   * Measures every task once in each block, in orders drawn from the seed.
   *
   * @param part Name of the part.
   * @param tasks What to measure.
   * @throws Where the benchmark is ended; a task that fails is noted instead.
   */
  async measure(part: string, tasks: readonly Task[]): Promise<void> {
    const { seed, signal } = this.options;
    if (tasks.length === 0) return;
    const planned = schedule(tasks, {
      experiment: `bench ${part}`,
      seed,
      repetitions: Math.max(...tasks.map(({ blocks }) => blocks)),
    }).filter(({ block, condition: { blocks, warmsUp } }) =>
      block === 0 ? warmsUp : block <= blocks
    );
    using progress = new Progress(`bench ${part}`);
    for (
      const [done, { block, warmUp, condition: task }] of planned.entries()
    ) {
      signal.throwIfAborted();
      const { contender, condition } = task;
      progress.show({
        done,
        total: planned.length,
        condition: `${contender} ${condition}`,
      });
      try {
        for (const measurement of await task.measure(block)) {
          this.samples.push({
            part,
            condition,
            contender,
            block,
            warm_up: warmUp,
            details: {},
            ...measurement,
          });
        }
      } catch (error) {
        signal.throwIfAborted();
        this.#note({ part, contender, condition, block }, error);
      }
    }
  }

  #note(where: Omit<Failure, "reason">, error: unknown): void {
    this.failures.push({
      ...where,
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Contenders that are ready, by their names. */
export class OpenContenders implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack();
  /** The contenders. */
  readonly byName: Map<string, Contender> = new Map();

  /**
   * Takes one over.
   *
   * @param name What it is called.
   * @param contender It.
   */
  add(name: string, contender: Contender): void {
    this.byName.set(name, this.#stack.use(contender));
  }

  /** Ends them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
