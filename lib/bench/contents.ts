/**
 * What is moved in the benchmark: books, and books over and over.
 *
 * @module
 */

import { join } from "@std/path";
import type { Book, Corpus } from "../corpus/corpus.ts";
import type { Content } from "./contender.ts";

/**
 * The largest book of a corpus.
 *
 * @param corpus The books.
 */
export function largestBook({ books }: Corpus): Book {
  return books.reduce((largest, book) =>
    book.bytes > largest.bytes ? book : largest
  );
}

/**
 * The book whose size comes nearest to a wish.
 *
 * @param corpus The books.
 * @param bytes The wish.
 */
export function bookOfAbout({ books }: Corpus, bytes: number): Book {
  const distance = (book: Book) => Math.abs(book.bytes - bytes);
  return books.reduce((nearest, book) =>
    distance(book) < distance(nearest) ? book : nearest
  );
}

/**
 * Writes a book into a folder, as often as it takes.
 *
 * @param book The book.
 * @param folder Where to.
 * @param atLeastBytes How large the content has to be; once, whole, unless given.
 * @returns The content: whole books.
 */
export async function copyBook(
  book: Book,
  folder: string,
  atLeastBytes = 1,
): Promise<Content> {
  const path = join(folder, `content-${crypto.randomUUID()}`);
  const text = await Deno.readFile(book.path);
  const copies = Math.max(
    1,
    Math.ceil(atLeastBytes / Math.max(1, text.length)),
  );
  const content = new Uint8Array(copies * text.length);
  for (let copy = 0; copy < copies; copy++) {
    content.set(text, copy * text.length);
  }
  await Deno.writeFile(path, content);
  return { path, bytes: content.length };
}
