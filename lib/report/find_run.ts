/**
 * Which run is meant when none is named.
 *
 * @module
 */

import { join } from "@std/path";
import { ReportError } from "./report_error.ts";

/** The committed example of a run; it is reported only when it is named. */
const EXAMPLE = "example";

/**
 * Finds the newest run.
 *
 * @param reports Folder of all runs.
 * @returns The folder that `latest` points to; where there is no such link, or
 * it points nowhere, the folder whose `trials.jsonl` was written last.
 * @throws {ReportError} If there is no run.
 */
export async function findRun(reports: string): Promise<string> {
  try {
    return await Deno.realPath(join(reports, "latest"));
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  let newest: { folder: string; written: number } | undefined;
  for (const name of await foldersIn(reports)) {
    const folder = join(reports, name);
    const written = await writtenAt(join(folder, "trials.jsonl"));
    if (written !== undefined && (!newest || written > newest.written)) {
      newest = { folder, written };
    }
  }
  if (newest) return newest.folder;
  throw new ReportError(
    `Cannot find a run in ${reports}: no folder there has a trials.jsonl. Make a run with: deno task lab; or name a folder with --run.`,
  );
}

/** Names of the folders that may be runs, in the order of their names so that ties are decided. */
async function foldersIn(reports: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(reports)) {
      if (entry.isDirectory && entry.name !== EXAMPLE) names.push(entry.name);
    }
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  return names.sort().reverse();
}

/** When a file was written, in milliseconds of the epoch; undefined if there is none. */
async function writtenAt(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).mtime?.getTime() ?? 0;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Whether a path leads nowhere: nothing is there, a part of it is a file, or links go round. */
function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory ||
    error instanceof Deno.errors.FilesystemLoop;
}
