/**
 * The few figures that are printed after a report: for each condition the
 * metric that its workload is about, the loss where there is a ledger, and what is odd.
 *
 * @module
 */

import type { Description } from "../statistics/describe.ts";
import type { Summary } from "../analysis/summarize.ts";
import { twinKey } from "../experiment/comparison_plan.ts";
import { conditionKey } from "../experiment/condition.ts";
import { METRICS } from "../experiment/metric.ts";
import type { MetricName } from "../experiment/metric.ts";
import { figure, type Scale, scaleFor } from "../analysis/figure.ts";
import { oneLine } from "./one_line.ts";
import { textTable } from "./text_table.ts";

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

/** Names of the columns; the engine, where it is a factor, has one of its own. */
const FIGURES = ["metric", "median", "95% interval", "n"];

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
    const engine = engines.size === 0 ? [] : ["engine"];
    const header = ["condition", ...engine, ...FIGURES];
    const lines = textTable(
      chosen.slice(0, shown).map((summary) =>
        cellsOf(summary, engines.size > 0)
      ),
      { header, textColumns: header.indexOf("metric") + 1 },
    ).split("\n");
    const rest = chosen.length - shown;
    if (rest > 0) lines.push(`… and ${rest} more rows in summary.csv`);
    return [oneLine(experiment), ...lines.map((line) => `  ${line}`)].join(
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
function conditionText({ condition, factors, twinOf }: Summary): string {
  const { engine, ...others } = factors;
  if (engine === undefined) return condition;
  const key = conditionKey(others);
  return twinOf === undefined ? key : twinKey(key);
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

/** The engine has a cell of its own, so that what it changes stands on neighbouring lines. */
function cellsOf(summary: Summary, withEngine: boolean): string[] {
  const { metric, description, factors } = summary;
  const scale = scaleOf(metric, description);
  return [
    oneLine(conditionText(summary)),
    ...(withEngine ? [oneLine(String(factors.engine ?? ""))] : []),
    metric,
    figure(description.median, scale) + unitOf(scale),
    intervalText(description, scale),
    String(description.n),
  ];
}
