/**
 * A download over a link that was recorded packet by packet, held against that record.
 *
 * @module
 */

import { difference } from "../kernel/counters.ts";
import type { LinkOutcome } from "../link/link.ts";
import type { Trace } from "../link/trace.ts";
import type { TrialOutcome } from "./experiment.ts";
import type { Lab } from "./lab.ts";
import { type CountedAtEnds, openKernelSums } from "./link_counters.ts";
import { linkLedger } from "./link_ledger.ts";
import { openSegmentSums, segmentLedger } from "./link_segments.ts";
import { metricsOfTransfers } from "./metrics_of.ts";
import type { TransferRecord, TrialRecord } from "./record.ts";
import { type DownloadTrial, downloadTrial } from "./workloads.ts";

/** Observation: in what kernels and link disagree; empty where they agree. */
export const KERNELS_DISAGREE = "kernels_and_link_disagree";

/** Observation: in what the books (TCP: the segments) and the link disagree, likewise. */
export const BOOKS_DISAGREE = "books_and_link_disagree";

/** How often it is waited for the connection's end: a FIN may be lost several times. */
const DRAINS = 10;

/** What the link's record adds to a trial. */
type Inspected = Pick<TrialRecord, "observations"> & Partial<TrialOutcome>;

/**
 * Downloads the main book once, and holds link, kernels and books against each other.
 *
 * @param lab A lab with a link that records packets, over IPv4.
 * @param options How; a UDP datagram has to fit into one packet.
 * @returns The trial; what does not agree is in the observations
 * {@linkcode KERNELS_DISAGREE} and {@linkcode BOOKS_DISAGREE}.
 * @throws {Error} Where the link has no record, or the connection does not end.
 */
export async function inspectedDownload(
  lab: Lab,
  options: DownloadTrial,
): Promise<TrialOutcome> {
  const { link } = lab;
  if (link === undefined) throw new TypeError("The lab has no link");
  const before = await link.counters();
  const outcome = await downloadTrial(lab, options);
  const { trace } = await drained(lab);
  const after = await link.counters();
  if (trace === undefined) throw new Error("The link has recorded no packets");
  const counted: CountedAtEnds = {
    server: difference(before.server, after.server),
    client: difference(before.client, after.client),
  };
  const { observations, ...inspected }: Inspected = options.transport === "tcp"
    ? inspectTcp(trace, counted)
    : inspectUdp(outcome, { trace, counted });
  return {
    ...outcome,
    ...inspected,
    observations: {
      [KERNELS_DISAGREE]: openKernelSums(trace, counted).join("; "),
      ...observations,
    },
  };
}

/** Waits until nothing can come any more. */
async function drained(lab: Lab): Promise<LinkOutcome> {
  for (let drain = 0; drain < DRAINS; drain++) {
    const onLink = await lab.endTrial();
    if (onLink?.drained) return onLink;
  }
  throw new Error(
    `The connection was still open after waiting ${DRAINS} times for its end`,
  );
}

function inspectTcp(trace: Trace, counted: CountedAtEnds): Inspected {
  const { lost, sentAgain } = segmentLedger(trace, "server");
  return {
    observations: {
      [BOOKS_DISAGREE]: openSegmentSums(trace, counted).join("; "),
      server_segments_lost: lost,
      server_segments_sent_again: sentAgain,
    },
  };
}

function inspectUdp(
  { transfers }: TrialOutcome,
  { trace, counted }: { trace: Trace; counted: CountedAtEnds },
): Inspected {
  const [transfer] = transfers as [TransferRecord];
  const { attribution, copies_after_end, disagreements } = linkLedger(
    transfer,
    {
      trace,
      bufferDrops: counted.client["Udp.RcvbufErrors"] ?? 0,
    },
  );
  const corrected = [{
    ...transfer,
    ledger: { ...transfer.ledger!, attribution },
  }];
  return {
    metrics: metricsOfTransfers(corrected),
    transfers: corrected,
    observations: {
      [BOOKS_DISAGREE]: disagreements.join("; "),
      copies_after_end,
    },
  };
}
