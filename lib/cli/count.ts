/**
 * Numbers of things in sentences.
 *
 * @module
 */

/**
 * A number of things.
 *
 * @param number How many.
 * @param thing One of them; its plural has an s.
 * @returns Such as `1 experiment` or `3 experiments`.
 */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
