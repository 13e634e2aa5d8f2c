/**
 * Counts what arrived out of order.
 *
 * @module
 */

/**
 * How many numbers came after a later one (RFC 4737, section 3.3). Only the first arrival of
 * each number counts: a copy is none.
 *
 * @param sequences Sequence numbers in the order of arrival.
 * @returns How many were reordered.
 */
export function reorderedOf(sequences: Iterable<number>): number {
  const seen = new Set<number>();
  let largest = -Infinity;
  let reordered = 0;
  for (const sequence of sequences) {
    if (seen.has(sequence)) continue;
    seen.add(sequence);
    if (sequence < largest) reordered++;
    else largest = sequence;
  }
  return reordered;
}
