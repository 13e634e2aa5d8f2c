/**
 * Flat arrays that grow.
 *
 * @module
 */

/**
 * Moves what an array holds to a longer one of its kind.
 *
 * @param from The array that is full.
 * @param to One that is at least as long.
 * @returns The longer one.
 */
export function grown<Numbers extends { set(from: Numbers): void }>(
  from: Numbers,
  to: Numbers,
): Numbers {
  to.set(from);
  return to;
}
