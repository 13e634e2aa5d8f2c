/**
 * Picking records by the levels of their factors, for expectations.
 *
 * @module
 */

import type { MetricName } from "./metric.ts";
import { median } from "./metrics_of.ts";
import type { Factors, TrialRecord } from "./record.ts";

/**
 * The records with the given levels.
 *
 * @param records Where to look.
 * @param levels Factors that matter, each with its level.
 * @returns Those that have all of them.
 * @throws {RangeError} Where there is none: an expectation over nothing would hold
 * without meaning anything.
 */
export function having(records: TrialRecord[], levels: Factors): TrialRecord[] {
  const found = records.filter(({ factors }) =>
    Object.entries(levels).every(([factor, level]) => factors[factor] === level)
  );
  if (found.length === 0) {
    throw new RangeError(`No record has ${JSON.stringify(levels)}`);
  }
  return found;
}

/**
 * Median of a metric over some records.
 *
 * @param records At least one, each with the metric.
 * @param metric Its name.
 * @returns The median.
 * @throws {RangeError} Where a record lacks the metric.
 */
export function medianOf(records: TrialRecord[], metric: MetricName): number {
  return median(records.map(({ metrics, condition }) => {
    const value = metrics[metric];
    if (value === undefined) {
      throw new RangeError(`A trial of ${condition} has no ${metric}`);
    }
    return value;
  }));
}

/**
 * Median time of one exchange, over all exchanges of some records.
 *
 * @param records Request–response trials, at least one.
 * @returns Seconds.
 */
export function medianExchangeSeconds(records: TrialRecord[]): number {
  return median(
    records.flatMap(({ exchange_seconds }) => exchange_seconds ?? []),
  );
}
