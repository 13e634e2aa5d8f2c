/**
 * `ports.csv`: which addresses and ports every connection used, as the client
 * saw them, and whether the server saw the same.
 *
 * @module
 */

import { portRows } from "../experiment/port_rows.ts";
import type { PortRow, TrialRecord } from "../experiment/record.ts";
import type { Table } from "./table.ts";
import { TRIAL_COLUMNS } from "./trial_columns.ts";
import type { OfTrial } from "./trial_columns.ts";

/** A row: one pair of ends of one trial. */
export interface PortsRow extends OfTrial {
  /** The pair; the agreement is unknown where the server could not tell. */
  pair: PortRow;
}

/** The table of ports. */
export const PORTS_TABLE: Table<PortsRow> = {
  file: "ports.csv",
  rows: "One row per TCP connection or UDP client of a trial.",
  columns: [
    TRIAL_COLUMNS.experiment,
    TRIAL_COLUMNS.condition,
    TRIAL_COLUMNS.trial,
    TRIAL_COLUMNS.block,
    TRIAL_COLUMNS.warm_up,
    {
      name: "transport",
      type: "text",
      unit: "",
      meaning: "tcp or udp.",
      cell: ({ pair }) => pair.transport,
    },
    {
      name: "sequence",
      type: "integer",
      unit: "count",
      meaning:
        "Order of the connection within its trial, from 0; for a trial that lists no pairs, the order of its transfers.",
      cell: ({ pair }) => pair.sequence,
    },
    {
      name: "client_address",
      type: "text",
      unit: "",
      meaning: "IPv4 or IPv6 address of the client's end.",
      cell: ({ pair }) => pair.client_address,
    },
    {
      name: "client_port",
      type: "integer",
      unit: "port number",
      meaning: "Port of the client's end, 1 to 65535.",
      cell: ({ pair }) => pair.client_port,
    },
    {
      name: "server_address",
      type: "text",
      unit: "",
      meaning: "IPv4 or IPv6 address of the server's end.",
      cell: ({ pair }) => pair.server_address,
    },
    {
      name: "server_port",
      type: "integer",
      unit: "port number",
      meaning: "Port of the server's end, 1 to 65535.",
      cell: ({ pair }) => pair.server_port,
    },
    {
      name: "clients",
      type: "integer",
      unit: "count",
      meaning:
        "Clients that were active at the same time; for pairs taken from transfers, the clients of the trial.",
      cell: ({ pair }) => pair.clients,
    },
    {
      name: "book",
      type: "text",
      unit: "",
      meaning: "Book that was fetched; empty where none was.",
      cell: ({ pair }) => pair.book,
    },
    {
      name: "pair_agrees",
      type: "boolean",
      unit: "",
      meaning:
        "Whether the server saw the same pair of addresses and ports; empty where it could not tell.",
      cell: ({ pair }) => pair.pair_agrees,
    },
  ],
};

/**
 * The rows of one trial.
 *
 * @param record The trial.
 * @returns The pairs that it lists, else those of its transfers.
 */
export function portsRows(record: TrialRecord): PortsRow[] {
  const { ports, transfers } = record;
  const pairs = ports ?? portRows(transfers, transfers.length);
  return pairs.map((pair) => ({ trial: record, pair }));
}
