/**
 * Figures and comparisons in words, for people who read the claims.
 *
 * @module
 */

import { metricDefinition } from "../../experiment/metric.ts";
import { MOST_BLOCKS } from "../blocks_needed.ts";
import type { Comparison } from "../comparison.ts";
import { figure, type Scale, scaleFor } from "../figure.ts";
import type { Summary } from "../summarize.ts";
import { counted, grouped, metricWords } from "../words.ts";

const PLAIN: Scale = { divisor: 1, label: "" };

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
  const trials = counted(n, "trial");
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
  const noun = metricWords(metric);
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
    counted(blocks, "block")
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
    ? `To tell would take ${grouped(MOST_BLOCKS)} blocks or more.`
    : `To tell would take about ${grouped(most)} blocks.`;
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
