/**
 * The ledger of a UDP download, from what its client reports.
 *
 * @module
 */

import type { DownloadReport, UdpReport } from "../endpoint/protocol.ts";
import type { Ledger } from "./record.ts";

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
  return {
    datagrams_sent: udp.sent,
    datagrams_refused: udp.refused,
    datagrams_received: udp.received,
    datagrams_lost: udp.missing - udp.refused,
    datagrams_duplicated: udp.duplicated,
    datagrams_reordered: udp.reordered,
    datagrams_truncated: udp.truncated,
    datagrams_foreign: udp.foreign,
    bytes_sent: udp.sentBytes,
    bytes_received: report.receivedBytes,
    bytes_truncated: udp.truncatedBytes,
    bytes_lost: udp.missingBytes - refusedBytes,
  };
}
