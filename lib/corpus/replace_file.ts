/**
 * Writing a file so that nobody ever sees a part of it.
 *
 * @module
 */

import { basename, dirname, join } from "@std/path";

/**
 * Has a file written under a temporary name in its folder and then renamed,
 * which on one file system is atomic (rename(2)): another process finds the
 * file whole or not at all, also if this one is killed meanwhile. What a killed
 * process leaves behind is a hidden file ending in `.part`.
 *
 * @param path The file; one that is there already is replaced.
 * @param write Writes it under the name that it is given. If it throws, the
 * temporary file is removed and `path` is left as it was.
 * @returns What `write` returns.
 */
export async function replaceFile<Result>(
  path: string,
  write: (temporaryPath: string) => Promise<Result>,
): Promise<Result> {
  const temporaryPath = join(
    dirname(path),
    `.${basename(path)}.${crypto.randomUUID()}.part`,
  );
  try {
    const result = await write(temporaryPath);
    await Deno.rename(temporaryPath, path);
    return result;
  } catch (error) {
    // the first error is the one to tell; there may be nothing to remove
    await Deno.remove(temporaryPath).catch(() => {});
    throw error;
  }
}
