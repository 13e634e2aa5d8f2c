/**
 * The search for the highest rate at which nothing is lost.
 *
 * @module
 */

/** What to search, and where. */
export interface SearchOptions<Trial> {
  /** Lowest rate that is tried, above 0. */
  lowest: number;
  /** Highest rate that is tried. It is the first. */
  highest: number;
  /** The search ends when the best rate and the next worse one are closer than this ratio, above 1. */
  tolerance: number;
  /** Tries a rate: what came of it where nothing was lost, else `undefined`. */
  attempt: (rate: number) => Promise<Trial | undefined>;
}

/**
 * Bisects on a scale of ratios: rates span orders of magnitude.
 *
 * A loss at one rate is taken to mean a loss at every higher one. On a busy machine
 * that is not quite so; `attempt` may try a rate more than once.
 *
 * @param options What to search, and where.
 * @returns What came of the highest rate at which nothing was lost, with that rate;
 * `undefined` where even the lowest lost something.
 */
export async function highestLosslessRate<Trial>(
  { lowest, highest, tolerance, attempt }: SearchOptions<Trial>,
): Promise<{ rate: number; trial: Trial } | undefined> {
  let best: { rate: number; trial: Trial } | undefined;
  const lossless = async (rate: number) => {
    const trial = await attempt(rate);
    if (trial === undefined) return false;
    best = { rate, trial };
    return true;
  };
  if (await lossless(highest)) return best;
  let [low, high] = [lowest, highest];
  while (high / low > tolerance) {
    const middle = Math.sqrt(low * high);
    if (await lossless(middle)) low = middle;
    else high = middle;
  }
  if (best === undefined) await lossless(lowest);
  return best;
}
