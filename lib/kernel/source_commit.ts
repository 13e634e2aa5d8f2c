/**
 * Which state of its own source a program runs from.
 *
 * @module
 */

import { resolve } from "@std/path";
import { programOutput } from "./program_output.ts";

/** A commit, and whether the files are still as it has them. */
export interface SourceCommit {
  /** Full hash of the commit that is checked out. */
  commit: string;
  /** Whether files were changed or added since; ignored ones do not count. */
  modified: boolean;
}

/**
 * Reads what `git status --porcelain=v2 --branch` prints (git-status(1)).
 *
 * @param text Its output.
 * @returns The commit, or `null` before the first one.
 */
export function parseGitStatus(text: string): SourceCommit | null {
  const commit = text.match(/^# branch\.oid ([0-9a-f]{40,64})$/m)?.[1];
  if (commit === undefined) return null;
  return { commit, modified: /^[^#\n]/m.test(text) };
}

/**
 * The commit that is checked out in a folder. Needs git and `--allow-run=git`.
 *
 * @param folder Absolute path of the checkout's top folder. A repository further
 * up is another project's and is not taken.
 * @returns The commit; `null` where the folder is no checkout, or git is not
 * installed or may not be run.
 */
export async function sourceCommit(
  folder: string,
): Promise<SourceCommit | null> {
  const text = await programOutput("git", {
    args: [
      // Looking must not write: without it, git refreshes its index.
      "--no-optional-locks",
      "-C",
      folder,
      "status",
      "--porcelain=v2",
      "--branch",
    ],
    env: { GIT_CEILING_DIRECTORIES: resolve(folder, "..") },
  });
  return text === null ? null : parseGitStatus(text);
}
