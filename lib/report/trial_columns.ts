/**
 * The columns that say which trial a row belongs to. `experiment` and `trial`
 * together are the key that joins the tables.
 *
 * @module
 */

import type { TrialRecord } from "../experiment/record.ts";
import type { FactorColumn } from "./factor_columns.ts";
import type { Column } from "./table.ts";

/** A record without its lists, which have tables of their own. */
export type TrialHead = Omit<
  TrialRecord,
  "transfers" | "exchange_seconds" | "ports"
>;

/**
 * Takes the lists off a record, so that a long run fits into memory.
 *
 * @param record A record; it is left as it is.
 * @returns A copy without the lists.
 */
export function headOf(record: TrialRecord): TrialHead {
  const { transfers: _, exchange_seconds: __, ports: ___, ...head } = record;
  const { exchange_tcp_info: connection } = head;
  if (connection === undefined) return head;
  const { client_samples: _c, server_samples: _s, ...ends } = connection;
  return { ...head, exchange_tcp_info: ends };
}

/** Row of a table whose rows belong to a trial. */
export interface OfTrial {
  /** The trial. */
  trial: TrialHead;
}

/** The identifying columns by name, for tables to put in their own order. */
export const TRIAL_COLUMNS = {
  experiment: {
    name: "experiment",
    type: "text",
    unit: "",
    meaning: "Name of the experiment.",
    cell: ({ trial }) => trial.experiment,
  },
  trial: {
    name: "trial",
    type: "integer",
    unit: "count",
    meaning:
      "Position of the trial in the order in which the experiment's trials were run, from 0; with experiment the key that joins the tables.",
    cell: ({ trial }) => trial.trial,
  },
  block: {
    name: "block",
    type: "integer",
    unit: "count",
    meaning:
      "Block of the trial: every condition once, in random order; 0 is the warm-up block.",
    cell: ({ trial }) => trial.block,
  },
  warm_up: {
    name: "warm_up",
    type: "boolean",
    unit: "",
    meaning: "Whether the trial belongs to the warm-up block.",
    cell: ({ trial }) => trial.warm_up,
  },
  condition: {
    name: "condition",
    type: "text",
    unit: "",
    meaning: "Key of the condition: one level of each factor.",
    cell: ({ trial }) => trial.condition,
  },
} as const satisfies Record<string, Column<OfTrial>>;

/** All of them, in the order in which they stand first in most tables. */
export const FIRST_TRIAL_COLUMNS: readonly Column<OfTrial>[] = Object.values(
  TRIAL_COLUMNS,
);

/**
 * The columns of the factors, for a table whose rows belong to a trial.
 *
 * @param factors The columns of the run's factors.
 * @returns The same columns, with the level of the row's trial.
 */
export function levelColumns(
  factors: readonly FactorColumn[],
): Column<OfTrial>[] {
  return factors.map(({ factor: _, cell, ...description }) => ({
    ...description,
    cell: ({ trial }) => cell(trial),
  }));
}
