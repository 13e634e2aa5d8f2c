/**
 * What `download` prints.
 *
 * @module
 */

import type { DownloadReport, UdpReport } from "../endpoint/protocol.ts";
import { ledgerOf } from "../experiment/ledger_of.ts";
import { perSecond } from "../experiment/metrics_of.ts";
import type { Ledger, LossAttribution } from "../experiment/record.ts";
import type { TcpInfo } from "../socket/engine.ts";
import { printable } from "./command.ts";
import { count } from "./count.ts";

/**
 * A download in a few lines: what came, what was lost, and what the kernel says of it.
 *
 * @param report What came.
 * @param file Where it is, as it is to be shown.
 * @returns Lines for a terminal.
 */
export function describeDownload(report: DownloadReport, file: string): string {
  const { udp, tcpInfo } = report;
  const whole = report.receivedSha256 === report.announcedSha256;
  return [
    `${printable(JSON.stringify(report.book))}: ${report.receivedBytes} of ` +
    `${report.announcedBytes} bytes in ${
      (report.seconds * 1000).toFixed(2)
    } ms, ` +
    `${perSecond(report.receivedBytes, report.seconds).toFixed(0)} bytes/s, ` +
    `${report.receivedWords} words, in ${file}`,
    whole
      ? "Nothing was lost: the digests agree."
      : "It is not the whole book.",
    ...(udp === undefined ? [] : linesOfLedger(ledgerOf(udp, report), udp)),
    ...(tcpInfo === undefined ? [] : linesOfTcpInfo(tcpInfo)),
  ].join("\n");
}

function linesOfLedger(ledger: Ledger, { missingRanges }: UdpReport): string[] {
  const { attribution } = ledger;
  return [
    `Datagrams: ${ledger.datagrams_sent} sent, ${ledger.datagrams_received} received, ` +
    `${ledger.datagrams_lost} lost (${ledger.bytes_lost} bytes), ` +
    `${ledger.datagrams_refused} refused, ${ledger.datagrams_duplicated} duplicated, ` +
    `${ledger.datagrams_reordered} reordered, ${ledger.datagrams_truncated} truncated ` +
    `(${ledger.bytes_truncated} bytes cut off); ${missingRanges.length} range(s) missing`,
    ...(attribution === undefined ? [] : linesOfAttribution(attribution)),
  ];
}

/** Nothing where nothing was lost. */
function linesOfAttribution(attribution: LossAttribution): string[] {
  const places = [
    {
      where: "dropped at the receiver's full buffer",
      datagrams: attribution.datagrams_dropped_at_receiver,
      bytes: attribution.bytes_dropped_at_receiver,
    },
    {
      where: "lost on the way",
      datagrams: attribution.datagrams_lost_on_the_way,
      bytes: attribution.bytes_lost_on_the_way,
    },
  ].filter(({ datagrams }) => datagrams > 0).map((
    { where, datagrams, bytes },
  ) => `${where}: ${count(datagrams, "datagram")} (${bytes} bytes)`);
  const { drops_unexplained: unexplained } = attribution;
  if (unexplained > 0) {
    places.push(
      `dropped there, and not missing: ${count(unexplained, "datagram")}`,
    );
  }
  return places.length === 0
    ? []
    : [`By the kernel's count ${places.join("; ")}`];
}

/** What kernels do not tell is left out. */
function linesOfTcpInfo(info: TcpInfo): string[] {
  const figures = [
    [info.data_segments_in, "segments with data received"],
    [info.total_retransmitted_segments, "segments sent again"],
    [info.rtt_microseconds, "µs round-trip time"],
  ].flatMap(([figure, what]) =>
    figure === undefined ? [] : `${figure} ${what}`
  );
  return figures.length === 0
    ? []
    : [`By the kernel's count at this end: ${figures.join(", ")}`];
}
