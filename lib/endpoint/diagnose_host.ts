/**
 * Why nothing is heard from a host. Asked only when an endpoint did not start there:
 * where all is well, nobody waits for the answer.
 *
 * @module
 */

import { isOlderDeno, olderDenoText } from "./deno_version.ts";
import { denoVersionOnHost, nothingOnHost } from "./host.ts";

/** How long a host may take for next to nothing, in milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Looks for the reason why an endpoint did not start on a host: the prefix itself may
 * not work, or not run what follows it, or there may be an older Deno behind it.
 *
 * @param prefix What reaches the host.
 * @returns The reason, for a person; `undefined` where none is found.
 */
export async function diagnoseHost(
  prefix: string[],
): Promise<string | undefined> {
  const named = prefix.join(" ");
  const command = nothingOnHost(prefix);
  const nothing = await outcomeOf(command);
  if (nothing === undefined) {
    return `The host does not answer: "${command.join(" ")}" takes more than ` +
      `${PATIENCE_MS / 1_000} s. Try it by hand; it must not ask for anything`;
  }
  if (nothing.code !== 0) {
    return `The host cannot be reached: "${command.join(" ")}" fails, too ` +
      `(exit status ${nothing.code})`;
  }
  const told = await outcomeOf(denoVersionOnHost(prefix, Deno.execPath()));
  const version = /^deno (\S+)/.exec(told?.stdout ?? "")?.[1];
  if (told?.code === 0 && version === undefined) {
    return `"${named}" does not run the command that follows it: the words for a ` +
      "host have to end where a command begins";
  }
  return version !== undefined && isOlderDeno(version)
    ? olderDenoText("The host", version)
    : undefined;
}

/** Exit status and output of a command; `undefined` where it takes too long. */
async function outcomeOf(
  [program, ...args]: string[],
): Promise<{ code: number; stdout: string } | undefined> {
  const child = new Deno.Command(program!, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, PATIENCE_MS);
  const { code, stdout } = await child.output();
  clearTimeout(limit);
  return late ? undefined : { code, stdout: new TextDecoder().decode(stdout) };
}
