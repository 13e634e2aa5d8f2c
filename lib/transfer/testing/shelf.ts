/**
 * Books for tests, as real files.
 *
 * @module
 */

import { join } from "@std/path";
import { randomFrom } from "../../random/random.ts";
import { BookSource } from "../book_source.ts";

/** A folder with books, removed when it is disposed of. */
export class Shelf implements Disposable {
  /** The folder. */
  readonly folder: string = Deno.makeTempDirSync();
  /** The books in the order in which they were added: a server's list. */
  readonly books: BookSource[] = [];
  #contents: Uint8Array[] = [];

  /**
   * Adds a book.
   *
   * @param content Its bytes.
   * @returns Its index.
   */
  add(content: Uint8Array): number {
    const index = this.books.length;
    const name = `book ${index}.txt`;
    const path = join(this.folder, name);
    Deno.writeFileSync(path, content);
    this.books.push(new BookSource({ name, path, bytes: content.length }));
    this.#contents.push(content);
    return index;
  }

  /**
   * What a book holds.
   *
   * @param index Its index.
   * @returns The bytes that were given to {@linkcode add}.
   */
  content(index: number): Uint8Array {
    return this.#contents[index]!;
  }

  /**
   * A path in the folder.
   *
   * @param name Of a file that need not be there.
   * @returns Its path.
   */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Removes the folder. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/**
 * A shelf with books.
 *
 * @param contents Of the books.
 * @returns The shelf; dispose of it.
 */
export function shelfWith(...contents: Uint8Array[]): Shelf {
  const shelf = new Shelf();
  for (const content of contents) shelf.add(content);
  return shelf;
}

/**
 * Bytes without a pattern, so that a missing, doubled or shifted one is noticed. They
 * are no valid UTF-8.
 *
 * @param bytes How many.
 * @param seed Another seed, other bytes.
 * @returns The same bytes for the same arguments.
 */
export function noise(bytes: number, seed: number | string = 1): Uint8Array {
  const random = randomFrom(`${seed}/${bytes}`);
  const words = new Uint32Array(Math.ceil(bytes / 4));
  for (let word = 0; word < words.length; word++) {
    words[word] = random.integer(2 ** 32);
  }
  return new Uint8Array(words.buffer, 0, bytes);
}

/**
 * All that a store holds, in one piece.
 *
 * @param store A store, or anything else that has pieces.
 * @returns A copy.
 */
export function joined(store: { pieces(): Iterable<Uint8Array> }): Uint8Array {
  const copies = [...store.pieces()].map((piece) => piece.slice());
  const whole = new Uint8Array(
    copies.reduce((bytes, piece) => bytes + piece.length, 0),
  );
  let end = 0;
  for (const piece of copies) {
    whole.set(piece, end);
    end += piece.length;
  }
  return whole;
}

/**
 * A book without some of its ranges.
 *
 * @param content The whole book.
 * @param missing `[from, to)`, ascending and apart.
 * @returns What is left, moved together.
 */
export function without(
  content: Uint8Array,
  missing: Iterable<readonly [number, number]>,
): Uint8Array {
  const kept: Uint8Array[] = [];
  let end = 0;
  for (const [from, to] of missing) {
    kept.push(content.subarray(end, from));
    end = to;
  }
  kept.push(content.subarray(end));
  return joined({ pieces: () => kept });
}
