/**
 * Whether emulated links can be made here.
 *
 * @module
 */

import { Link, REMEDY_UTIL_LINUX } from "./link.ts";
import { LinkError } from "./link_spec.ts";

/** What a system lacks. */
export interface Missing {
  /** What it is. */
  reason: string;
  /** What would help. */
  remedy: string;
}

let answer: Promise<Missing | undefined> | undefined;

/**
 * Makes a link and starts a program on one of its hosts, to see whether that can be done;
 * the answer is kept for the life of the process.
 *
 * @returns What is missing, if anything.
 */
export function linkMissing(): Promise<Missing | undefined> {
  return answer ??= tryLink();
}

async function tryLink(): Promise<Missing | undefined> {
  try {
    await using link = await Link.open();
    await enterHost(link);
    return undefined;
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    // the first sentence tells what failed, the others what would help
    const [reason, ...remedy] = error.message.split(/(?<=\.)\s+(?=[A-Z])/);
    return {
      reason: `an emulated link cannot be made: ${reason!.replace(/\.$/, "")}`,
      remedy: remedy.join(" ").replace(/\.$/, "") ||
        "run it as root on Linux, with /dev/net/tun",
    };
  }
}

/** Starts a program on a host, and waits for its end. */
async function enterHost(link: Link): Promise<void> {
  const [nsenter, ...args] = [...link.prefix("client"), "true"];
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(nsenter!, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new LinkError(`There is no program nsenter. ${REMEDY_UTIL_LINUX}`);
  }
  if (output.success) return;
  const said = new TextDecoder().decode(output.stderr).trim();
  throw new LinkError(
    `No program can be started on its hosts: ${said}. Run it as root, with the nsenter of ` +
      "util-linux.",
  );
}
