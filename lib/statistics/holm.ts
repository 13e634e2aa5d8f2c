/**
 * Several tests at once.
 *
 * @module
 */

/**
 * Holm's correction (S. Holm, "A simple sequentially rejective multiple test procedure",
 * Scandinavian Journal of Statistics 6 (1979), 65–70): with it the chance of even one
 * false alarm in the whole family is at most the level, whatever the tests have to do
 * with each other.
 *
 * @param pValues The p-values of a family, each from 0 to 1, in any order.
 * @returns The adjusted p-values in the same order; each is at least the one given.
 * @throws {RangeError} If one is no p-value.
 */
export function holm(pValues: readonly number[]): number[] {
  const odd = pValues.find((pValue) => !(pValue >= 0 && pValue <= 1));
  if (odd !== undefined) {
    throw new RangeError(
      `Cannot correct p-values: each must be from 0 to 1, one is ${odd}`,
    );
  }
  const order = pValues.map((_, index) => index).sort((a, b) =>
    pValues[a]! - pValues[b]!
  );
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [place, index] of order.entries()) {
    largest = Math.max(largest, (pValues.length - place) * pValues[index]!);
    adjusted[index] = Math.min(1, largest);
  }
  return adjusted;
}
