/**
 * `tcp_info_samples.csv`: what the kernel said about each TCP connection while it was
 * used, so that a congestion window can be watched as it grows.
 *
 * @module
 */

import type { ConnectionEvidence, TrialRecord } from "../experiment/record.ts";
import type { TcpInfoSample } from "../transfer/tcp_info_samples.ts";
import type { Table } from "./table.ts";
import { tcpInfoColumns } from "./tcp_info_columns.ts";
import { FIRST_TRIAL_COLUMNS, type OfTrial } from "./trial_columns.ts";

/** A row: one end of one connection of one trial at one moment. */
export interface TcpInfoSampleRow extends OfTrial {
  /** Position of the client in the trial, from 0. */
  client: number;
  /** Whose end of the connection it is. */
  end: "client" | "server";
  /** What the kernel said, and when. */
  sample: TcpInfoSample;
}

/** The table of samples. */
export const TCP_INFO_SAMPLES_TABLE: Table<TcpInfoSampleRow> = {
  file: "tcp_info_samples.csv",
  rows:
    "One row per sample of TCP_INFO; the file is there only with --sample-tcp-info.",
  columns: [
    ...FIRST_TRIAL_COLUMNS,
    {
      name: "client",
      type: "integer",
      unit: "count",
      meaning:
        "Position of the client within its trial, from 0, as in transfers.csv; request–response trials have one client.",
      cell: ({ client }) => client,
    },
    {
      name: "end",
      type: "text",
      unit: "",
      meaning: "Whose end of the connection it is: client or server.",
      cell: ({ end }) => end,
    },
    {
      name: "at_milliseconds",
      type: "number",
      unit: "milliseconds",
      meaning:
        "When the kernel was asked, since this end began to: at the client when it was connected, at the server when it accepted the connection.",
      cell: ({ sample }) => sample.at_milliseconds,
    },
    ...tcpInfoColumns<TcpInfoSampleRow>(
      undefined,
      ({ sample }) => sample.info,
    ),
  ],
};

/**
 * The rows of one trial.
 *
 * @param record The trial.
 * @returns By client, then by end, then by time; none where nothing was sampled.
 */
export function tcpInfoSampleRows(record: TrialRecord): TcpInfoSampleRow[] {
  const { transfers, exchange_tcp_info } = record;
  const rowsOf = (
    { client_samples = [], server_samples = [] }: ConnectionEvidence,
    client: number,
  ) =>
    ([["client", client_samples], ["server", server_samples]] as const)
      .flatMap(([end, samples]) =>
        samples.map((sample) => ({ trial: record, client, end, sample }))
      );
  return [
    ...transfers.flatMap(({ tcp_info }, client) =>
      tcp_info === undefined ? [] : rowsOf(tcp_info, client)
    ),
    ...(exchange_tcp_info === undefined ? [] : rowsOf(exchange_tcp_info, 0)),
  ];
}
