/**
 * The few figures that are printed after a report: for each condition the
 * metric that its workload is about, the loss where there is a ledger, and what is odd.
 *
 * @module
 */

import type { Description } from "../analysis/describe.ts";
import type { Summary } from "../analysis/summarize.ts";
import { conditionKey } from "../experiment/condition.ts";
import { METRICS } from "../experiment/metric.ts";
import type { MetricName } from "../experiment/metric.ts";
import { figure, type Scale, scaleFor } from "./figure.ts";

/** What a condition is about: the first of these that it has. */
const SUBJECTS: readonly MetricName[] = [
  "exchange_median_seconds",
  "server_start_to_first_byte_seconds",
  "throughput_bytes_per_second",
  "time_seconds",
  "failure_seconds",
  "port_step_median",
];

/** What else a condition has to say, but only where it is not 0 in every trial. */
const WHERE_ANY: readonly MetricName[] = [
  "bytes_truncated",
  "datagrams_lost_on_the_way",
  "drops_unexplained",
];

/** A column of the table. */
interface HeadlineColumn {
  header: string;
  /** Text stands to the left, figures to the right. */
  isText: boolean;
  cell: (summary: Summary) => string;
}

const CONDITION: HeadlineColumn = {
  header: "condition",
  isText: true,
  cell: (summary) => printable(conditionText(summary)),
};

/** The engine has a column of its own, so that what it changes stands on neighbouring lines. */
const ENGINE: HeadlineColumn = {
  header: "engine",
  isText: true,
  cell: ({ factors }) => printable(String(factors.engine ?? "")),
};

const FIGURES: readonly HeadlineColumn[] = [
  { header: "metric", isText: true, cell: ({ metric }) => metric },
  {
    header: "median",
    isText: false,
    cell: ({ metric, description }) => {
      const scale = scaleOf(metric, description);
      return figure(description.median, scale) + unitOf(scale);
    },
  },
  {
    header: "95% interval",
    isText: false,
    cell: ({ metric, description }) =>
      intervalText(description, scaleOf(metric, description)),
  },
  {
    header: "n",
    isText: false,
    cell: ({ description }) => String(description.n),
  },
];

/**
 * The table of headline figures.
 *
 * @param summaries All summaries of the run.
 * @param rows Most rows printed per experiment, 1 or more; per engine where an experiment
 * compares engines.
 * @returns Text with aligned columns, no line end at its end; empty for no summaries.
 */
export function headline(summaries: readonly Summary[], rows: number): string {
  const experiments = Map.groupBy(summaries, ({ experiment }) => experiment);
  return [...experiments].map(([experiment, summaries]) => {
    const engines = new Set(
      summaries.flatMap(({ factors }) => factors.engine ?? []),
    );
    const chosen = conditionsOf(summaries).flatMap(choose);
    const shown = rows * Math.max(1, engines.size);
    const lines = table(
      engines.size === 0
        ? [CONDITION, ...FIGURES]
        : [CONDITION, ENGINE, ...FIGURES],
      chosen.slice(0, shown),
    );
    const rest = chosen.length - shown;
    if (rest > 0) lines.push(`… and ${rest} more rows in summary.csv`);
    return [printable(experiment), ...lines.map((line) => `  ${line}`)].join(
      "\n",
    );
  }).join("\n\n");
}

/** The summaries by condition, and those that differ in the engine alone side by side. */
function conditionsOf(summaries: readonly Summary[]): Summary[][] {
  const alike = Map.groupBy(summaries, conditionText);
  return [...alike.values()].flatMap((summaries) => [
    ...Map.groupBy(summaries, ({ condition }) => condition).values(),
  ]);
}

/** The condition without its engine. */
function conditionText({ condition, factors }: Summary): string {
  const { engine, ...others } = factors;
  return engine === undefined ? condition : conditionKey(others);
}

/** The summaries of one condition that are worth a line. */
function choose(summaries: readonly Summary[]): Summary[] {
  const find = (name: MetricName) =>
    summaries.find(({ metric }) => metric === name);
  const subject = SUBJECTS.map(find).find((summary) => summary) ?? summaries[0];
  // Goodput alone would praise a sender that loses most of the book, and the loss
  // alone a receiver that throws most of it away.
  return [
    subject,
    find("loss_ratio"),
    ...WHERE_ANY.map(find).filter((summary) =>
      (summary?.description.maximum ?? 0) > 0
    ),
  ].filter((summary) => summary !== undefined);
}

/** One scale for a median and its interval. */
function scaleOf(metric: MetricName, { median }: Description): Scale {
  return scaleFor(median, METRICS[metric].unit);
}

function unitOf(scale: Scale): string {
  return scale.label && ` ${scale.label}`;
}

function intervalText({ interval }: Description, scale: Scale): string {
  if (interval === undefined) return "n too small";
  const coverage = interval.method === "extremes"
    ? ` (${interval.coverage * 100}%)`
    : "";
  return `${figure(interval.low, scale)} to ${figure(interval.high, scale)}` +
    unitOf(scale) + coverage;
}

/** The lines of a table, padded so that its columns line up. */
function table(
  columns: readonly HeadlineColumn[],
  summaries: readonly Summary[],
): string[] {
  const cells = columns.map(({ header, cell, isText }) => {
    const texts = [header, ...summaries.map(cell)];
    const width = Math.max(...texts.map(({ length }) => length));
    return texts.map((text) =>
      isText ? text.padEnd(width) : text.padStart(width)
    );
  });
  return cells[0]!.map((_, line) =>
    cells.map((column) => column[line]).join("  ")
  );
}

/** Text without control characters, which could otherwise steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
