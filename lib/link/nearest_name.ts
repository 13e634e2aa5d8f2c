/**
 * Finding what a misspelt word was meant to be.
 *
 * @module
 */

/**
 * The name that differs from a word by one letter too many, too few or wrong, or by two
 * neighbours that have changed places (the mistakes of Damerau, "A technique for computer
 * detection and correction of spelling errors", 1964).
 *
 * @param word The word.
 * @param names Names that it could have been.
 * @returns The first such name, or `undefined`.
 */
export function nearestName(
  word: string,
  names: readonly string[],
): string | undefined {
  return names.find((name) => isNear(word, name));
}

function isNear(word: string, name: string): boolean {
  const shorter = Math.min(word.length, name.length);
  let before = 0;
  while (before < shorter && word[before] === name[before]) before++;
  let behind = 0;
  while (
    behind < shorter - before && word.at(-1 - behind) === name.at(-1 - behind)
  ) behind++;
  // what is left is where they differ
  const written = word.slice(before, word.length - behind);
  const meant = name.slice(before, name.length - behind);
  return written.length <= 1 && meant.length <= 1 ||
    meant.length === 2 && written === `${meant[1]}${meant[0]}`;
}
