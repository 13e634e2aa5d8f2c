/**
 * Medians, intervals and long texts on the page.
 *
 * @module
 */

import { figure, scaleFor } from "../../analysis/figure.ts";
import { metricFigure } from "../../analysis/words.ts";
import { metricDefinition, type MetricName } from "../../experiment/metric.ts";
import type { Description } from "../../statistics/describe.ts";

/**
 * A median with its interval, both in the same unit.
 *
 * @param metric The metric.
 * @param description What is said of its values.
 * @returns Such as `22.4 MB/s (21.0 to 23.5)`.
 */
export function medianText(
  metric: MetricName,
  { median, interval }: Description,
): string {
  const range = interval === undefined
    ? ""
    : ` ${rangeText(metric, median, interval)}`;
  return metricFigure(metric, median) + range;
}

/**
 * An interval in the unit that suits a figure within it.
 *
 * @param metric The metric.
 * @param value The figure.
 * @param interval Its ends.
 * @returns Such as `(21.0 to 23.5)`.
 */
export function rangeText(
  metric: MetricName,
  value: number,
  { low, high }: { low: number; high: number },
): string {
  const scale = scaleFor(value, metricDefinition(metric).unit);
  return `(${figure(low, scale)} to ${figure(high, scale)})`;
}

/**
 * A text that fits into a place.
 *
 * @param text The text.
 * @param length Most characters, 2 or more.
 * @returns The text, cut with an ellipsis where it is longer.
 */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length
    ? text
    : characters.slice(0, length - 1).join("") + "…";
}
