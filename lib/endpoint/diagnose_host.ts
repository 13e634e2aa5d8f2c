/**
 * Why nothing is heard from a host. Asked only when an endpoint did not start there:
 * where all is well, nobody waits for the answer.
 *
 * @module
 */

import { isOlderDeno, olderDenoText } from "./deno_version.ts";
import { denoVersionOnHost, nothingOnHost } from "./host.ts";

/** Generous, for a host far away. */
const PATIENCE_MS = 5_000;

/**
 * Looks for the reason why an endpoint did not start on a host: the prefix itself may
 * not work, or not run what follows it, or there may be an older Deno behind it.
 *
 * @param prefix What reaches the host.
 * @param patienceMs How long the host may take for next to nothing, in milliseconds.
 * @returns The reason, for a person; `undefined` where none is found.
 */
export async function diagnoseHost(
  prefix: string[],
  patienceMs: number = PATIENCE_MS,
): Promise<string | undefined> {
  const named = prefix.join(" ");
  const command = nothingOnHost(prefix);
  const nothing = await outcomeOf(command, patienceMs);
  if (nothing === undefined) {
    return `The host does not answer: "${command.join(" ")}" takes more than ` +
      `${patienceMs / 1_000} s. Try it by hand; it must not ask for anything`;
  }
  if (nothing.code !== 0) {
    return `The host cannot be reached: "${command.join(" ")}" fails, too ` +
      `(exit status ${nothing.code})`;
  }
  const told = await outcomeOf(
    denoVersionOnHost(prefix, Deno.execPath()),
    patienceMs,
  );
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
  patienceMs: number,
): Promise<{ code: number; stdout: string } | undefined> {
  const child = new Deno.Command(program!, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const limit = Promise.withResolvers<undefined>();
  const timer = setTimeout(limit.resolve, patienceMs, undefined);
  const reader = child.stdout.getReader();
  const text = textOf(reader);
  const status = await Promise.race([child.status, limit.promise]);
  if (status === undefined) await stop(child);
  else await Promise.race([text, limit.promise]);
  clearTimeout(timer);
  // what the child has started may hold the pipe for longer than the child lives
  await reader.cancel();
  return status && { code: status.code, stdout: await text };
}

async function textOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  while (true) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
}

async function stop(child: Deno.ChildProcess): Promise<void> {
  try {
    child.kill("SIGKILL");
    await child.status;
  } catch {
    // it has ended just now, or, like sudo(8), it is not ours to end
    child.unref();
  }
}
