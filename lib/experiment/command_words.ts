/**
 * A command as one text and as words.
 *
 * @module
 */

/**
 * Splits a command into words, as a shell does: at spaces, except between quotes, which
 * are taken away. Nothing else has a meaning: no variables, no backslashes.
 *
 * @param text Such as `ip netns exec 'my client'`.
 * @returns The words; none where there is nothing in the text.
 * @throws {SyntaxError} Where a quote is open at the end.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const character of text) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      // two quotes with nothing between them are a word, too
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined) {
    throw new SyntaxError(`a quote ${quote} is open at the end of: ${text}`);
  }
  return word === undefined ? words : [...words, word];
}

/**
 * Joins words to one text, with quotes where they are needed.
 *
 * @param words Any words.
 * @returns A text that {@linkcode splitWords} splits into these words.
 */
export function joinWords(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  if (/^[^\s'"]+$/.test(word)) return word;
  // a quote cannot stand between two of its kind, so these take turns
  const runs = word.match(/'+|[^']+/g) ?? [""];
  return runs.map((run) => run.startsWith("'") ? `"${run}"` : `'${run}'`)
    .join("");
}
