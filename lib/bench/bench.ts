/**
 * The benchmark: its parts in their order, and what comes out of them.
 *
 * @module
 */

import type { Corpus } from "../corpus/corpus.ts";
import {
  describeEnvironment,
  type Environment,
} from "../kernel/environment.ts";
import { CLIENTS_PART } from "./clients_part.ts";
import { judge, type Judgement } from "./goal.ts";
import { LINK_PART } from "./link_part.ts";
import { LOSSLESS_PART } from "./lossless_part.ts";
import { MEMORY_PART } from "./memory_part.ts";
import type { Part } from "./part.ts";
import { PAUSE_PART } from "./pause_part.ts";
import { PROGRAM_NAMES, programVersion } from "./programs.ts";
import type { Sample } from "./sample.ts";
import { START_PART } from "./start_part.ts";
import { TCP_PART } from "./tcp_part.ts";
import { UDP_PART } from "./udp_part.ts";
import { type Failure, type Missing, Workbench } from "./workbench.ts";

/** Version of the result's form. Raise it with any change of its fields. */
export const BENCH_SCHEMA = 1;

/** Every part, in the order in which they are done. */
export const PARTS: readonly Part[] = [
  TCP_PART,
  UDP_PART,
  LOSSLESS_PART,
  CLIENTS_PART,
  PAUSE_PART,
  MEMORY_PART,
  START_PART,
  LINK_PART,
];

/** How to do the benchmark. */
export interface BenchOptions {
  /** Blocks of what takes longest, at least 1; the other parts do multiples of it. */
  repetitions: number;
  /** Decides the order within the blocks. */
  seed: number;
  /** The books. */
  corpus: Corpus;
  /** What is to be done, of {@linkcode PARTS}. */
  parts: readonly Part[];
  /** Folder for temporary files; it has to be removed afterwards. */
  scratch: string;
  /** Ends everything. */
  signal: AbortSignal;
  /** Called after each part with what is known by then. */
  onPart: (part: Part, result: BenchResult) => void | Promise<void>;
}

/** What a benchmark comes to, as the result file has it. */
export interface BenchResult {
  /** {@linkcode BENCH_SCHEMA}. */
  schema: number;
  /** When it began, ISO 8601 in UTC. */
  started_at: string;
  /** Blocks of what takes longest. */
  repetitions: number;
  /** Decides the order within the blocks. */
  seed: number;
  /** Names of the parts that were asked for. */
  parts: string[];
  /** The books: name and size. */
  books: { name: string; bytes: number }[];
  /** The machine. */
  environment: Environment;
  /** What each program says of its version; `null` where it is not here. */
  versions: Record<string, string | null>;
  /** Contenders that could not take part. */
  missing: Missing[];
  /** What went wrong. */
  failures: Failure[];
  /** What became of the goals of the parts that were done. */
  judgements: Judgement[];
  /** Every number. */
  samples: Sample[];
}

/**
 * Does the benchmark. The measuring lock is the caller's to take.
 *
 * @param options What to do, and how.
 * @returns All that came out of it.
 * @throws Where it is ended by its signal.
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { repetitions, seed, corpus, parts, scratch, signal } = options;
  const bench = new Workbench({ repetitions, seed, scratch, signal });
  const result: BenchResult = {
    schema: BENCH_SCHEMA,
    started_at: new Date().toISOString(),
    repetitions,
    seed,
    parts: parts.map(({ name }) => name),
    books: corpus.books.map(({ name, bytes }) => ({ name, bytes })),
    environment: await describeEnvironment(),
    versions: await versions(),
    missing: bench.missing,
    failures: bench.failures,
    judgements: [],
    samples: bench.samples,
  };
  for (const part of parts) {
    signal.throwIfAborted();
    await bench.attempt(part.name, () => part.run(bench, corpus));
    result.judgements.push(
      ...part.goals.map((goal) => judge(goal, bench.samples)),
    );
    await options.onPart(part, result);
  }
  return result;
}

async function versions(): Promise<Record<string, string | null>> {
  const entries = PROGRAM_NAMES.map(async (name) =>
    [name, await programVersion(name) ?? null] as const
  );
  return Object.fromEntries(await Promise.all(entries));
}
