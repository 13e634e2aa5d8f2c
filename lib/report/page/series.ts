/**
 * How series are told apart: by colour, and by shape or dashes for who cannot tell colours.
 *
 * The colours are those of M. Okabe and K. Ito, "Color Universal Design" (2002), the light
 * ones darkened for a white page until they have a contrast of 3:1 against it (WCAG 2.2,
 * 1.4.11). The page's style says what each variable is in light and dark.
 *
 * @module
 */

/** Number of different looks; more series begin again. */
export const SERIES = 6;

/**
 * A series' colour.
 *
 * @param series Its number, from 0.
 * @returns A CSS value that follows the page's theme.
 */
export function seriesColour(series: number): string {
  return `var(--series-${series % SERIES + 1})`;
}

/** Symbols of Vega, by series. */
const SHAPES = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "triangle-down",
  "cross",
] as const;

/**
 * A series' symbol.
 *
 * @param series Its number, from 0.
 * @returns Vega's name of it.
 */
export function seriesShape(series: number): string {
  return SHAPES[series % SERIES]!;
}

const DASHES: readonly number[][] = [
  [],
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 2],
  [12, 4],
];

/**
 * A series' dashes.
 *
 * @param series Its number, from 0.
 * @returns Lengths of strokes and gaps; none for a line without gaps.
 */
export function seriesDash(series: number): number[] {
  return DASHES[series % SERIES]!;
}

/** The same symbols as paths, for the key: 12 units wide and high. */
const PATHS: readonly string[] = [
  "M6,2a4,4 0 1 1 0,8a4,4 0 1 1 0,-8Z",
  "M2,2h8v8h-8Z",
  "M6,2l4.5,8h-9Z",
  "M6,1l4,5l-4,5l-4,-5Z",
  "M6,10l4.5,-8h-9Z",
  "M4.5,1.5h3v3h3v3h-3v3h-3v-3h-3v-3h3Z",
];

/**
 * A series' symbol for the key.
 *
 * @param series Its number, from 0.
 * @returns A path, 12 units wide and high.
 */
export function seriesPath(series: number): string {
  return PATHS[series % SERIES]!;
}
