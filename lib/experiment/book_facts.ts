/**
 * What the lab itself knows of a book, to hold the endpoints' words against.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Book } from "../corpus/corpus.ts";
import { digest } from "../corpus/digest.ts";
import { WordCounter } from "../corpus/words.ts";

/** Digest and words of a book, or of the beginning of one. */
export interface Facts {
  /** SHA-256 in hex. */
  sha256: string;
  /** Words as `wc -w` counts them. */
  words: number;
}

const CHUNK_BYTES = 1024 * 1024;

/** Works the facts out once per book and length. */
export class BookFacts {
  #known = new Map<string, Promise<Facts>>();

  /**
   * Facts of the first bytes of a book.
   *
   * @param book The book.
   * @param bytes How many.
   * @returns Digest and words.
   */
  of(book: Book, bytes: number): Promise<Facts> {
    const key = `${bytes} ${book.path}`;
    let facts = this.#known.get(key);
    if (facts === undefined) {
      this.#known.set(key, facts = describe(book, bytes));
    }
    return facts;
  }

  /**
   * What a client must have that got a book without some ranges.
   *
   * @param book The book.
   * @param bytes How much of it was asked for.
   * @param missing Ranges `[from, to)`, in order.
   * @returns SHA-256 of the rest, in hex.
   */
  async digestWithout(
    book: Book,
    bytes: number,
    missing: readonly (readonly [number, number])[],
  ): Promise<string> {
    if (missing.length === 0) return (await this.of(book, bytes)).sha256;
    const hash = createHash("sha256");
    let next = 0;
    for await (const { start, chunk } of chunks(book, bytes)) {
      const end = start + chunk.length;
      let at = start;
      // ranges that begin in this chunk, or reach into it
      while (next < missing.length && missing[next]![0] < end) {
        const [from, to] = missing[next]!;
        if (from > at) hash.update(chunk.subarray(at - start, from - start));
        at = Math.min(to, end);
        if (to > end) break;
        next++;
      }
      hash.update(chunk.subarray(at - start));
    }
    return hash.digest("hex");
  }
}

async function describe(book: Book, bytes: number): Promise<Facts> {
  const words = new WordCounter();
  for await (const { chunk } of chunks(book, bytes)) words.update(chunk);
  return {
    sha256: await digest(book.path, { prefixBytes: bytes }),
    words: words.count,
  };
}

async function* chunks(
  book: Book,
  bytes: number,
): AsyncGenerator<{ start: number; chunk: Uint8Array }> {
  using file = await Deno.open(book.path);
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let start = 0; start < bytes;) {
    const read = await file.read(
      buffer.subarray(0, Math.min(CHUNK_BYTES, bytes - start)),
    );
    if (read === null) return;
    yield { start, chunk: buffer.subarray(0, read) };
    start += read;
  }
}
