/**
 * The ledger of a UDP download, from what its client reports.
 *
 * @module
 */

import type { DownloadReport, UdpReport } from "../endpoint/protocol.ts";
import type { Ledger, LossAttribution } from "./record.ts";

/**
 * Both halves of the account: sent is what the server counted; received, lost and
 * truncated are what the client counted. Nothing is worked out from the sum that an
 * invariant then holds against it.
 *
 * @param udp Both halves, as the client reports them.
 * @param report The download that they belong to.
 * @returns The ledger.
 */
export function ledgerOf(udp: UdpReport, report: DownloadReport): Ledger {
  const refusedBytes = udp.refused === 0
    ? 0
    : report.announcedBytes - udp.sentBytes;
  const lost = {
    datagrams: udp.missing - udp.refused,
    bytes: udp.missingBytes - refusedBytes,
  };
  const attribution = attributionOf(udp, lost);
  return {
    datagrams_sent: udp.sent,
    datagrams_refused: udp.refused,
    datagrams_received: udp.received,
    datagrams_lost: lost.datagrams,
    datagrams_duplicated: udp.duplicated,
    datagrams_reordered: udp.reordered,
    datagrams_truncated: udp.truncated,
    datagrams_foreign: udp.foreign,
    bytes_sent: udp.sentBytes,
    bytes_received: report.receivedBytes,
    bytes_truncated: udp.truncatedBytes,
    bytes_lost: lost.bytes,
    ...(udp.cutBytes === undefined
      ? {}
      : { bytes_truncated_by_kernel: udp.cutBytes }),
    ...(attribution === undefined ? {} : { attribution }),
  };
}

/**
 * Where the lost datagrams went.
 *
 * @param udp What the client reports, with the kernel's count of drops.
 * @param lost Data datagrams sent and never received, and the book's bytes in them.
 * @returns The attribution, or `undefined` without the kernel's count.
 */
function attributionOf(
  udp: UdpReport,
  lost: { datagrams: number; bytes: number },
): LossAttribution | undefined {
  if (udp.drops === undefined) return undefined;
  // a path that duplicates can bring more markers than were sent
  const markersLost = Math.max(0, udp.endMarkersSent - udp.endMarkersReceived);
  const dropped = Math.min(
    lost.datagrams,
    Math.max(0, udp.drops - markersLost),
  );
  const onTheWay = lost.datagrams - dropped;
  // every piece but the last one has the same size, so a share of the datagrams is a
  // share of the bytes, to within that last one
  const bytesOnTheWay = onTheWay === 0
    ? 0
    : Math.round(lost.bytes * onTheWay / lost.datagrams);
  return {
    kernel_drops: udp.drops,
    end_markers_lost: markersLost,
    datagrams_dropped_at_receiver: dropped,
    datagrams_lost_on_the_way: onTheWay,
    bytes_dropped_at_receiver: lost.bytes - bytesOnTheWay,
    bytes_lost_on_the_way: bytesOnTheWay,
    drops_unexplained: Math.max(0, udp.drops - lost.datagrams - markersLost),
  };
}
