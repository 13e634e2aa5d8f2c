/**
 * `counters.csv`: what the kernel counted during each trial, tidy.
 *
 * @module
 */

import type { FactorColumn } from "./factor_columns.ts";
import type { Column, Table } from "./table.ts";
import {
  FIRST_TRIAL_COLUMNS,
  levelColumns,
  type OfTrial,
  type TrialHead,
} from "./trial_columns.ts";

/** A row: one counter of one trial. */
export interface CounterRow extends OfTrial {
  /** Name, such as `TcpExt.DelayedACKs`. */
  counter: string;
  /** By how much it rose. */
  delta: number;
}

const LAST: readonly Column<CounterRow>[] = [
  {
    name: "counter",
    type: "text",
    unit: "",
    meaning:
      "Name of the counter as in /proc/net/snmp, netstat and snmp6, such as TcpExt.DelayedACKs; the kernel's Documentation/networking/snmp_counter.rst explains them. There are those that moved, and those that are evidence even at 0.",
    cell: ({ counter }) => counter,
  },
  {
    name: "delta",
    type: "integer",
    unit: "count",
    meaning:
      "By how much it rose during the trial, in the network namespace that trials.csv names: all that happened there, also what was not this run's where network_namespace_own is false.",
    cell: ({ delta }) => delta,
  },
];

/** Names that a factor's column must not take. */
export const COUNTERS_RESERVED: readonly string[] = [
  ...FIRST_TRIAL_COLUMNS,
  ...LAST,
].map((
  { name },
) => name);

/**
 * The table of counters.
 *
 * @param factors The columns of the factors.
 * @returns The table.
 */
export function countersTable(
  factors: readonly FactorColumn[],
): Table<CounterRow> {
  return {
    file: "counters.csv",
    rows:
      "One row per kernel counter of a trial; none for a trial without counters.",
    columns: [
      ...FIRST_TRIAL_COLUMNS,
      ...levelColumns(factors),
      ...LAST,
    ],
  };
}

/**
 * The rows of one trial.
 *
 * @param trial The trial.
 * @returns One row per counter, in the kernel's order; none where nothing is known.
 */
export function counterRows(trial: TrialHead): CounterRow[] {
  return Object.entries(trial.counters ?? {}).map(([counter, delta]) => ({
    trial,
    counter,
    delta,
  }));
}
