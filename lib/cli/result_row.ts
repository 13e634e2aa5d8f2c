/**
 * The row that a download appends to its result file.
 *
 * @module
 */

import type { DownloadReport } from "../endpoint/protocol.ts";
import { ledgerOf } from "../experiment/ledger_of.ts";
import { perSecond } from "../experiment/metrics_of.ts";

/** How a book was downloaded. */
export interface HowDownloaded {
  /** The transport. */
  transport: "tcp" | "udp";
  /** Name of the engine. */
  engine: string;
  /** Bytes of one write, or of the book in one datagram. */
  bufferBytes: number;
  /** Room in the receive buffer, in bytes. */
  receiveBufferBytes: number;
}

/**
 * Makes the row. Its names are those of the columns of `transfers.csv` where they mean
 * the same.
 *
 * @param report What came.
 * @param how How.
 * @returns The row; what the kernel does not tell is absent.
 */
export function resultRow(
  report: DownloadReport,
  how: HowDownloaded,
): Record<string, unknown> {
  const { udp, tcpInfo } = report;
  return {
    book: report.book,
    transport: how.transport,
    engine: how.engine,
    pid: Deno.pid,
    buffer_bytes: how.bufferBytes,
    receive_buffer_bytes: how.receiveBufferBytes,
    time_seconds: report.seconds,
    first_byte_seconds: report.firstByteSeconds,
    original_bytes: report.announcedBytes,
    received_bytes: report.receivedBytes,
    throughput_bytes_per_second: perSecond(
      report.receivedBytes,
      report.seconds,
    ),
    words_received: report.receivedWords,
    reads: report.reads,
    sha256_sent: report.announcedSha256,
    sha256_received: report.receivedSha256,
    client_address: report.local.address,
    client_port: report.local.port,
    server_address: report.remote.address,
    server_port: report.remote.port,
    ...(udp === undefined ? {} : {
      ...ledgerFields(udp, report),
      missing_ranges: udp.missingRanges,
    }),
    ...(tcpInfo === undefined ? {} : { tcp_info: tcpInfo }),
  };
}

/** The ledger and where the lost datagrams went, side by side. */
function ledgerFields(
  udp: NonNullable<DownloadReport["udp"]>,
  report: DownloadReport,
): Record<string, unknown> {
  const { attribution, ...ledger } = ledgerOf(udp, report);
  return { ...ledger, ...attribution };
}
