/**
 * `transfers.csv`: a row per book that crossed, with both ends of its socket, the
 * account of its datagrams, and what the kernel says about its connection.
 *
 * @module
 */

import type {
  EndOfSocket,
  TransferRecord,
  TrialRecord,
} from "../experiment/record.ts";
import { describedColumns, type Meaning } from "./described_columns.ts";
import { ledgerColumns } from "./ledger_columns.ts";
import type { Column, Table } from "./table.ts";
import { tcpInfoColumns } from "./tcp_info_columns.ts";
import { FIRST_TRIAL_COLUMNS } from "./trial_columns.ts";
import type { OfTrial } from "./trial_columns.ts";

/** A row: one transfer of one trial. */
export interface TransferRow extends OfTrial {
  /** Position of the client in the trial, from 0. */
  client: number;
  /** What the record says of it. */
  transfer: TransferRecord;
}

/** Fields of a transfer that are one cell each. */
type PlainField = Exclude<
  keyof TransferRecord,
  | "client"
  | "server"
  | "server_view"
  | "tcp_info"
  | "ledger"
  | "missing_ranges"
  | "progress"
>;

// Typed by the record's own keys: a field added there must be described here.
const PLAIN: Record<PlainField, Meaning> = {
  transport: ["text", "", "tcp or udp."],
  book: ["text", "", "Name of the book in the corpus."],
  asked_bytes: [
    "integer",
    "bytes",
    "Bytes of the book that were asked for: all of it, or the condition's prefix.",
  ],
  received_bytes: [
    "integer",
    "bytes",
    "Bytes of the book that arrived and were kept.",
  ],
  sha256_sent: [
    "text",
    "hexadecimal",
    "SHA-256 of the bytes asked for, as the server announced it.",
  ],
  sha256_received: ["text", "hexadecimal", "SHA-256 of the bytes received."],
  content_intact: [
    "boolean",
    "",
    "Whether what was received is the book's own bytes, without the missing ranges: checked against the file, not against the server's word.",
  ],
  words_sent: [
    "integer",
    "words",
    "Words in the bytes asked for, counted as wc -w counts.",
  ],
  words_received: [
    "integer",
    "words",
    "Words in the received file, put together in order without the missing parts.",
  ],
  words_lost: ["integer", "words", "words_sent less words_received."],
  started_at_ms: [
    "number",
    "milliseconds",
    "The client's start, since 1970-01-01T00:00:00Z, on the clock that all processes of a machine share.",
  ],
  time_seconds: [
    "number",
    "seconds",
    "From before connect (UDP: the first request) to the last byte that arrived.",
  ],
  first_byte_seconds: [
    "number",
    "seconds",
    "From the same start to the first byte of the book.",
  ],
  connect_seconds: [
    "number",
    "seconds",
    "TCP only: from the same start until the connection was there.",
  ],
  throughput_bytes_per_second: [
    "number",
    "bytes per second",
    "Goodput: received_bytes divided by time_seconds.",
  ],
  send_buffer_bytes: [
    "integer",
    "bytes",
    "Size of one write at the server (UDP: book bytes of one datagram).",
  ],
  receive_buffer_bytes: [
    "integer",
    "bytes",
    "Size of the client's receive buffer (UDP: without the header).",
  ],
  writes: ["integer", "count", "Write calls at the server."],
  reads: [
    "integer",
    "count",
    "Read calls at the client that returned data.",
  ],
  pause_median_microseconds: [
    "number",
    "microseconds",
    "Median pause that the server achieved after a transmission; empty without a pause.",
  ],
  missing_ranges_count: [
    "integer",
    "count",
    "UDP only: number of missing byte ranges of the book, also beyond the ones listed.",
  ],
  requests: ["integer", "count", "UDP only: requests that the client sent."],
};

/** The table of transfers. */
export const TRANSFERS_TABLE: Table<TransferRow> = {
  file: "transfers.csv",
  rows: "One row per book on its way from the server to one client of a trial.",
  columns: [
    ...FIRST_TRIAL_COLUMNS,
    {
      name: "client",
      type: "integer",
      unit: "count",
      meaning: "Position of the client within its trial, from 0.",
      cell: ({ client }) => client,
    },
    ...describedColumns<TransferRow, PlainField>(
      PLAIN,
      ({ transfer }) => transfer,
    ),
    {
      name: "digest_equal",
      type: "boolean",
      unit: "",
      meaning: "Whether sha256_received equals sha256_sent.",
      cell: ({ transfer }) => transfer.sha256_sent === transfer.sha256_received,
    },
    {
      name: "missing_ranges",
      type: "text",
      unit: "bytes",
      meaning:
        "UDP only: missing byte ranges of the book, each as from-to with the first missing byte and the one after the last, separated by spaces; at most 2,000.",
      cell: ({ transfer }) =>
        transfer.missing_ranges?.map(([from, to]) => `${from}-${to}`).join(" "),
    },
    {
      name: "progress",
      type: "text",
      unit: "seconds and bytes",
      meaning:
        "How far the client was at which time, at some twenty places of the book: seconds since its start, a colon, bytes of the book up to there (UDP: also those missing before it), separated by spaces.",
      cell: ({ transfer }) =>
        transfer.progress?.map(([seconds, bytes]) => `${seconds}:${bytes}`)
          .join(" "),
    },
    ...ledgerColumns<TransferRow>(({ transfer }) => transfer.ledger),
    ...tcpInfoColumns<TransferRow>(
      { prefix: "client_tcp_", whose: "the client's end at its last byte" },
      ({ transfer }) => transfer.tcp_info?.client,
    ),
    ...tcpInfoColumns<TransferRow>(
      {
        prefix: "server_tcp_",
        whose: "the server's end once the client had everything",
      },
      ({ transfer }) => transfer.tcp_info?.server,
    ),
    ...endColumns("client", "the client's end as the client reports it", (
      { client },
    ) => client),
    ...endColumns("server", "the server's end as the client reports it", (
      { server },
    ) => server),
    ...endColumns(
      "server_view_client",
      "the client's end as the server reports it",
      ({ server_view }) => server_view?.client,
    ),
    ...endColumns(
      "server_view_server",
      "the server's end as the server reports it",
      ({ server_view }) => server_view?.server,
    ),
  ],
};

/**
 * The rows of one trial.
 *
 * @param record The trial.
 * @returns One row per client, in order.
 */
export function transferRows(record: TrialRecord): TransferRow[] {
  return record.transfers.map((transfer, client) => ({
    trial: record,
    client,
    transfer,
  }));
}

/** Process, address and port of one end. */
function endColumns(
  prefix: string,
  which: string,
  end: (transfer: TransferRecord) => EndOfSocket | undefined,
): Column<TransferRow>[] {
  return [
    {
      name: `${prefix}_pid`,
      type: "integer",
      unit: "",
      meaning: `Process id of ${which}.`,
      cell: ({ transfer }) => end(transfer)?.pid,
    },
    {
      name: `${prefix}_address`,
      type: "text",
      unit: "",
      meaning: `IPv4 or IPv6 address of ${which}.`,
      cell: ({ transfer }) => end(transfer)?.address,
    },
    {
      name: `${prefix}_port`,
      type: "integer",
      unit: "port number",
      meaning: `Port of ${which}.`,
      cell: ({ transfer }) => end(transfer)?.port,
    },
  ];
}
