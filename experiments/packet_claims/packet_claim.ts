/**
 * The form of a claim about packets.
 *
 * @module
 */

import type {
  Lab,
  Skip,
  TrialOutcome,
  TrialRecord,
} from "../../lib/experiment/mod.ts";
import type { LinkPlan } from "../../lib/link/link_spec.ts";

/** One claim: what is done to the packets, and what has to come of it. */
export interface PacketClaim {
  /** What is claimed, as a sentence. */
  claim: string;
  /** The path. */
  link: LinkPlan;
  /** What this machine lacks for it, if anything. */
  missing?: () => Skip | undefined;
  /** What is done. */
  trial: (lab: Lab) => Promise<TrialOutcome>;
  /** Asserts the claim over what came of it. */
  check: (record: TrialRecord) => void;
}

/** Claims by the name of their level. */
export type PacketClaims = Record<string, PacketClaim>;

/**
 * What the kernels of both hosts have counted in a trial.
 *
 * @param record The trial.
 * @param name Name of the counter, as nstat(8) knows it with a dot: `TcpExt.TCPTimeouts`.
 * @returns Its count.
 * @throws {RangeError} Where this kernel has no such counter.
 */
export function counted({ counters }: TrialRecord, name: string): number {
  // a counter that stayed at 0 is not in every record
  const table = name.slice(0, name.indexOf("."));
  const hasTable = Object.keys(counters ?? {}).some((one) =>
    one.startsWith(`${table}.`)
  );
  if (!hasTable) throw new RangeError(`The record has no counters of ${table}`);
  return counters?.[name] ?? 0;
}
