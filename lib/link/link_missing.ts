/**
 * Whether emulated links can be made here.
 *
 * @module
 */

import { Link } from "./link.ts";
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
 * Makes a link to see whether that can be done; the answer is kept for the life of the
 * process.
 *
 * @returns What is missing, if anything.
 */
export function linkMissing(): Promise<Missing | undefined> {
  return answer ??= tryLink();
}

async function tryLink(): Promise<Missing | undefined> {
  try {
    const link = await Link.open();
    await link[Symbol.asyncDispose]();
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
