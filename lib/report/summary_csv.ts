/**
 * `summary.csv`: tidy, a row per experiment, condition and metric.
 *
 * @module
 */

import type { MedianInterval } from "../statistics/median_interval.ts";
import type { Summary } from "../analysis/summarize.ts";
import { METRICS } from "../experiment/metric.ts";
import type { FactorColumn } from "./factor_columns.ts";
import type { Column, Table } from "./table.ts";

const OF_THE_METRIC = "unit of the metric";

const FIRST: readonly Column<Summary>[] = [
  {
    name: "experiment",
    type: "text",
    unit: "",
    meaning: "Name of the experiment.",
    cell: ({ experiment }) => experiment,
  },
  {
    name: "condition",
    type: "text",
    unit: "",
    meaning: "Key of the condition: one level of each factor.",
    cell: ({ condition }) => condition,
  },
  {
    name: "twin_of",
    type: "text",
    unit: "",
    meaning:
      "Key of the condition that this one repeats in every block (A/A); empty for all others.",
    cell: ({ twinOf }) => twinOf,
  },
];

const LAST: readonly Column<Summary>[] = [
  {
    name: "metric",
    type: "text",
    unit: "",
    meaning: "Name of the metric; trials.csv has a column of that name.",
    cell: ({ metric }) => metric,
  },
  {
    name: "unit",
    type: "text",
    unit: "",
    meaning: "Unit of the metric, in words.",
    cell: ({ metric }) => METRICS[metric].unit,
  },
  {
    name: "n",
    type: "integer",
    unit: "count",
    meaning:
      "Trials that have the metric; the warm-up block and failed trials are left out.",
    cell: ({ description }) => description.n,
  },
  {
    name: "median",
    type: "number",
    unit: OF_THE_METRIC,
    meaning: "Median of the trials.",
    cell: ({ description }) => description.median,
  },
  {
    name: "ci95_low",
    type: "number",
    unit: OF_THE_METRIC,
    meaning: "Lower end of the 95% confidence interval of the median.",
    cell: ({ description }) => description.interval?.low,
  },
  {
    name: "ci95_high",
    type: "number",
    unit: OF_THE_METRIC,
    meaning: "Upper end of the 95% confidence interval of the median.",
    cell: ({ description }) => description.interval?.high,
  },
  {
    name: "ci95_method",
    type: "text",
    unit: "",
    meaning:
      "How the interval was found: Hettmansperger-Sheather (interpolated order statistics, from 6 trials on); extremes with their real coverage (5 trials are too few for 95%); none (below 5 trials).",
    cell: ({ description }) => methodOf(description.interval),
  },
  {
    name: "mean",
    type: "number",
    unit: OF_THE_METRIC,
    meaning: "Arithmetic mean of the trials.",
    cell: ({ description }) => description.mean,
  },
  {
    name: "stddev",
    type: "number",
    unit: OF_THE_METRIC,
    meaning:
      "Sample standard deviation, with n - 1 in the denominator; empty for one trial.",
    cell: ({ description }) => description.standardDeviation,
  },
  {
    name: "min",
    type: "number",
    unit: OF_THE_METRIC,
    meaning: "Smallest value.",
    cell: ({ description }) => description.minimum,
  },
  {
    name: "max",
    type: "number",
    unit: OF_THE_METRIC,
    meaning: "Largest value.",
    cell: ({ description }) => description.maximum,
  },
];

/** Names that a factor's column must not take. */
export const SUMMARY_RESERVED: readonly string[] = [...FIRST, ...LAST].map((
  { name },
) => name);

/**
 * The table of all summaries.
 *
 * @param factors The columns of the factors.
 * @returns The table.
 */
export function summaryTable(factors: readonly FactorColumn[]): Table<Summary> {
  return {
    file: "summary.csv",
    rows:
      "One row per metric of a condition, without warm-up block and failed trials.",
    columns: [
      ...FIRST,
      ...factors.map(({ factor: _, ...column }) => column),
      ...LAST,
    ],
  };
}

/** The method of an interval in words, with the coverage where it is not 95%. */
function methodOf(interval: MedianInterval | undefined): string {
  switch (interval?.method) {
    case "interpolated":
      return "Hettmansperger-Sheather";
    case "extremes":
      return `extremes (coverage ${interval.coverage * 100}%)`;
    case undefined:
      return "none";
  }
}
