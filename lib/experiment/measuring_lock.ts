/**
 * Two experiments never measure at the same time: not under `deno test --parallel`,
 * not in two runs, not in two checkouts. The cores that they would fight for belong to
 * the machine, and so does the lock.
 *
 * @module
 */

import { tmpdir } from "node:os";
import { join } from "@std/path";

/** The lock cannot be taken. */
export class LockError extends Error {
  /** Name of the class, for stack traces. */
  override name = "LockError";
}

/** The file that is locked, in the system's folder for temporary files. */
export const LOCK_FILE = "transport-lab.lock";

/**
 * Waits until nobody else on this machine measures.
 *
 * The lock is one on a file (flock(2)), so the kernel takes it back even from a
 * process that was killed. The file itself stays: it means nothing.
 *
 * @param directory Folder for the lock file; tests use their own.
 * @returns The lock; measuring ends with its disposal.
 * @throws {LockError} Where the lock file can neither be opened nor made.
 */
export async function takeMeasuringLock(
  directory: string = tmpdir(),
): Promise<Disposable> {
  const path = join(directory, LOCK_FILE);
  const file = open(path);
  await file.lock(true);
  return {
    [Symbol.dispose]() {
      // closing gives the lock back
      file.close();
    },
  };
}

/** Reading is enough for a lock, and all that another user's file allows. */
function open(path: string): Deno.FsFile {
  try {
    try {
      return Deno.openSync(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return Deno.openSync(path, { create: true, read: true, write: true });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LockError(
      `Cannot take the lock ${path}, which keeps two experiments from measuring at ` +
        `the same time: ${reason}. Name another folder in TMPDIR`,
      { cause: error },
    );
  }
}
