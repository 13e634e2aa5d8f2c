/**
 * How clients share a path while all of them use it.
 *
 * Whoever is done leaves the rest to the others, so throughputs of whole transfers make
 * two clients look fairer than they were: of two that fetch as much the slower one gets
 * half at least.
 *
 * @module
 */

import { jainFairness } from "../statistics/jain_fairness.ts";
import type { Metrics } from "./metric.ts";
import type { TransferRecord } from "./record.ts";

/** What is looked at of a transfer. */
export type SharedTransfer = Pick<
  TransferRecord,
  "started_at_ms" | "time_seconds" | "received_bytes" | "progress"
>;

/**
 * How evenly clients shared until the first one of them had everything.
 *
 * @param transfers One per client, at least one, in the order of the clients.
 * @returns Jain's index of what each one had then, and the first client's share of it.
 */
export function metricsOfSharedTime(
  transfers: readonly SharedTransfer[],
): Metrics {
  const endMs = Math.min(
    ...transfers.map(({ started_at_ms, time_seconds }) =>
      started_at_ms + 1000 * time_seconds
    ),
  );
  const shares = transfers.map((transfer) => receivedUntil(transfer, endMs));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return {
    shared_jain_fairness: jainFairness(shares),
    ...(total === 0 ? {} : { shared_first_client_ratio: shares[0]! / total }),
  };
}

/** Bytes that had arrived at a time, on a straight line between two marks. */
function receivedUntil(
  { started_at_ms, time_seconds, received_bytes, progress = [] }:
    SharedTransfer,
  atMs: number,
): number {
  const seconds = (atMs - started_at_ms) / 1000;
  if (seconds <= 0) return 0;
  if (seconds >= time_seconds) return received_bytes;
  let [fromSeconds, fromBytes] = [0, 0];
  for (const [toSeconds, toBytes] of progress) {
    if (toSeconds > seconds) {
      return fromBytes +
        (toBytes - fromBytes) * (seconds - fromSeconds) /
          (toSeconds - fromSeconds);
    }
    [fromSeconds, fromBytes] = [toSeconds, toBytes];
  }
  return fromBytes;
}
