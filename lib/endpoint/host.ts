/**
 * How a command is run on another host: through a prefix that reaches it, such as
 * `ip netns exec b`, `docker exec -i b` or `ssh b`.
 *
 * @module
 */

import { shellWord } from "./shell_words.ts";

/** Deno on a host, and what has to be there for it. */
export interface DenoThere {
  /** Where Deno is looked for first: its path on this machine. */
  ownPath: string;
  /** The module that it is to run. */
  module: string;
  /** Files and folders that it has to be able to read. */
  read: string[];
}

/**
 * Finds Deno, then does with it what the last words say. Installers put it where a
 * shell without a login does not look: its own in the home folder (docs.deno.com,
 * "Installation").
 */
const FIND_DENO = [
  `own=$1; shift;`,
  `fail() { echo "$1" >&2; exit 1; };`,
  `for deno in "$own" "$(command -v deno)" "$HOME/.deno/bin/deno"; do`,
  `if [ -x "$deno" ]; then break; fi; done;`,
  `[ -x "$deno" ] || fail "no Deno on this host: neither $own,`,
  `nor deno in $PATH, nor $HOME/.deno/bin/deno;`,
  `install it there: https://docs.deno.com/runtime/getting_started/installation/";`,
].join(" ");

const CHECK_AND_RUN = [
  FIND_DENO,
  `code=$1; count=$2; shift 2;`,
  `[ -r "$code" ] || fail "no $code on this host:`,
  `copy transport-lab to the same folder there";`,
  `while [ "$count" -gt 0 ]; do`,
  `[ -r "$1" ] || fail "cannot read $1 on this host:`,
  `the books have to be at the same place there";`,
  `shift; count=$((count - 1)); done;`,
  `exec "$deno" "$@"`,
].join(" ");

/** With its path, because a host may come without a PATH. */
const SHELL = "/bin/sh";

/**
 * The command that runs Deno on a host. A shell there looks for Deno and for what it
 * needs, and says on its stderr what is missing; then it is replaced by Deno. That
 * costs about a millisecond.
 *
 * @param prefix What reaches the host.
 * @param there What has to be there.
 * @param args Arguments of Deno.
 * @returns Program and arguments.
 */
export function denoOnHost(
  prefix: string[],
  { ownPath, module, read }: DenoThere,
  args: string[],
): string[] {
  return throughPrefix(prefix, [
    ...[SHELL, "-c", CHECK_AND_RUN, "sh", ownPath],
    ...[module, String(read.length), ...read, ...args],
  ]);
}

/**
 * The command that tells the version of Deno on a host.
 *
 * @param prefix What reaches the host.
 * @param ownPath Where Deno is looked for first.
 * @returns Program and arguments; prints `deno 2.9.6 (…)` as its first line.
 */
export function denoVersionOnHost(prefix: string[], ownPath: string): string[] {
  const script = `${FIND_DENO} exec "$deno" --version`;
  return throughPrefix(prefix, [SHELL, "-c", script, "sh", ownPath]);
}

/**
 * The command that does nothing on a host but run.
 *
 * @param prefix What reaches the host.
 * @returns Program and arguments.
 */
export function nothingOnHost(prefix: string[]): string[] {
  return throughPrefix(prefix, [SHELL, "-c", ":"]);
}

/**
 * A command through a prefix. Most prefixes hand words on as they are; ssh(1) joins
 * them with spaces, for the shell of the other side to take apart again, so there they
 * are quoted: once for each ssh that they pass.
 *
 * @param prefix What reaches the host.
 * @param words The command there.
 * @returns Program and arguments.
 */
export function throughPrefix(prefix: string[], words: string[]): string[] {
  const shells = prefix.filter(isSsh).length;
  const quoted = (word: string, times: number): string =>
    times === 0 ? word : quoted(shellWord(word), times - 1);
  return [...prefix, ...words.map((word) => quoted(word, shells))];
}

/**
 * Whether a word of a prefix is the program ssh, and not, say, a container of that
 * name (`docker exec -i ssh`, `kubectl exec -i ssh --`): its destination follows.
 */
function isSsh(word: string, index: number, prefix: string[]): boolean {
  const next = prefix[index + 1];
  return /^(\/.*\/)?ssh$/.test(word) && next !== undefined && next !== "--";
}
