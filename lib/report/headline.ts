/**
 * The few figures that are printed after a report: for each condition the
 * metric that its workload is about, and the loss where there is a ledger.
 *
 * @module
 */

import type { Summary } from "../analysis/summarize.ts";
import { METRICS } from "../experiment/metric.ts";
import type { MetricName } from "../experiment/metric.ts";
import { figure, scaleFor } from "./figure.ts";

/** What a condition is about: the first of these that it has. */
const SUBJECTS: readonly MetricName[] = [
  "exchange_median_seconds",
  "server_start_to_first_byte_seconds",
  "throughput_bytes_per_second",
  "time_seconds",
  "failure_seconds",
  "port_step_median",
];

const HEADER = ["condition", "metric", "median", "95% interval", "n"];

/** How many columns, from the left, hold text; the others hold figures. */
const TEXT_COLUMNS = 2;

/**
 * The table of headline figures.
 *
 * @param summaries All summaries of the run.
 * @param rows Most rows printed per experiment, 1 or more.
 * @returns Text with aligned columns, no line end at its end; empty for no summaries.
 */
export function headline(summaries: readonly Summary[], rows: number): string {
  const experiments = Map.groupBy(summaries, ({ experiment }) => experiment);
  return [...experiments].map(([experiment, summaries]) => {
    const conditions = Map.groupBy(summaries, ({ condition }) => condition);
    const chosen = [...conditions.values()].flatMap(choose);
    const lines = align([HEADER, ...chosen.slice(0, rows).map(cellsOf)]);
    const rest = chosen.length - rows;
    if (rest > 0) lines.push(`… and ${rest} more rows in summary.csv`);
    return [printable(experiment), ...lines.map((line) => `  ${line}`)].join(
      "\n",
    );
  }).join("\n\n");
}

/** The summaries of one condition that are worth a line. */
function choose(summaries: readonly Summary[]): Summary[] {
  const find = (name: MetricName) =>
    summaries.find(({ metric }) => metric === name);
  const subject = SUBJECTS.map(find).find((summary) => summary) ?? summaries[0];
  const truncated = find("bytes_truncated");
  // Goodput alone would praise a sender that loses most of the book, and the loss
  // alone a receiver that throws most of it away.
  return [
    subject,
    find("loss_ratio"),
    (truncated?.description.maximum ?? 0) > 0 ? truncated : undefined,
  ].filter((summary) => summary !== undefined);
}

/** The cells of a line. */
function cellsOf({ condition, metric, description }: Summary): string[] {
  const { median, interval, n } = description;
  const scale = scaleFor(median, METRICS[metric].unit);
  const unit = scale.label && ` ${scale.label}`;
  const coverage = interval?.method === "extremes"
    ? ` (${interval.coverage * 100}%)`
    : "";
  return [
    printable(condition),
    metric,
    figure(median, scale) + unit,
    interval
      ? `${figure(interval.low, scale)} to ${
        figure(interval.high, scale)
      }${unit}${coverage}`
      : "n too small",
    String(n),
  ];
}

/** Pads cells so that columns line up, text to the left and figures to the right. */
function align(table: readonly string[][]): string[] {
  const widths = HEADER.map((_, column) =>
    Math.max(...table.map((cells) => cells[column]!.length))
  );
  return table.map((cells) =>
    cells.map((cell, column) =>
      column < TEXT_COLUMNS
        ? cell.padEnd(widths[column]!)
        : cell.padStart(widths[column]!)
    ).join("  ")
  );
}

/** Text without control characters, which could otherwise steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
