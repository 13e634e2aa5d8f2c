/**
 * What the benchmark measures, one number at a time, and the ratios between them.
 *
 * @module
 */

/** One number, as the result file has it. */
export interface Sample {
  /** Part of the benchmark, such as `tcp`. */
  part: string;
  /** What was measured, such as `bufferBytes=1024`; empty where a part has one condition. */
  condition: string;
  /** Who was measured. */
  contender: string;
  /** Block of the schedule; what is in one block is compared. 0 is the warm-up. */
  block: number;
  /** Whether it is of the warm-up, which no table counts. */
  warm_up: boolean;
  /** What was measured, such as `delivered_bytes_per_second`. */
  metric: string;
  /** Unit in words, as the figures of reports have it. */
  unit: string;
  /** The number. */
  value: number;
  /** What it was worked out from, by names with units. */
  details: Record<string, number>;
}

/** Which samples are meant. */
export type SampleKey = Pick<
  Sample,
  "part" | "condition" | "contender" | "metric"
>;

/**
 * Samples that count: of the key, and not of the warm-up.
 *
 * @param samples Any samples.
 * @param key Which ones.
 * @returns Those, in their order.
 */
export function samplesOf(
  samples: readonly Sample[],
  key: SampleKey,
): Sample[] {
  return samples.filter((sample) =>
    !sample.warm_up && sample.part === key.part &&
    sample.condition === key.condition &&
    sample.contender === key.contender && sample.metric === key.metric
  );
}

/**
 * Ratios of a contender to a peer, block by block: what drifts falls on both.
 *
 * @param samples Any samples.
 * @param key The contender's.
 * @param peer Name of the peer.
 * @returns A ratio for each block that has both.
 */
export function pairedRatios(
  samples: readonly Sample[],
  key: SampleKey,
  peer: string,
): number[] {
  const others = new Map(
    samplesOf(samples, { ...key, contender: peer }).map((
      { block, value },
    ) => [block, value]),
  );
  return samplesOf(samples, key).flatMap(({ block, value }) => {
    const other = others.get(block);
    return other === undefined ? [] : [value / other];
  });
}
