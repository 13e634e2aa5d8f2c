/**
 * `trials.csv`: a row per trial, with its condition, every metric, what the machine
 * did, and what the kernel says.
 *
 * @module
 */

import { METRICS } from "../experiment/metric.ts";
import type { MetricName } from "../experiment/metric.ts";
import type { MachineDuring } from "../experiment/record.ts";
import { describedColumns, type Meaning } from "./described_columns.ts";
import type { FactorColumn } from "./factor_columns.ts";
import type { Column, Table } from "./table.ts";
import { tcpInfoColumns } from "./tcp_info_columns.ts";
import { FIRST_TRIAL_COLUMNS, levelColumns } from "./trial_columns.ts";
import type { OfTrial } from "./trial_columns.ts";

/** A row: a trial and the run that it belongs to. */
export interface TrialRow extends OfTrial {
  /** Name of the run. */
  run: string;
  /** Metrics in which the trial lies far from the others of its condition. */
  outlierBy: readonly MetricName[];
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
  ...FIRST_TRIAL_COLUMNS,
  {
    name: "twin_of",
    type: "text",
    unit: "",
    meaning:
      "Key of the condition that this one repeats in every block (A/A); empty for all others.",
    cell: ({ trial }) => trial.twin_of,
  },
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
    name: "cores",
    type: "text",
    unit: "",
    meaning:
      "On which cores the endpoints' main threads were kept: shared (one for all) or separate (servers on one, clients on another); empty where the scheduler chose.",
    cell: ({ trial }) => trial.cores,
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

const MACHINE: Record<keyof MachineDuring, Meaning> = {
  load_average_1: [
    "number",
    "processes",
    "One-minute load average at the end of the trial.",
  ],
  server_cpu_seconds: [
    "number",
    "seconds",
    "CPU time of all server processes, user and system.",
  ],
  client_cpu_seconds: [
    "number",
    "seconds",
    "CPU time of all client processes, user and system.",
  ],
  server_voluntary_context_switches: [
    "integer",
    "count",
    "How often threads of the server processes gave up their core to wait (getrusage(2), ru_nvcsw).",
  ],
  client_voluntary_context_switches: [
    "integer",
    "count",
    "The same of all client processes.",
  ],
  server_involuntary_context_switches: [
    "integer",
    "count",
    "How often threads of the server processes lost their core to others (ru_nivcsw).",
  ],
  client_involuntary_context_switches: [
    "integer",
    "count",
    "The same of all client processes.",
  ],
  server_peak_memory_bytes: [
    "integer",
    "bytes",
    "Peak resident set since the start of the process, which lives for many trials; of several server processes the largest one.",
  ],
  client_peak_memory_bytes: [
    "integer",
    "bytes",
    "The same of the client processes.",
  ],
  steal_seconds: [
    "number",
    "seconds",
    "Time that the hypervisor gave to others during the trial, all cores; Linux only.",
  ],
};

/** After the metrics: the machine, the kernel, and what an experiment said in words. */
const LAST: readonly Column<TrialRow>[] = [
  ...describedColumns<TrialRow, keyof MachineDuring>(
    MACHINE,
    ({ trial }) => trial.machine,
  ),
  {
    name: "network_namespace",
    type: "text",
    unit: "",
    meaning:
      "Network namespace whose counters were read, such as net:[4026531840]; Linux only.",
    cell: ({ trial }) => trial.network_namespace?.id,
  },
  {
    name: "network_namespace_own",
    type: "boolean",
    unit: "",
    meaning:
      "Whether only this run's processes were in that namespace: where it is false, the counters, and the metrics made of them, hold whatever else used the network.",
    cell: ({ trial }) => trial.network_namespace?.own,
  },
  ...tcpInfoColumns<TrialRow>(
    {
      prefix: "exchange_client_tcp_",
      whose:
        "the client's end after the last exchange of a request–response trial",
    },
    ({ trial }) => trial.exchange_tcp_info?.client,
  ),
  ...tcpInfoColumns<TrialRow>(
    {
      prefix: "exchange_server_tcp_",
      whose:
        "the server's end after the last exchange of a request–response trial",
    },
    ({ trial }) => trial.exchange_tcp_info?.server,
  ),
  {
    name: "outlier_by",
    type: "text",
    unit: "",
    meaning:
      "Compared metrics in which the trial lies far from the others of its condition (modified z-score above 3.5, on logarithms where all values are positive), separated by spaces; empty for none. Such trials are flagged and never dropped.",
    cell: ({ outlierBy }) => outlierBy.join(" ") || undefined,
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
      ...levelColumns(factors),
      ...METRIC_COLUMNS,
      ...LAST,
    ],
  };
}
