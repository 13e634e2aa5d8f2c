/**
 * Options of a run, the same for `deno task lab` and behind `deno test … --`.
 *
 * @module
 */

import { ENGINE_NAMES } from "../socket/engines.ts";
import { CommandLine } from "./command_line.ts";

/** How a run is to be done. */
export interface RunOptions {
  /** Measured blocks, at least 1. The warm-up block comes before them. */
  repetitions: number;
  /** Decides the order of the trials. */
  seed: number;
  /** Folder of books, or the stand-ins. */
  corpus: string | undefined;
  /** Whole books and long waits, also where a condition would take a part by default. */
  full: boolean;
  /** Folder for runs. */
  output: string | undefined;
  /**
   * `deno` or `libc`; where undefined, an experiment that compares engines takes all of
   * them, and every other one takes `deno`.
   */
  engine: string | undefined;
  /** How often the kernel is asked about TCP connections, in milliseconds; 0 for never. */
  sampleTcpInfoMs: number;
}

/** Blocks that a run measures unless told otherwise. */
export const DEFAULT_REPETITIONS = 5;

/** Engine of experiments that do not compare engines. */
export const DEFAULT_ENGINE = "deno";

const LONGEST_SAMPLE_INTERVAL_MS = 60_000;

/** Most blocks: a typing error should not measure for a week. */
const MOST_REPETITIONS = 10_000;

/** What `--help` says of these options. */
export const RUN_OPTIONS_HELP = `\
  --repetitions N  measured blocks, after one warm-up block (default ${DEFAULT_REPETITIONS})
  --seed N         decides the order of the trials (default: drawn, and recorded)
  --corpus DIR     a folder of any files to use as books (default: stand-ins)
  --full           whole books and long waits everywhere
  --output DIR     folder for the run's folder (default: reports)
  --engine NAME    how endpoints do socket I/O: ${ENGINE_NAMES.join(", ")}
                   (default: deno, and all of them where the engine is a factor)
  --sample-tcp-info MS  ask the kernel about every TCP connection so often while it is
                   used (default 0: only at its end)`;

/** Names of the options that take a value. */
export const RUN_OPTIONS_WITH_VALUE = [
  "repetitions",
  "seed",
  "corpus",
  "output",
  "engine",
  "sample-tcp-info",
] as const;

/** Names of the options that take none. */
export const RUN_OPTIONS_WITHOUT_VALUE = ["full"] as const;

/**
 * Reads the options of a run.
 *
 * @param line A command line that knows at least the options of a run.
 * @param defaults What differs from the defaults of this module.
 * @returns The options.
 * @throws {OptionError} Naming the option that cannot be used.
 */
export function runOptionsOf(
  line: CommandLine,
  defaults: { repetitions?: number } = {},
): RunOptions {
  return {
    repetitions: line.wholeNumber("repetitions", {
      lowest: 1,
      highest: MOST_REPETITIONS,
      otherwise: defaults.repetitions ?? DEFAULT_REPETITIONS,
    }),
    seed: line.wholeNumber("seed", {
      lowest: 0,
      highest: 0xffff_ffff,
      otherwise: drawSeed(),
    }),
    corpus: line.value("corpus"),
    full: line.flag("full"),
    output: line.value("output"),
    engine: line.value("engine") === undefined
      ? undefined
      : line.oneOf("engine", ENGINE_NAMES, DEFAULT_ENGINE),
    sampleTcpInfoMs: line.wholeNumber("sample-tcp-info", {
      lowest: 0,
      highest: LONGEST_SAMPLE_INTERVAL_MS,
      otherwise: 0,
    }),
  };
}

/**
 * Reads a command line that has nothing but options of a run.
 *
 * @param args Its words.
 * @returns The options.
 * @throws {OptionError} Naming the option that is unknown or cannot be used.
 */
export function parseRunOptions(args: string[]): RunOptions {
  return runOptionsOf(
    new CommandLine(args, {
      values: RUN_OPTIONS_WITH_VALUE,
      flags: RUN_OPTIONS_WITHOUT_VALUE,
    }),
  );
}

/**
 * The options as words again, for handing them on.
 *
 * @param options The options.
 * @returns Words that {@linkcode parseRunOptions} reads as the same options.
 */
export function formatRunOptions(options: RunOptions): string[] {
  return [
    `--repetitions=${options.repetitions}`,
    `--seed=${options.seed}`,
    ...(options.engine === undefined ? [] : [`--engine=${options.engine}`]),
    ...(options.sampleTcpInfoMs === 0
      ? []
      : [`--sample-tcp-info=${options.sampleTcpInfoMs}`]),
    ...(options.corpus === undefined ? [] : [`--corpus=${options.corpus}`]),
    ...(options.output === undefined ? [] : [`--output=${options.output}`]),
    ...(options.full ? ["--full"] : []),
  ];
}

function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}
