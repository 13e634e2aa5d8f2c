/**
 * `transfers.csv`: a row per book that crossed, with both ends of its socket
 * and the account of its datagrams.
 *
 * @module
 */

import type {
  EndOfSocket,
  Ledger,
  TransferRecord,
  TrialRecord,
} from "../experiment/record.ts";
import type { Cell, Column, ColumnType, Table } from "./table.ts";
import { TRIAL_COLUMNS } from "./trial_columns.ts";
import type { OfTrial } from "./trial_columns.ts";

/** A row: one transfer of one trial. */
export interface TransferRow extends OfTrial {
  /** Position of the client in the trial, from 0. */
  client: number;
  /** What the record says of it. */
  transfer: TransferRecord;
}

/** Type, unit and meaning of a column. */
type Meaning = readonly [type: ColumnType, unit: string, meaning: string];

/** Fields of a transfer that are one cell each. */
type PlainField = Exclude<
  keyof TransferRecord,
  "client" | "server" | "server_view" | "ledger" | "missing_ranges"
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

const LEDGER: Record<keyof Ledger, Meaning> = {
  datagrams_sent: [
    "integer",
    "count",
    "UDP only: data datagrams that the server handed to the kernel.",
  ],
  datagrams_refused: [
    "integer",
    "count",
    "UDP only: data datagrams that the kernel refused to send, such as with EMSGSIZE.",
  ],
  datagrams_received: [
    "integer",
    "count",
    "UDP only: distinct data datagrams that reached the client.",
  ],
  datagrams_lost: [
    "integer",
    "count",
    "UDP only: data datagrams sent and never received.",
  ],
  datagrams_duplicated: [
    "integer",
    "count",
    "UDP only: copies beyond the first of a data datagram.",
  ],
  datagrams_reordered: [
    "integer",
    "count",
    "UDP only: data datagrams that arrived after a later one (RFC 4737, section 3.3).",
  ],
  datagrams_truncated: [
    "integer",
    "count",
    "UDP only: data datagrams cut short by the client's receive buffer; they count as received.",
  ],
  datagrams_foreign: [
    "integer",
    "count",
    "UDP only: datagrams of another sender or another transfer, discarded.",
  ],
  bytes_sent: [
    "integer",
    "bytes",
    "UDP only: bytes of the book in the datagrams sent, headers not counted.",
  ],
  bytes_received: [
    "integer",
    "bytes",
    "UDP only: bytes of the book that the client kept, by the account of the datagrams.",
  ],
  bytes_truncated: [
    "integer",
    "bytes",
    "UDP only: bytes of the book cut off received datagrams by a short buffer.",
  ],
  bytes_lost: [
    "integer",
    "bytes",
    "UDP only: bytes of the book in lost datagrams.",
  ],
};

/** The table of transfers. */
export const TRANSFERS_TABLE: Table<TransferRow> = {
  file: "transfers.csv",
  rows: "One row per book on its way from the server to one client of a trial.",
  columns: [
    TRIAL_COLUMNS.experiment,
    TRIAL_COLUMNS.trial,
    TRIAL_COLUMNS.block,
    TRIAL_COLUMNS.warm_up,
    TRIAL_COLUMNS.condition,
    {
      name: "client",
      type: "integer",
      unit: "count",
      meaning: "Position of the client within its trial, from 0.",
      cell: ({ client }) => client,
    },
    ...columns(PLAIN, ({ transfer }) => transfer),
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
        "UDP only: missing byte ranges of the book, each as from-to with the first missing byte and the one after the last, separated by spaces; at most 1,000.",
      cell: ({ transfer }) =>
        transfer.missing_ranges?.map(([from, to]) => `${from}-${to}`).join(" "),
    },
    ...columns(LEDGER, ({ transfer }) => transfer.ledger),
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

/** A column for each described field of a part of the row that may be absent. */
function columns<Field extends string>(
  meanings: Record<Field, Meaning>,
  part: (
    row: TransferRow,
  ) => Partial<Record<Field, Cell>> | undefined,
): Column<TransferRow>[] {
  return (Object.entries(meanings) as [Field, Meaning][]).map(
    ([name, [type, unit, meaning]]) => ({
      name,
      type,
      unit,
      meaning,
      cell: (row) => part(row)?.[name],
    }),
  );
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
