/**
 * What a record keeps of the packets of a trial: the account of an emulated link, and
 * where the packets were written down one by one.
 *
 * @module
 */

import type { LinkOutcome } from "../link/link.ts";
import type { Trace } from "../link/trace.ts";
import { writeTrace } from "../link/trace_files.ts";
import type { TrialRecord } from "./record.ts";
import type { RunFolder } from "./run_folder.ts";

/** What was seen of the packets of a trial. */
export interface SeenPackets {
  /** On an emulated link: what became of them. */
  onLink: LinkOutcome | undefined;
  /** On loopback: what tcpdump has captured, and how many packets it has missed. */
  captured: { trace: Trace; missed: number } | undefined;
  /** Whether what was recorded packet by packet is to be kept. */
  isKept: boolean;
}

/** The fields of a record that tell of packets. */
export type PacketFields = Pick<
  TrialRecord,
  "link_account" | "link_drained" | "trace"
>;

/**
 * Writes the packets of a trial into the run's folder.
 *
 * @param seen What was seen of them.
 * @param place The run's folder, and the trial's name in it, fit for a file.
 * @returns What the record says of them.
 * @throws {LinkError} Where the files cannot be written.
 */
export async function keepPackets(
  { onLink, captured, isKept }: SeenPackets,
  place: { folder: RunFolder; name: string },
): Promise<PacketFields> {
  if (captured !== undefined) return await keep({ ...captured, ...place });
  if (onLink === undefined) return {};
  const { account, drained, trace, untraced } = onLink;
  return {
    link_account: account,
    ...(drained ? {} : { link_drained: false as const }),
    ...(isKept && trace !== undefined
      ? await keep({ trace, missed: untraced, ...place })
      : {}),
  };
}

/** A trace with holes would show losses where there were none: it is not kept. */
async function keep(
  { trace, missed, folder, name }: {
    trace: Trace;
    missed: number;
    folder: RunFolder;
    name: string;
  },
): Promise<Pick<TrialRecord, "trace">> {
  if (missed > 0) {
    console.error(
      `${missed} packets of ${name} were not recorded: its trace is not kept`,
    );
    return {};
  }
  const { base, relative } = folder.traceOf(name);
  await writeTrace(trace, base);
  return { trace: relative };
}
