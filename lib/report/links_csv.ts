/**
 * `links.csv`: where every packet of a trial on an emulated link went.
 *
 * @module
 */

import { type Direction, DIRECTIONS } from "../link/link_spec.ts";
import type { DirectionAccount } from "../link/account.ts";
import { DROP_CAUSES, type DropCause } from "../link/trace.ts";
import { describedColumns, type Meaning } from "./described_columns.ts";
import type { Column, Table } from "./table.ts";
import {
  FIRST_TRIAL_COLUMNS,
  type OfTrial,
  type TrialHead,
} from "./trial_columns.ts";

/** A row: one direction of one trial. */
export interface LinkRow extends OfTrial {
  /** The direction. */
  direction: Direction;
  /** What became of its packets. */
  account: DirectionAccount;
}

const MEANINGS: Record<Exclude<keyof DirectionAccount, "dropped">, Meaning> = {
  taken: [
    "integer",
    "count",
    "IP packets that the sender's kernel handed to the link.",
  ],
  taken_bytes: ["integer", "bytes", "Bytes of them, with all headers of IP."],
  copied: ["integer", "count", "Copies that the link made."],
  delivered: [
    "integer",
    "count",
    "Packets, copies included, that the receiver's kernel took.",
  ],
  delivered_bytes: ["integer", "bytes", "Bytes of them."],
  underway: [
    "integer",
    "count",
    "Packets that were still on their way when the trial ended: taken + copied = delivered + everything dropped + underway.",
  ],
  corrupted: ["integer", "count", "Packets in which one bit was turned over."],
  reordered: [
    "integer",
    "count",
    "Packets that were held back until later ones had passed.",
  ],
  queue_peak_bytes: [
    "integer",
    "bytes",
    "Most bytes that waited for the bottleneck at once, the packet being sent included; 0 without a rate.",
  ],
  queue_mean_ms: [
    "number",
    "milliseconds",
    "Mean time that packets waited for the bottleneck.",
  ],
  queue_max_ms: ["number", "milliseconds", "Longest such time."],
  device_sent: [
    "integer",
    "count",
    "Packets that the sender's kernel counted as sent at its device: as many as were taken.",
  ],
  device_dropped: [
    "integer",
    "count",
    "Packets that the sender's kernel dropped at its device, before the link saw them.",
  ],
  device_received: [
    "integer",
    "count",
    "Packets that the receiver's kernel counted as received at its device: as many as were delivered.",
  ],
};

const DROP_MEANINGS: Record<DropCause, string> = {
  rule: "Packets that a rule dropped.",
  loss: "Packets that random loss dropped.",
  burst_loss: "Packets that the loss in bursts dropped.",
  queue_full: "Packets that found no room in front of the bottleneck.",
  refused: "Packets that the receiver's kernel did not take.",
};

const dropColumns: Column<LinkRow>[] = DROP_CAUSES.map((cause) => ({
  name: `dropped_${cause}`,
  type: "integer",
  unit: "count",
  meaning: DROP_MEANINGS[cause],
  cell: ({ account }) => account.dropped[cause],
}));

/** The table. In each row taken + copied = delivered + all dropped + underway. */
export const LINKS_TABLE: Table<LinkRow> = {
  file: "links.csv",
  rows:
    "One row per direction of the emulated link of a trial; none without one.",
  columns: [
    ...FIRST_TRIAL_COLUMNS,
    {
      name: "link",
      type: "text",
      unit: "",
      meaning: "What the link did, as --link takes it.",
      cell: ({ trial }) => trial.link,
    },
    {
      name: "direction",
      type: "text",
      unit: "",
      meaning: "server_to_client or client_to_server.",
      cell: ({ direction }) => direction,
    },
    ...describedColumns<LinkRow, keyof typeof MEANINGS>(
      MEANINGS,
      ({ account }) => account,
    ),
    ...dropColumns,
  ],
};

/**
 * The rows of one trial.
 *
 * @param trial The trial.
 * @returns Two rows, or none.
 */
export function linkRows(trial: TrialHead): LinkRow[] {
  const { link_account } = trial;
  return link_account === undefined ? [] : DIRECTIONS.map((direction) => ({
    trial,
    direction,
    account: link_account[direction],
  }));
}
