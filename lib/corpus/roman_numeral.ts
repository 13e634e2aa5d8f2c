/**
 * Numbers of chapters.
 *
 * @module
 */

const NUMERALS: readonly (readonly [value: number, numeral: string])[] = [
  [1000, "M"],
  [900, "CM"],
  [500, "D"],
  [400, "CD"],
  [100, "C"],
  [90, "XC"],
  [50, "L"],
  [40, "XL"],
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];

/**
 * Writes a number as a Roman numeral.
 *
 * @param number A whole number, 1 to 3999.
 * @returns Such as `XLIV`.
 */
export function romanNumeral(number: number): string {
  let rest = number;
  let numeral = "";
  for (const [value, letters] of NUMERALS) {
    while (rest >= value) {
      numeral += letters;
      rest -= value;
    }
  }
  return numeral;
}
