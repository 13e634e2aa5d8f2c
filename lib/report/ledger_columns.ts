/**
 * Columns of the account of a UDP transfer: the fate of every datagram, and where the
 * lost ones went.
 *
 * @module
 */

import type {
  Ledger,
  LinkLosses,
  LossAttribution,
} from "../experiment/record.ts";
import { describedColumns, type Meaning } from "./described_columns.ts";
import type { Column } from "./table.ts";

const LEDGER: Record<Exclude<keyof Ledger, "attribution">, Meaning> = {
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
  bytes_truncated_by_kernel: [
    "integer",
    "bytes",
    "UDP only: the same by the kernel's own word (MSG_TRUNC); empty where the engine cannot ask.",
  ],
  bytes_lost: [
    "integer",
    "bytes",
    "UDP only: bytes of the book in lost datagrams.",
  ],
};

const ATTRIBUTION: Record<Exclude<keyof LossAttribution, "link">, Meaning> = {
  kernel_drops: [
    "integer",
    "count",
    "UDP only: datagrams that the kernel dropped at the client's socket, end markers and wrong checksums included (SO_RXQ_OVFL, or drops in /proc/net/udp); Linux only.",
  ],
  end_markers_lost: [
    "integer",
    "count",
    "UDP only: end markers sent and never received.",
  ],
  datagrams_dropped_at_receiver: [
    "integer",
    "count",
    "UDP only: lost data datagrams that the kernel dropped at the client's socket: its receive buffer was full.",
  ],
  datagrams_lost_on_the_way: [
    "integer",
    "count",
    "UDP only: lost data datagrams that were not dropped there; 0 on loopback.",
  ],
  bytes_dropped_at_receiver: [
    "integer",
    "bytes",
    "UDP only: bytes of the book in the datagrams dropped at the client's socket.",
  ],
  bytes_lost_on_the_way: [
    "integer",
    "bytes",
    "UDP only: bytes of the book in the datagrams lost on the way.",
  ],
  drops_unexplained: [
    "integer",
    "count",
    "UDP only: drops of the kernel beyond everything that is missing; 0 where the account closes.",
  ],
};

/** Fate by fate, of a transfer on a link that was recorded packet by packet. */
const LINK_LOSSES: Record<keyof LinkLosses, string> = {
  rule: "that a rule of the link dropped",
  loss: "by the link's random loss",
  burst_loss: "by the link's loss in bursts",
  queue_full: "that found no room in front of the link's bottleneck",
  refused: "that the client's host did not take from the link",
  corrupted: "in which the link turned a bit over: the checksum was wrong",
  late: "that came after the client had stopped waiting",
  receive_buffer: "that came in time, and found the receive buffer full",
  unexplained: "for none of these reasons; always 0",
};

/** The columns of the losses on a link. */
function linkColumns<Row>(
  ledger: (row: Row) => Ledger | undefined,
): Column<Row>[] {
  const fields = Object.entries(LINK_LOSSES) as [keyof LinkLosses, string][];
  return fields.map(([field, which]) => ({
    name: `datagrams_lost_${field}`,
    type: "integer",
    unit: "count",
    meaning: `UDP only: lost data datagrams ${which}; only where a link's ` +
      "packets were held against the ledger.",
    cell: (row) => ledger(row)?.attribution?.link?.[field],
  }));
}

/**
 * The columns of a ledger.
 *
 * @param ledger The ledger of a row, absent over TCP.
 * @returns A column for each of its figures.
 */
export function ledgerColumns<Row>(
  ledger: (row: Row) => Ledger | undefined,
): Column<Row>[] {
  return [
    ...describedColumns<Row, keyof typeof LEDGER>(LEDGER, ledger),
    ...describedColumns<Row, keyof typeof ATTRIBUTION>(
      ATTRIBUTION,
      (row) => ledger(row)?.attribution,
    ),
    ...linkColumns(ledger),
  ];
}
