/**
 * `trials.csv`: a row per trial, with its condition, every metric and what the
 * machine did.
 *
 * @module
 */

import { METRICS } from "../experiment/metric.ts";
import type { MetricName } from "../experiment/metric.ts";
import type { FactorColumn } from "./factor_columns.ts";
import type { Column, Table } from "./table.ts";
import { TRIAL_COLUMNS } from "./trial_columns.ts";
import type { OfTrial } from "./trial_columns.ts";

/** A row: a trial and the run that it belongs to. */
export interface TrialRow extends OfTrial {
  /** Name of the run. */
  run: string;
}

/** Before the factors: which trial this is. */
const FIRST: readonly Column<TrialRow>[] = [
  {
    name: "run",
    type: "text",
    unit: "",
    meaning: "Name of the run, as its manifest gives it.",
    cell: ({ run }) => run,
  },
  TRIAL_COLUMNS.experiment,
  TRIAL_COLUMNS.trial,
  TRIAL_COLUMNS.block,
  TRIAL_COLUMNS.warm_up,
  TRIAL_COLUMNS.condition,
  {
    name: "started_at",
    type: "timestamp",
    unit: "",
    meaning: "When the trial started, ISO 8601 in UTC.",
    cell: ({ trial }) => trial.started_at,
  },
  {
    name: "trial_seconds",
    type: "number",
    unit: "seconds",
    meaning: "Wall time of the whole trial with its set-up.",
    cell: ({ trial }) => trial.trial_seconds,
  },
  {
    name: "engine",
    type: "text",
    unit: "",
    meaning: "How the endpoints did socket I/O.",
    cell: ({ trial }) => trial.engine,
  },
  {
    name: "link",
    type: "text",
    unit: "",
    meaning: "Path between the hosts.",
    cell: ({ trial }) => trial.link,
  },
];

/** Every metric of the catalogue, also those of no trial: the header stays the same from run to run. */
const METRIC_COLUMNS: readonly Column<TrialRow>[] = Object.entries(METRICS).map(
  ([name, { unit, meaning }]) => ({
    name,
    type: "number",
    unit,
    meaning,
    cell: ({ trial }) => trial.metrics[name as MetricName],
  }),
);

/** After the metrics: the machine, and what an experiment said in words. */
const LAST: readonly Column<TrialRow>[] = [
  {
    name: "load_average_1",
    type: "number",
    unit: "processes",
    meaning: "One-minute load average at the end of the trial.",
    cell: ({ trial }) => trial.machine.load_average_1,
  },
  {
    name: "server_cpu_seconds",
    type: "number",
    unit: "seconds",
    meaning: "CPU time of the server process, user and system.",
    cell: ({ trial }) => trial.machine.server_cpu_seconds,
  },
  {
    name: "client_cpu_seconds",
    type: "number",
    unit: "seconds",
    meaning: "CPU time of all client processes, user and system.",
    cell: ({ trial }) => trial.machine.client_cpu_seconds,
  },
  {
    name: "steal_seconds",
    type: "number",
    unit: "seconds",
    meaning:
      "Time that the hypervisor gave to others during the trial, all cores; Linux only.",
    cell: ({ trial }) => trial.machine.steal_seconds,
  },
  {
    name: "observations",
    type: "JSON",
    unit: "",
    meaning:
      "Anything else that the experiment observed, as a JSON object of names and values.",
    cell: ({ trial }) =>
      trial.observations && JSON.stringify(trial.observations),
  },
  {
    name: "error",
    type: "text",
    unit: "",
    meaning:
      "Why the trial could not be completed; empty for a trial that was. A failed trial has no metrics.",
    cell: ({ trial }) => trial.error,
  },
];

/** Names that a factor's column must not take. */
export const TRIALS_RESERVED: readonly string[] = [
  ...FIRST,
  ...METRIC_COLUMNS,
  ...LAST,
].map(({ name }) => name);

/**
 * The table of all trials.
 *
 * @param factors The columns of the factors.
 * @returns The table; its rows come in the order of `trials.jsonl`.
 */
export function trialsTable(factors: readonly FactorColumn[]): Table<TrialRow> {
  return {
    file: "trials.csv",
    rows: "One row per trial, also of the warm-up block and of failed trials.",
    columns: [
      ...FIRST,
      ...factors.map(({ factor: _, cell, ...description }) => ({
        ...description,
        cell: ({ trial }: TrialRow) => cell(trial),
      })),
      ...METRIC_COLUMNS,
      ...LAST,
    ],
  };
}
