/**
 * A confidence interval of the median that assumes nothing about how the values
 * are distributed. Timings are skewed and often bimodal, so an interval that
 * leans on a normal distribution would promise too much.
 *
 * Between the order statistics `X(k)` and `X(n-k+1)` the median lies with
 * probability `1 - 2 P(W < k)`, where `W` is binomial with `n` tosses of a fair
 * coin. Few of these probabilities are near 0.95 when `n` is small, so the
 * interval is interpolated between the two nearest ones, as proposed in
 * T. P. Hettmansperger and S. J. Sheather, "Confidence intervals based on
 * interpolated order statistics", Statistics & Probability Letters 4 (1986),
 * 75–79. It needs independent values of one distribution, and it is
 * conservative where values are tied.
 *
 * @module
 */

/** Fewer values than this have no interval: their extremes hold the median in under 90 of 100 cases. */
export const SMALLEST_SAMPLE = 5;

/** A confidence interval of the median. */
export interface MedianInterval {
  /** Lower end, in the unit of the values. */
  low: number;
  /** Upper end, in the unit of the values. */
  high: number;
  /**
   * How the ends were found: interpolated between order statistics, or the
   * smallest and the largest value because even they do not reach the
   * confidence asked for.
   */
  method: "interpolated" | "extremes";
  /** Probability that such an interval holds the median: nominal where interpolated, exact for extremes. */
  coverage: number;
}

/**
 * The confidence interval of the median.
 *
 * @param sorted The values in ascending order.
 * @param confidence Probability asked for, from 0.5 to below 1.
 * @returns The interval, or undefined for fewer than {@linkcode SMALLEST_SAMPLE} values.
 * @throws {RangeError} If the confidence is out of range.
 */
export function medianInterval(
  sorted: readonly number[],
  confidence = 0.95,
): MedianInterval | undefined {
  if (!(confidence >= 0.5 && confidence < 1)) {
    throw new RangeError(
      `Cannot find an interval of the median: confidence must be from 0.5 to below 1, current value is ${confidence}`,
    );
  }
  const n = sorted.length;
  if (n < SMALLEST_SAMPLE) return undefined;

  const { k, outer, inner } = bracket(n, confidence);
  if (k === 0) {
    return {
      low: sorted[0]!,
      high: sorted[n - 1]!,
      method: "extremes",
      coverage: inner,
    };
  }
  // The weight of the inner pair. It is not linear in the coverage: the article
  // shows that this weight comes close to the confidence for many distributions.
  const share = (outer - confidence) / (outer - inner);
  const weight = ((n - k) * share) / (k + (n - 2 * k) * share);
  const between = (outerValue: number, innerValue: number) =>
    outerValue + weight * (innerValue - outerValue);
  return {
    low: between(sorted[k - 1]!, sorted[k]!),
    high: between(sorted[n - k]!, sorted[n - k - 1]!),
    method: "interpolated",
    coverage: confidence,
  };
}

/**
 * The largest `k` whose order statistics still reach the confidence, with their
 * coverage and that of the next pair inside. `k` is 0 where no pair reaches it.
 */
function bracket(
  n: number,
  confidence: number,
): { k: number; outer: number; inner: number } {
  // Probabilities of the binomial in logarithms: 0.5 ** n underflows above 1,074.
  let logProbability = n * Math.log(0.5);
  let below = Math.exp(logProbability);
  let outer = 1;
  let inner = 1 - 2 * below;
  let k = 0;
  while (inner >= confidence) {
    k++;
    logProbability += Math.log((n - k + 1) / k);
    below += Math.exp(logProbability);
    outer = inner;
    inner = 1 - 2 * below;
  }
  return { k, outer, inner };
}
