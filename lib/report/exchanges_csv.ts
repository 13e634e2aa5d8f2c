/**
 * `exchanges.csv`: every single request–response exchange, so that a stall can
 * be seen where it happened.
 *
 * @module
 */

import type { TrialRecord } from "../experiment/record.ts";
import type { Table } from "./table.ts";
import { FIRST_TRIAL_COLUMNS } from "./trial_columns.ts";
import type { OfTrial } from "./trial_columns.ts";

/** A row: one exchange of one trial. */
export interface ExchangeRow extends OfTrial {
  /** Position in the trial, from 0. */
  exchange: number;
  /** Time that it took, in seconds. */
  seconds: number;
}

/** The table of exchanges. */
export const EXCHANGES_TABLE: Table<ExchangeRow> = {
  file: "exchanges.csv",
  rows: "One row per request–response exchange of a trial.",
  columns: [
    ...FIRST_TRIAL_COLUMNS,
    {
      name: "exchange",
      type: "integer",
      unit: "count",
      meaning: "Position of the exchange within its trial, from 0.",
      cell: ({ exchange }) => exchange,
    },
    {
      name: "seconds",
      type: "number",
      unit: "seconds",
      meaning: "Time of the exchange at the client.",
      cell: ({ seconds }) => seconds,
    },
  ],
};

/**
 * The rows of one trial.
 *
 * @param record The trial.
 * @returns One row per exchange, in order; none for other workloads.
 */
export function exchangeRows(record: TrialRecord): ExchangeRow[] {
  return (record.exchange_seconds ?? []).map((seconds, exchange) => ({
    trial: record,
    exchange,
    seconds,
  }));
}
