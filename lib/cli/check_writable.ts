/**
 * Whether a result can be kept where it was asked to be.
 *
 * @module
 */

import { dirname } from "@std/path";
import { OptionError } from "../experiment/command_line.ts";

/**
 * Makes sure that a file can be written: minutes of measuring should not end at one that
 * cannot. Nothing is left of the attempt.
 *
 * @param output Path of the file, from the option `--output`.
 * @throws {OptionError} Naming the option and the reason.
 */
export function checkWritable(output: string): void {
  try {
    if (isFolder(output)) throw new Error("it is a folder");
    Deno.removeSync(Deno.makeTempFileSync({ dir: dirname(output) }));
  } catch (error) {
    throw new OptionError(
      `--output ${output} cannot be written: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
