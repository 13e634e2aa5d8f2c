/**
 * Columns of what the kernel says about one end of a TCP connection (TCP_INFO). The
 * records have all of it; the tables have what tells who waited for whom.
 *
 * @module
 */

import type { TcpInfo } from "../kernel/tcp_info.ts";
import { describedColumns, type Meaning } from "./described_columns.ts";
import type { Column } from "./table.ts";

/** The fields that become columns. */
const FIELDS = {
  state: ["text", "", "State of the connection, such as ESTABLISHED."],
  segments_out: [
    "integer",
    "count",
    "Segments sent, with and without data.",
  ],
  segments_in: [
    "integer",
    "count",
    "Segments received, with and without data.",
  ],
  data_segments_out: [
    "integer",
    "count",
    "Segments with data sent, retransmissions included; on loopback one can carry 64 KiB.",
  ],
  data_segments_in: ["integer", "count", "Segments with data received."],
  bytes_acked: [
    "integer",
    "bytes",
    "Sequence numbers that were acknowledged: bytes, and 1 each for SYN and FIN.",
  ],
  bytes_received: [
    "integer",
    "bytes",
    "Sequence numbers received in order: bytes, and 1 for FIN.",
  ],
  total_retransmitted_segments: [
    "integer",
    "count",
    "Segments sent again in the whole life of the connection.",
  ],
  rtt_microseconds: [
    "integer",
    "microseconds",
    "Smoothed round-trip time (RFC 6298).",
  ],
  rtt_variance_microseconds: [
    "integer",
    "microseconds",
    "Mean deviation of the round-trip time (RFC 6298).",
  ],
  min_rtt_microseconds: [
    "integer",
    "microseconds",
    "Smallest round-trip time of late.",
  ],
  send_mss_bytes: [
    "integer",
    "bytes",
    "Largest payload of a segment that is sent.",
  ],
  congestion_window_segments: [
    "integer",
    "count",
    "Congestion window (RFC 5681).",
  ],
  slow_start_threshold_segments: [
    "integer",
    "count",
    "Where slow start ends (RFC 5681); empty while nothing has set it.",
  ],
  unacked_segments: [
    "integer",
    "count",
    "Segments sent and not yet acknowledged.",
  ],
  not_sent_bytes: [
    "integer",
    "bytes",
    "Bytes that were written and not sent yet.",
  ],
  send_window_bytes: [
    "integer",
    "bytes",
    "The other side's receive window.",
  ],
  delivery_rate_bytes_per_second: [
    "integer",
    "bytes per second",
    "Rate at which data last reached the other side; 0 until measured.",
  ],
  busy_microseconds: [
    "integer",
    "microseconds",
    "Time with data to send or to be acknowledged, in ticks of the kernel.",
  ],
  receive_window_limited_microseconds: [
    "integer",
    "microseconds",
    "Of busy_microseconds, waiting because of the other side's receive window.",
  ],
  send_buffer_limited_microseconds: [
    "integer",
    "microseconds",
    "Of busy_microseconds, waiting because of this side's send buffer.",
  ],
} as const satisfies Partial<Record<keyof TcpInfo, Meaning>>;

/**
 * The columns of one end.
 *
 * @param end What the names begin with and whose end it is; without it the fields' own
 * names.
 * @param info The account of a row, absent where there is none.
 * @returns A column for each field.
 */
export function tcpInfoColumns<Row>(
  end: { prefix: string; whose: string } | undefined,
  info: (row: Row) => TcpInfo | undefined,
): Column<Row>[] {
  const columns = describedColumns<Row, keyof typeof FIELDS>(FIELDS, info);
  if (end === undefined) return columns;
  return columns.map((column) => ({
    ...column,
    name: `${end.prefix}${column.name}`,
    meaning: `TCP_INFO of ${end.whose}. ${column.meaning}`,
  }));
}
