/**
 * Text that stands in a run's files, made safe to print.
 *
 * @module
 */

/** Longer text is cut. */
const LONGEST_TEXT = 300;

/**
 * The first line of a text, without characters that steer a terminal: control characters,
 * line and paragraph separators, and those that turn the direction of text (Unicode
 * Standard Annex 9).
 *
 * @param text Anything.
 * @returns One line of at most some hundred characters, with `?` for each of those.
 */
export function oneLine(text: string): string {
  const [first = "", ...others] = text.split("\n");
  const safe = first.replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    "?",
  );
  const isCut = others.length > 0 || safe.length > LONGEST_TEXT;
  return safe.slice(0, LONGEST_TEXT) + (isCut ? " …" : "");
}
