/**
 * A file with a JSON array that any number of processes append to at once.
 *
 * @module
 */

import { basename, dirname, join } from "@std/path";
import { replaceFile } from "../corpus/replace_file.ts";

/** Results cannot be kept in the file. */
export class ResultFileError extends Error {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "ResultFileError";
}

/**
 * Appends a row. At every moment the file is absent or a valid JSON array: a row goes
 * into a copy, and the copy takes the file's place (rename(2)). A lock beside the file
 * (flock(2)) makes others wait their turn; it ends with the process that holds it.
 *
 * @param path The file; created where it does not exist.
 * @param row What to append.
 * @throws {ResultFileError} Where the file holds something else, which is left as it
 * is, or cannot be written.
 */
export function appendResult(path: string, row: unknown): Promise<void> {
  return whileLocked(path, async () => {
    const rows = await readRows(path);
    rows.push(row);
    const text = `${JSON.stringify(rows, null, 2)}\n`;
    try {
      await replaceFile(
        path,
        (temporary) => Deno.writeTextFile(temporary, text),
      );
    } catch (error) {
      throw new ResultFileError(
        `Cannot write the result file ${path}: ${messageOf(error)}`,
      );
    }
  });
}

/**
 * Makes sure that a row can be appended, as far as that can be known before.
 *
 * @param path The file, which need not exist yet.
 * @throws {ResultFileError} Where {@linkcode appendResult} would throw it.
 */
export function checkResultFile(path: string): Promise<void> {
  return whileLocked(path, async () => {
    await readRows(path);
  });
}

async function whileLocked(
  path: string,
  action: () => Promise<void>,
): Promise<void> {
  const lockPath = join(dirname(path), `.${basename(path)}.lock`);
  let lock;
  try {
    lock = await takeLock(lockPath);
  } catch (error) {
    throw new ResultFileError(
      `Cannot write beside the result file ${path}: ${messageOf(error)}`,
    );
  }
  try {
    await action();
  } finally {
    // removed before it is given back, so that nothing is left beside the results
    await Deno.remove(lockPath);
    lock.close();
  }
}

/**
 * Locks a file that the last holder removes. Whoever waited for a file that has been
 * removed meanwhile holds the lock of nothing, and tries again.
 */
async function takeLock(path: string): Promise<Deno.FsFile> {
  while (true) {
    const file = await Deno.open(path, { create: true, write: true });
    await file.lock(true);
    const [held, named] = await Promise.all([
      file.stat(),
      Deno.stat(path).catch(() => undefined),
    ]);
    if (
      named !== undefined && named.ino === held.ino && named.dev === held.dev
    ) return file;
    file.close();
  }
}

async function readRows(path: string): Promise<unknown[]> {
  let text;
  try {
    // reading a pipe could wait for ever, and renaming would put a file in a device's place
    if (!(await Deno.stat(path)).isFile) {
      throw new Error("it is no regular file");
    }
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new ResultFileError(
      `Cannot read the result file ${path}: ${messageOf(error)}`,
    );
  }
  if (text.trim() === "") return [];
  try {
    const rows: unknown = JSON.parse(text);
    if (Array.isArray(rows)) return rows;
  } catch {
    // told below, as for any other content that is no array
  }
  throw new ResultFileError(
    `The result file ${path} does not hold a JSON array; it is left as it is. ` +
      `Name another file with -r`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
