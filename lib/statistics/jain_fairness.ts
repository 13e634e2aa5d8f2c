/**
 * How evenly something is shared.
 *
 * @module
 */

/**
 * Jain's fairness index (Jain, Chiu, Hawe, "A quantitative measure of fairness and
 * discrimination for resource allocation in shared computer systems", DEC-TR-301, 1984).
 *
 * @param shares What each one got, at least one of them, none below 0, in any unit.
 * @returns 1 where all got the same, also where nobody got anything; 1/n where one of n
 * got everything.
 */
export function jainFairness(shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const squares = shares.reduce((sum, share) => sum + share * share, 0);
  return squares === 0 ? 1 : (total * total) / (shares.length * squares);
}
