/**
 * Reads a run's folder. It is never written here, and damage in it becomes a
 * warning as long as something can be reported.
 *
 * @module
 */

import { basename, join, resolve } from "@std/path";
import type { Manifest, ManifestExperiment } from "../experiment/manifest.ts";
import { RECORD_SCHEMA, type TrialRecord } from "../experiment/record.ts";
import { byteLines } from "./byte_lines.ts";
import { checkManifest } from "./check_manifest.ts";
import { checkTrial } from "./check_trial.ts";
import { ReportError } from "./report_error.ts";
import type { Warnings } from "./warnings.ts";

/** Parts of a manifest that a warning names; others are counted. */
const LISTED_PATHS = 5;

/** What the report takes from a manifest. */
export interface RunDescription {
  /** Name of the run: the manifest's, else the folder's. */
  run: string;
  /**
   * The manifest, as far as it has the form that it should; absent where it cannot be used.
   * See {@linkcode CheckedManifest} for what may be missing whatever this type says.
   */
  manifest?: Manifest;
  /** Its experiments, as far as they have the form they should. */
  experiments: ManifestExperiment[];
  /** Experiments that were skipped, or skipped in part, and why. */
  skipped: {
    name: string;
    reason: string;
    remedy: string;
    inPart?: boolean;
  }[];
}

/**
 * Makes sure that a folder is a run's: that it has records or a manifest.
 *
 * @param folder The folder.
 * @throws {ReportError} If it does not exist, is no folder or no run, or cannot be read.
 */
export async function checkRunFolder(folder: string): Promise<void> {
  const kind = await kindOf(folder);
  if (kind === undefined) {
    throw new ReportError(
      `Cannot report ${folder}: there is no such folder. Give a run's folder with --run, or make a run with: deno task lab`,
    );
  }
  if (kind !== "folder") {
    throw new ReportError(
      `Cannot report ${folder}: it is a file. Give the run's folder with --run, the one that holds trials.jsonl.`,
    );
  }
  for (const name of ["trials.jsonl", "manifest.json"]) {
    if (await kindOf(join(folder, name)) === "file") return;
  }
  throw new ReportError(
    `Cannot report ${folder}: it has neither trials.jsonl nor manifest.json, so it is no run's folder. Give one with --run.`,
  );
}

/**
 * Reads the manifest.
 *
 * @param folder A run's folder.
 * @param warnings Told if the manifest is missing or damaged; the report goes on without it.
 * @returns What is known of the run.
 */
export async function readManifest(
  folder: string,
  warnings: Warnings,
): Promise<RunDescription> {
  const name = basename(resolve(folder));
  try {
    const misfits: string[] = [];
    const description = describedRun(
      JSON.parse(await Deno.readTextFile(join(folder, "manifest.json"))),
      (path) => misfits.push(path),
    );
    if (misfits.length > 0) warnings.add(misfitsSentence(misfits));
    return description;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const what = error instanceof Deno.errors.NotFound
      ? "there is none"
      : messageOf(error);
    warnings.add(
      `manifest.json cannot be used: ${what}. The run is called ${name} after its folder; its figures come from trials.jsonl alone.`,
    );
    return { run: name, experiments: [], skipped: [] };
  }
}

/**
 * What a manifest says of its run.
 *
 * @param manifest The parsed manifest.
 * @param misfit Told the path of every part that has another form and is left out.
 * @returns What is known of the run.
 * @throws {TypeError} If the manifest cannot be used.
 */
export function describedRun(
  manifest: unknown,
  misfit?: (path: string) => void,
): RunDescription {
  const checked = checkManifest(manifest, misfit);
  return {
    run: checked.run,
    manifest: checked as Manifest,
    experiments: checked.experiments,
    skipped: skippedOf(checked.experiments),
  };
}

function misfitsSentence(paths: readonly string[]): string {
  const listed = paths.slice(0, LISTED_PATHS).join(", ");
  const rest = paths.length - LISTED_PATHS;
  return `manifest.json: left out, because it has another form than it should: ${listed}${
    rest > 0 ? ` and ${rest} more` : ""
  }.`;
}

/**
 * Reads the records one by one.
 *
 * @param folder A run's folder.
 * @param warnings Told about every line that cannot be used, wholly or in part.
 * @returns The usable records in the order of the file, each trial once.
 * @throws {ReportError} If the file is there and cannot be read, or all of its records
 * are of another schema: tables without rows would take the place of good ones.
 */
export async function* readTrials(
  folder: string,
  warnings: Warnings,
): AsyncGenerator<TrialRecord> {
  const file = await openTrials(folder, warnings);
  if (!file) return;
  let number = 0;
  let usable = 0;
  let ofOtherSchema = 0;
  const seen = new Set<string>();
  // Leaving the loop early cancels the stream, and that closes the file.
  for await (const { bytes, finished } of byteLines(file.readable)) {
    number++;
    if (bytes.length === 0) continue;
    let value: unknown;
    try {
      value = JSON.parse(
        new TextDecoder("utf-8", { fatal: true }).decode(bytes),
      );
    } catch {
      warnings.addLine(
        number,
        finished
          ? "damaged, not a JSON text in UTF-8; left out"
          : "breaks off, as after a crash or while the run goes on; left out",
      );
      continue;
    }
    const { record, complaints, otherSchema } = checkTrial(value);
    for (const complaint of complaints) warnings.addLine(number, complaint);
    if (otherSchema) ofOtherSchema++;
    if (record === undefined) continue;
    const key = `${record.trial} ${record.experiment}`;
    if (seen.has(key)) {
      warnings.addLine(
        number,
        "a trial of the same experiment and number stands before it; left out, so that it counts once",
      );
      continue;
    }
    seen.add(key);
    usable++;
    yield record;
  }
  if (usable === 0 && ofOtherSchema > 0) {
    throw new ReportError(
      `Cannot report ${folder}: all of its records are of another schema than ${RECORD_SCHEMA}, the one that this version reads. Report it with the version that made it, which its manifest names; what is there is left as it is.`,
    );
  }
  if (usable === 0) {
    warnings.add(
      "trials.jsonl has no usable record: the files have headers and no rows.",
    );
  }
}

/** Opens the records; a run that skipped everything may have none. */
async function openTrials(
  folder: string,
  warnings: Warnings,
): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(join(folder, "trials.jsonl"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      warnings.add(
        "There is no trials.jsonl: nothing was recorded, and the files have headers and no rows.",
      );
      return undefined;
    }
    throw new ReportError(
      `Cannot read ${join(folder, "trials.jsonl")}: ${
        messageOf(error)
      }. Make it readable.`,
      { cause: error },
    );
  }
}

/** The skipped experiments. */
function skippedOf(
  experiments: readonly ManifestExperiment[],
): RunDescription["skipped"] {
  return experiments.flatMap(({ name, status, skipped, skipped_in_part }) => {
    if (status === "skipped") {
      return {
        name,
        reason: skipped?.reason ?? "no reason was recorded",
        remedy: skipped?.remedy ?? "",
      };
    }
    return skipped_in_part === undefined
      ? []
      : { name, ...skipped_in_part, inPart: true };
  });
}

/** What a path is, or undefined where there is nothing. */
async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await Deno.stat(path)).isDirectory ? "folder" : "file";
  } catch (error) {
    if (
      error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory
    ) return undefined;
    throw new ReportError(
      `Cannot look at ${path}: ${messageOf(error)}. Make it readable.`,
      { cause: error },
    );
  }
}

/** The message of whatever was thrown. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
