/**
 * Words as a POSIX shell takes them (POSIX.1-2017, Shell Command Language, 2.2).
 *
 * @module
 */

/** What needs no quotes: none of these means anything to a shell, wherever it stands. */
const PLAIN = /^[\w@%+,./:-]+$/;

/**
 * Quotes a word, so that a shell makes of it this one word again.
 *
 * @param word Anything but a NUL, which no argument of a process can hold.
 * @returns The word as it is to be written: in single quotes where it needs them.
 */
export function shellWord(word: string): string {
  // within single quotes everything stands for itself but the single quote
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
