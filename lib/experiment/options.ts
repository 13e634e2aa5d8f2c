/**
 * Options of a run, the same for `deno task lab` and behind `deno test … --`.
 *
 * @module
 */

import { ENGINE_NAMES } from "../socket/engines.ts";
import {
  CORE_PLACEMENTS,
  type CorePlacement,
  placementMissing,
} from "./core_placement.ts";
import { CommandLine, OptionError } from "./command_line.ts";
import {
  formatNetworkOptions,
  NETWORK_OPTIONS_HELP,
  NETWORK_OPTIONS_WITH_VALUE,
  NETWORK_OPTIONS_WITHOUT_VALUE,
  type NetworkOptions,
  networkOptionsOf,
} from "./network_options.ts";

/** How a run is to be done. */
export interface RunOptions extends NetworkOptions {
  /** Measured blocks, at least 1. The warm-up block comes before them. */
  repetitions: number;
  /** Goes on beyond {@linkcode repetitions} until the figures are precise. */
  until?: Until;
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
  /** On which cores the processes run; as the scheduler likes where undefined. */
  cores?: CorePlacement;
  /** How often the kernel is asked about TCP connections, in milliseconds; 0 for never. */
  sampleTcpInfoMs: number;
}

/** How precise the figures are to become, and how long that may take. */
export interface Until {
  /** Half-width of every interval, as a share of its centre, above 0. */
  ratio: number;
  /** After this time an experiment begins no further block, in seconds. */
  budgetSeconds: number;
}

/** Blocks that a run measures unless told otherwise. */
export const DEFAULT_REPETITIONS = 5;

/** Engine of experiments that do not compare engines. */
export const DEFAULT_ENGINE = "deno";

const LONGEST_SAMPLE_INTERVAL_MS = 60_000;

/** Most blocks: a typing error should not measure for a week. */
export const MOST_REPETITIONS = 10_000;

/** Seconds after which an experiment gives up getting more precise. */
const DEFAULT_BUDGET_SECONDS = 300;

const LONGEST_BUDGET_SECONDS = 7 * 24 * 3600;

const WIDEST_UNTIL_PERCENT = 50;

/** What `--help` says of these options. */
export const RUN_OPTIONS_HELP = `\
  --repetitions N  measured blocks, after one warm-up block (default ${DEFAULT_REPETITIONS})
  --until PERCENT  goes on, block by block, until the half-width of every interval is
                   within so much of its centre, such as 3%: of each planned
                   comparison, and of the median of each condition compared
  --budget SECONDS with --until: an experiment begins no further block after this
                   time (default ${DEFAULT_BUDGET_SECONDS}); what it did not reach is reported
  --seed N         decides the order of the trials (default: drawn, and recorded)
  --corpus DIR     a folder of any files to use as books (default: stand-ins)
  --full           whole books and long waits everywhere
  --output DIR     folder for the run's folder (default: reports)
  --engine NAME    how endpoints do socket I/O: ${ENGINE_NAMES.join(", ")}
                   (default: deno, and all of them where the engine is a factor)
  --cores WHERE    shared: server and client on one core; separate: on two (default:
                   scheduler, as it likes)
  --sample-tcp-info MS  ask the kernel about every TCP connection so often while it is
                   used (default 0: only at its end)
${NETWORK_OPTIONS_HELP}`;

/** Names of the options that take a value. */
export const RUN_OPTIONS_WITH_VALUE = [
  "repetitions",
  "until",
  "budget",
  "seed",
  "corpus",
  "output",
  "engine",
  "cores",
  "sample-tcp-info",
  ...NETWORK_OPTIONS_WITH_VALUE,
] as const;

/** Names of the options that take none. */
export const RUN_OPTIONS_WITHOUT_VALUE = [
  "full",
  ...NETWORK_OPTIONS_WITHOUT_VALUE,
] as const;

/**
 * Reads the options of a run.
 *
 * @param line A command line that knows at least the options of a run.
 * @param defaults What differs from the defaults of this module, and the folder from
 * which paths in `--link` count, where it is not the working directory.
 * @returns The options.
 * @throws {OptionError} Naming the option that cannot be used.
 */
export function runOptionsOf(
  line: CommandLine,
  defaults: { repetitions?: number; readFrom?: string } = {},
): RunOptions {
  const ratio = line.percentage("until", WIDEST_UNTIL_PERCENT);
  const budgetSeconds = line.wholeNumber("budget", {
    lowest: 1,
    highest: LONGEST_BUDGET_SECONDS,
    otherwise: DEFAULT_BUDGET_SECONDS,
  });
  if (line.given("budget") && ratio === undefined) {
    throw new OptionError(
      "--budget is the time that --until may take; without --until it means nothing",
    );
  }
  return {
    repetitions: line.wholeNumber("repetitions", {
      lowest: 1,
      highest: MOST_REPETITIONS,
      otherwise: defaults.repetitions ?? DEFAULT_REPETITIONS,
    }),
    ...(ratio === undefined ? {} : { until: { ratio, budgetSeconds } }),
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
    ...coresOf(line),
    sampleTcpInfoMs: line.wholeNumber("sample-tcp-info", {
      lowest: 0,
      highest: LONGEST_SAMPLE_INTERVAL_MS,
      otherwise: 0,
    }),
    ...networkOptionsOf(line, defaults.readFrom),
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
    ...(options.until === undefined ? [] : [
      `--until=${percent(options.until.ratio)}`,
      `--budget=${options.until.budgetSeconds}`,
    ]),
    `--seed=${options.seed}`,
    ...(options.engine === undefined ? [] : [`--engine=${options.engine}`]),
    ...(options.cores === undefined ? [] : [`--cores=${options.cores}`]),
    ...(options.sampleTcpInfoMs === 0
      ? []
      : [`--sample-tcp-info=${options.sampleTcpInfoMs}`]),
    ...(options.corpus === undefined ? [] : [`--corpus=${options.corpus}`]),
    ...(options.output === undefined ? [] : [`--output=${options.output}`]),
    ...(options.full ? ["--full"] : []),
    ...formatNetworkOptions(options),
  ];
}

function coresOf(line: CommandLine): Pick<RunOptions, "cores"> {
  const cores = line.oneOf("cores", CORE_PLACEMENTS, "scheduler");
  if (cores === "scheduler") return {};
  if (line.given("server-host") || line.given("client-host")) {
    throw new OptionError(
      "--cores places processes of this machine; it means nothing with --server-host or " +
        "--client-host",
    );
  }
  const missing = placementMissing(cores);
  if (missing === undefined) return { cores };
  throw new OptionError(`--cores ${cores} cannot be had here: ${missing}`);
}

/**
 * A share as `--until` takes it.
 *
 * @param ratio Such as 0.03.
 * @returns Such as `3%`.
 */
export function percent(ratio: number): string {
  // 0.07 * 100 is 7.000000000000001
  return `${+(ratio * 100).toFixed(6)}%`;
}

function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}
