/**
 * Makes stand-ins for the books: texts of exactly a book's size, with about as
 * many words and non-ASCII characters, line ends and byte order mark as the
 * book has. The project ships no book; with the stand-ins every experiment can
 * be run at once, with the same bytes on every machine.
 *
 * @module
 */

import { randomFrom } from "../random/random.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { Manuscript } from "./manuscript.ts";
import { Prose, type Style, type WordLength } from "./prose.ts";
import { romanNumeral } from "./roman_numeral.ts";
import { NAMES } from "./vocabulary.ts";

/** Seed of the stand-ins; `stand_in_sha256` in the catalogue belongs to it. */
export const STAND_IN_SEED = "transport-lab";

/** Paragraphs of a chapter. */
const PARAGRAPHS_PER_CHAPTER = 60;

/** What a reader of the file should know. */
const NOTICE =
  "This is not the book: it is a text without a meaning, generated to the book's size.";

/** Longer words bring a text with too many words for its size back to the pace. */
const WORD_LENGTH_BY_PACE = {
  [-1]: "shorter",
  0: "any",
  1: "longer",
} as const satisfies Record<number, WordLength>;

const PLAIN: Style = {
  openingQuote: '"',
  closingQuote: '"',
  apostrophe: "'",
  dash: "--",
  names: NAMES.english,
  namesPercent: 15,
};

const TYPOGRAPHIC: Style = {
  openingQuote: "\u201c",
  closingQuote: "\u201d",
  apostrophe: "\u2019",
  dash: "\u2014",
  names: NAMES.english,
  namesPercent: 5,
};

/** How the books with characters beyond ASCII are written, by file. */
const STYLES: Record<string, Style> = {
  "don_quixote.txt": { ...TYPOGRAPHIC, names: NAMES.spanish },
  "les_miserables.txt": { ...TYPOGRAPHIC, names: NAMES.french },
  "war_and_peace.txt": {
    ...TYPOGRAPHIC,
    names: NAMES.russian,
    namesPercent: 20,
  },
};

/**
 * Makes the stand-in of a book.
 *
 * @param book The book's entry in the catalogue.
 * @param seed Which of the possible stand-ins; another one for tests only.
 * @returns `book.bytes` bytes of valid UTF-8 that end with a line end. Words
 * are within 1 % and non-ASCII characters within 2 % of the catalogue's.
 */
export function generateStandIn(
  book: CatalogueEntry,
  seed: number | string = STAND_IN_SEED,
): Uint8Array {
  const style = STYLES[book.file] ?? PLAIN;
  const random = randomFrom(`${seed}/${book.file}`);
  const prose = new Prose(random, style);
  const text = new Manuscript(book);

  text.add([book.title]);
  text.add(NOTICE.split(" "));
  for (let paragraph = 0; !text.isFull; paragraph++) {
    if (paragraph % PARAGRAPHS_PER_CHAPTER === 0) {
      const chapter = 1 + paragraph / PARAGRAPHS_PER_CHAPTER;
      text.add(["CHAPTER", romanNumeral(chapter)]);
      text.add(prose.title());
    }
    prose.wordLength = WORD_LENGTH_BY_PACE[text.wordPace];
    const speaks = book.non_ascii_characters === 0
      ? random.integer(2) === 0
      : text.needsNonAscii;
    text.add(speaks ? prose.speech() : prose.narration());
  }
  return text.finish();
}
