/**
 * Figures and comparisons in words, for people who read the claims.
 *
 * @module
 */

import { metricDefinition, type MetricName } from "../../experiment/metric.ts";
import type { Factors } from "../../experiment/record.ts";
import { MOST_BLOCKS } from "../blocks_needed.ts";
import type { Comparison } from "../comparison.ts";
import { figure, type Scale, scaleFor } from "../figure.ts";
import type { Summary } from "../summarize.ts";

/** What a person calls a metric; one that is not here goes by its name. */
const NOUNS: Partial<Record<MetricName, string>> = {
  throughput_bytes_per_second: "throughput",
  client_throughput_min_bytes_per_second: "throughput of the slowest client",
  client_throughput_max_bytes_per_second: "throughput of the fastest client",
  time_seconds: "time",
  exchange_median_seconds: "time of one exchange",
  loss_ratio: "share of lost bytes",
  words_lost: "missing words",
  words_received: "words received",
  received_bytes: "bytes kept",
  bytes_sent: "bytes sent",
  asked_bytes: "bytes asked for",
  bytes_truncated: "bytes cut off",
  bytes_lost: "bytes lost",
  delayed_acks: "delayed acknowledgements",
  port_step_median: "step from one client port to the next",
  port_even_ratio: "share of even client ports",
};

const KIBIBYTE = 1024;

const PLAIN: Scale = { divisor: 1, label: "" };

/**
 * A metric in words.
 *
 * @param metric Its name.
 * @returns Words without an article.
 */
export function nounOf(metric: MetricName): string {
  return NOUNS[metric] ?? metric.replaceAll("_", " ");
}

/**
 * A figure with its unit.
 *
 * @param value The figure in the metric's unit.
 * @param metric The metric.
 * @returns Such as `16.6 MB/s`.
 */
export function valueText(value: number, metric: MetricName): string {
  const scale = scaleFor(value, metricDefinition(metric).unit);
  return withUnit(figure(value, scale), scale);
}

/**
 * A median with its interval.
 *
 * @param summary The description of the condition's trials.
 * @returns Such as `16.6 MB/s (14.3 to 20.3 MB/s, 12 trials)`.
 */
export function medianText({ metric, description }: Summary): string {
  const { median, interval, n } = description;
  const scale = scaleFor(median, metricDefinition(metric).unit);
  const text = withUnit(figure(median, scale), scale);
  const trials = countOf(n, "trial");
  if (interval === undefined) return `${text} (${trials}, no interval)`;
  const low = figure(interval.low, scale);
  const high = withUnit(figure(interval.high, scale), scale);
  return description.minimum === description.maximum
    ? `${text} (the same in all ${trials})`
    : `${text} (${low} to ${high}, ${trials})`;
}

/**
 * A comparison.
 *
 * @param comparison The comparison.
 * @param names What the two conditions are called: the one that is compared with first.
 * @returns Such as `both against neither: 0.45 times the throughput (0.30 to 0.56, 12
 * blocks), slower`.
 */
export function comparisonText(
  comparison: Comparison,
  [baseline, treatment]: readonly [string, string],
): string {
  const { metric, effect, estimate, low, high, blocks, verdict } = comparison;
  const noun = nounOf(metric);
  if (estimate === undefined) {
    return `${treatment} against ${baseline}: nothing`;
  }
  const scale = effect === "ratio"
    ? PLAIN
    : scaleFor(estimate, metricDefinition(metric).unit);
  const number = (value: number) =>
    `${effect === "difference" && value > 0 ? "+" : ""}${figure(value, scale)}`;
  const size = effect === "ratio"
    ? `${number(estimate)} times the ${noun}`
    : `${noun} ${withUnit(number(estimate), scale)}`;
  const interval = low === undefined || high === undefined
    ? "no interval"
    : `${number(low)} to ${number(high)}`;
  return `${treatment} against ${baseline}: ${size} (${interval}, ${
    countOf(blocks, "block")
  }), ${verdict}`;
}

/**
 * How long it would take to tell.
 *
 * @param comparisons Some comparisons; those that are decided do not count.
 * @returns A sentence; empty where none is undecided.
 */
export function blocksNeededText(
  comparisons: readonly Pick<Comparison, "blocksNeeded">[],
): string {
  const needed = comparisons.flatMap(({ blocksNeeded }) => blocksNeeded ?? []);
  if (needed.length === 0) return "";
  const most = Math.max(...needed);
  return most >= MOST_BLOCKS
    ? `To tell would take ${MOST_BLOCKS} blocks or more.`
    : `To tell would take about ${most} blocks.`;
}

/**
 * A level of a factor in words.
 *
 * @param factor The factor.
 * @param level The level.
 * @returns Such as `32 bytes`, `64 KiB`, `2 clients`, or the level as it is.
 */
export function levelText(factor: string, level: Factors[string]): string {
  if (typeof level !== "number") return String(level);
  if (factor.endsWith("Bytes")) {
    return level % KIBIBYTE === 0
      ? `${level / KIBIBYTE} KiB`
      : countOf(level, "byte");
  }
  if (factor === "clients") return countOf(level, "client");
  return `${factor} ${level}`;
}

/**
 * A number of things.
 *
 * @param count How many.
 * @param noun One of them.
 * @returns Such as `12 blocks` or `1 block`.
 */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * A share as a percentage.
 *
 * @param share The share, 1 for all.
 * @returns Such as `18.2%`.
 */
export function percentText(share: number): string {
  return `${figure(share, { divisor: 0.01, label: "%" })}%`;
}

function withUnit(text: string, { label }: Scale): string {
  return label === "" ? text : `${text} ${label}`;
}
