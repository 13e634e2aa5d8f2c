/**
 * The catalogue of the five books of the reference study, as it stands in
 * `corpus/catalogue.json`. The sizes are those of the study's texts: without
 * Project Gutenberg's header and footer, and of the editions of that time, so a
 * fresh download differs a little.
 *
 * @module
 */

import entries from "../../corpus/catalogue.json" with { type: "json" };

/** One book. */
export interface CatalogueEntry {
  /** Name of the book's file, such as `bleak_house.txt`. */
  file: string;
  /** Title of the book. */
  title: string;
  /** Author, and translator where there is one. */
  author: string;
  /** Number of the ebook at Project Gutenberg. */
  gutenberg_ebook: number;
  /** Size of the text, in bytes. */
  bytes: number;
  /** Words of the text, as `wc -w` counts them in a UTF-8 locale. */
  words: number;
  /** Characters beyond ASCII, with the byte order mark. */
  non_ascii_characters: number;
  /** Whether the text begins with a byte order mark (U+FEFF). */
  byte_order_mark: boolean;
  /** How lines end: `LF` or `CRLF`. */
  line_ending: "LF" | "CRLF";
  /** SHA-256 of the text that the generator makes in the book's place, in hex. */
  stand_in_sha256: string;
}

/** The five books, in the order of their file names. */
export const CATALOGUE: readonly CatalogueEntry[] = entries as CatalogueEntry[];
