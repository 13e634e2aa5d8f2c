/**
 * The folder of a run: its manifest and its records.
 *
 * All test modules of one `deno test` call write into one run. Each module is a
 * program of its own, but they share the process and so its environment: the first
 * one names the folder there, the others find it.
 *
 * @module
 */

import {
  basename,
  dirname,
  fromFileUrl,
  join,
  resolve,
  SEPARATOR,
} from "@std/path";
import type { Corpus } from "../corpus/corpus.ts";
import { digest } from "../corpus/digest.ts";
import { replaceFile } from "../corpus/replace_file.ts";
import { describeEnvironment } from "../kernel/environment.ts";
import { readKernelFile } from "../kernel/read_kernel_file.ts";
import { pathName } from "./path_plan.ts";
import {
  type Manifest,
  MANIFEST_SCHEMA,
  type ManifestExperiment,
} from "./manifest.ts";
import type { RunOptions } from "./options.ts";
import type { TrialRecord } from "./record.ts";

/** Environment variable that names the run's folder to the modules of one process. */
export const RUN_VARIABLE = "TRANSPORT_LAB_RUN";

/** Where runs are kept unless `--output` says otherwise. */
export const REPORTS_DIRECTORY: string = resolve(
  fromFileUrl(new URL("../../reports", import.meta.url)),
);

/** Folder within a run's folder for what was recorded packet by packet. */
const TRACES_DIRECTORY = "traces";

/** How paths within the project begin on this machine. */
const PROJECT_PREFIX = `${dirname(REPORTS_DIRECTORY)}${SEPARATOR}`;

/** A run cannot be recorded. */
export class RecordError extends Error {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "RecordError";
}

/** The folder of the run at hand. */
export class RunFolder {
  /** The folder. */
  readonly path: string;
  #trials: Deno.FsFile;

  private constructor(path: string) {
    this.path = path;
    this.#trials = attempt(
      `write ${join(path, "trials.jsonl")}`,
      () =>
        Deno.openSync(join(path, "trials.jsonl"), {
          append: true,
          create: true,
        }),
    );
  }

  /**
   * The run of this process: the one that an earlier module has begun, or a new one.
   * Meant to be called by one module at a time (see `measuring_lock.ts`).
   *
   * @param options Options of the run.
   * @param corpus Its books.
   * @returns The folder; it has to be closed.
   * @throws {RecordError} Where the folder cannot be written.
   */
  static async open(options: RunOptions, corpus: Corpus): Promise<RunFolder> {
    const begun = Deno.env.get(RUN_VARIABLE);
    if (begun !== undefined && isFile(join(begun, "manifest.json"))) {
      return new RunFolder(begun);
    }
    const path = begun ?? prepareRunPath(options.output);
    const manifest: Manifest = {
      schema: MANIFEST_SCHEMA,
      run: basename(path),
      started_at: new Date().toISOString(),
      command: commandLine(),
      seed: options.seed,
      repetitions: options.repetitions,
      full: options.full,
      engine: options.engine ?? null,
      ...(options.cores === undefined ? {} : { cores: options.cores }),
      link: pathName(options),
      corpus: corpus.isStandIn
        ? "stand-ins"
        : portable(resolve(corpus.directory)),
      books: await Promise.all(
        corpus.books.map(async ({ name, bytes, path }) => ({
          name,
          bytes,
          sha256: await digest(path),
        })),
      ),
      environment: await describeEnvironment(),
      experiments: [],
    };
    try {
      await writeManifest(path, manifest);
    } catch (error) {
      // a folder that stayed empty would only be in the way
      if (begun === undefined) Deno.removeSync(path);
      throw error;
    }
    Deno.env.set(RUN_VARIABLE, path);
    pointLatestTo(path);
    return new RunFolder(path);
  }

  /** What the manifest says now. */
  manifest(): Manifest {
    return JSON.parse(Deno.readTextFileSync(join(this.path, "manifest.json")));
  }

  /**
   * Puts an experiment into the manifest, or replaces what stands there of it.
   *
   * @param experiment Its part in the run.
   * @throws {RecordError} Where the manifest cannot be written; the old one stays.
   */
  async note(experiment: ManifestExperiment): Promise<void> {
    const manifest = this.manifest();
    manifest.experiments = [
      ...manifest.experiments.filter(({ name }) => name !== experiment.name),
      experiment,
    ];
    await writeManifest(this.path, manifest);
  }

  /**
   * Writes one record. It is in the file when this returns; a record that does not fit
   * on the disk is taken out again, so that the file holds whole lines only.
   *
   * @param record The trial.
   * @throws {RecordError} Where it cannot be written.
   */
  append(record: TrialRecord): void {
    const line = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
    const before = this.#trials.statSync().size;
    attempt(
      `record trial ${record.trial} in ${join(this.path, "trials.jsonl")}`,
      () => {
        try {
          for (let written = 0; written < line.length;) {
            written += this.#trials.writeSync(line.subarray(written));
          }
        } catch (error) {
          this.#trials.truncateSync(before);
          throw error;
        }
      },
    );
  }

  /**
   * Where a trial that is recorded packet by packet has its files.
   *
   * @param name Name of the trial in the run, fit for a file.
   * @returns The beginning of their names: as a path, and relative to the run's folder.
   */
  traceOf(name: string): { base: string; relative: string } {
    return {
      base: join(this.path, TRACES_DIRECTORY, name),
      relative: `${TRACES_DIRECTORY}/${name}`,
    };
  }

  /** Releases the file. */
  close(): void {
    this.#trials.close();
  }
}

function attempt<Result>(what: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw recordError(what, error);
  }
}

function recordError(what: string, error: unknown): RecordError {
  const reason = error instanceof Error ? error.message : String(error);
  return new RecordError(
    `Cannot ${what}: ${reason}. What was recorded before is kept; free space or choose ` +
      `another folder with --output DIR`,
    { cause: error },
  );
}

async function writeManifest(
  folder: string,
  manifest: Manifest,
): Promise<void> {
  const path = join(folder, "manifest.json");
  try {
    await replaceFile(
      path,
      (temporary) =>
        Deno.writeTextFile(temporary, `${JSON.stringify(manifest, null, 2)}\n`),
    );
  } catch (error) {
    throw recordError(`write ${path}`, error);
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Makes the folder of a new run, named after the time so that the newest comes last in
 * a listing.
 *
 * @param output Folder of all runs (`--output`); the project's `reports` unless given.
 * @returns Its absolute path.
 * @throws {RecordError} Where it cannot be made.
 */
export function prepareRunPath(output: string = REPORTS_DIRECTORY): string {
  const time = new Date().toISOString().replace(/\.\d+Z$/, "Z").replaceAll(
    ":",
    "-",
  );
  const path = join(resolve(output), time);
  return attempt(`make the run's folder ${path}`, () => {
    Deno.mkdirSync(dirname(path), { recursive: true });
    for (let number = 1;; number++) {
      const candidate = number === 1 ? path : `${path}-${number}`;
      try {
        Deno.mkdirSync(candidate);
        return candidate;
      } catch (error) {
        // another run began in the same second
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
  });
}

/** `latest` beside the run; a convenience, so that its failing fails nothing. */
function pointLatestTo(path: string): void {
  const link = join(dirname(path), "latest");
  const temporary = `${link}.${Deno.pid}`;
  try {
    Deno.symlinkSync(basename(path), temporary);
    Deno.renameSync(temporary, link);
  } catch {
    // `report` then takes the newest folder
  }
}

/** As it was given; where there is no /proc, what Deno tells of it. */
function commandLine(): string[] {
  const words = readKernelFile("/proc/self/cmdline")?.split("\0").slice(0, -1);
  if (words !== undefined) return ["deno", ...words.slice(1).map(portable)];
  return [
    "deno",
    "test",
    basename(fromFileUrl(Deno.mainModule)),
    "--",
    ...Deno.args.map(portable),
  ];
}

/** Paths within the project as they are on any machine: relative to it. */
function portable(word: string): string {
  return word.replace(PROJECT_PREFIX, "");
}
