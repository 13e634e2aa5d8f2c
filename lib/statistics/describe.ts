/**
 * What is said about the values of one metric under one condition.
 *
 * @module
 */

import {
  max,
  mean,
  medianSorted,
  min,
  sampleStandardDeviation,
} from "simple-statistics";
import { medianInterval } from "./median_interval.ts";
import type { MedianInterval } from "./median_interval.ts";

/** The description of a sample; every figure but `n` is in the unit of the values. */
export interface Description {
  /** Number of values, 1 or more. */
  n: number;
  /** Middle value; the mean of the two middle ones where `n` is even. */
  median: number;
  /** 95% confidence interval of the median; absent for very small samples. */
  interval?: MedianInterval;
  /** Arithmetic mean. */
  mean: number;
  /** Standard deviation with `n - 1` in the denominator; absent for one value. */
  standardDeviation?: number;
  /** Smallest value. */
  minimum: number;
  /** Largest value. */
  maximum: number;
}

/**
 * Describes a sample.
 *
 * @param values At least one finite number, in any order; they are left as they are.
 * @throws {RangeError} If there is no value.
 */
export function describe(values: readonly number[]): Description {
  if (values.length === 0) {
    throw new RangeError("Cannot describe a sample: it has no value");
  }
  const sorted = values.toSorted((a, b) => a - b);
  const interval = medianInterval(sorted);
  return {
    n: sorted.length,
    median: medianSorted(sorted),
    ...(interval && { interval }),
    mean: mean(sorted),
    ...(sorted.length > 1 &&
      { standardDeviation: sampleStandardDeviation(sorted) }),
    minimum: min(sorted),
    maximum: max(sorted),
  };
}
