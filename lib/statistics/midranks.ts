/**
 * Ranks, as rank tests need them.
 *
 * @module
 */

/**
 * The rank of each value among all, from 1; equal values share the mean of their ranks.
 *
 * @param values Any numbers but NaN, in any order.
 * @returns The ranks in the order of the values.
 */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) =>
    values[a]! - values[b]!
  );
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    const value = values[order[start]!];
    let end = start + 1;
    while (end < order.length && values[order[end]!] === value) end++;
    // places start to end - 1 are ranks start + 1 to end
    for (const index of order.slice(start, end)) {
      ranks[index] = (start + 1 + end) / 2;
    }
    start = end;
  }
  return ranks;
}
