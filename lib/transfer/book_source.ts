/**
 * A book as a server has it: its bytes, in pieces, in constant memory.
 *
 * @module
 */

import { digest } from "../corpus/digest.ts";

/** What a server is told about a book. */
export interface ServedBook {
  /** Name in the corpus. */
  name: string;
  /** The file. */
  path: string;
  /** Bytes that are served: the whole file, or a prefix of it. */
  bytes: number;
}

/** Books up to this size stay in memory, so that no disk is read while time is taken. */
const LARGEST_BOOK_IN_MEMORY_BYTES = 64 * 1024 * 1024;

/** Bytes that are read from a large file at once. */
const READ_AHEAD_BYTES = 1024 * 1024;

/** One book, ready to be sent to any number of clients. */
export class BookSource {
  /** What is served. */
  readonly book: ServedBook;
  #content: Promise<Uint8Array> | undefined;
  #digest: Promise<string> | undefined;

  /**
   * Nothing is read yet.
   *
   * @param book What to serve.
   */
  constructor(book: ServedBook) {
    this.book = book;
  }

  /**
   * SHA-256 of the bytes served, worked out once.
   *
   * @returns The digest in hex.
   * @throws Where the file cannot be read.
   */
  sha256(): Promise<string> {
    return this.#digest ??= digest(this.book.path, {
      prefixBytes: this.book.bytes,
    });
  }

  /**
   * Does what can be done before a client comes: digest and, where it fits, content.
   *
   * @throws Where the file cannot be read.
   */
  async prepare(): Promise<void> {
    await this.sha256();
    (await this.open()).close();
  }

  /**
   * Opens the book for one transfer.
   *
   * @returns A reader that has to be closed.
   * @throws Where the file cannot be read, or is shorter than the bytes to serve.
   */
  async open(): Promise<BookReader> {
    if (this.book.bytes > LARGEST_BOOK_IN_MEMORY_BYTES) {
      return new FileReader(await Deno.open(this.book.path), this.book);
    }
    this.#content ??= readPrefix(this.book);
    return new MemoryReader(await this.#content);
  }
}

/** The pieces of one book, in order. */
export interface BookReader {
  /**
   * The next piece.
   *
   * @param longestBytes Longest piece wanted.
   * @returns Bytes that stay valid until the next call; empty at the end.
   */
  next(longestBytes: number): Uint8Array | Promise<Uint8Array>;
  /** Releases the file. */
  close(): void;
}

async function readPrefix(book: ServedBook): Promise<Uint8Array> {
  const file = await Deno.open(book.path);
  try {
    const content = new Uint8Array(book.bytes);
    let filled = 0;
    while (filled < content.length) {
      const read = await file.read(content.subarray(filled));
      if (read === null) throw shorterThanExpected(book, filled);
      filled += read;
    }
    return content;
  } finally {
    file.close();
  }
}

function shorterThanExpected(book: ServedBook, bytes: number): Error {
  return new Error(
    `Cannot serve ${book.path}: it ends after ${bytes} of ${book.bytes} bytes; did it change?`,
  );
}

class MemoryReader implements BookReader {
  #content: Uint8Array;
  #offset = 0;

  constructor(content: Uint8Array) {
    this.#content = content;
  }

  next(longestBytes: number): Uint8Array {
    const piece = this.#content.subarray(
      this.#offset,
      this.#offset + longestBytes,
    );
    this.#offset += piece.length;
    return piece;
  }

  close(): void {}
}

class FileReader implements BookReader {
  #file: Deno.FsFile;
  #book: ServedBook;
  #ahead = new Uint8Array(READ_AHEAD_BYTES);
  #from = 0;
  #to = 0;
  #left: number;

  constructor(file: Deno.FsFile, book: ServedBook) {
    this.#file = file;
    this.#book = book;
    this.#left = book.bytes;
  }

  next(longestBytes: number): Uint8Array | Promise<Uint8Array> {
    const wanted = Math.min(longestBytes, this.#left);
    if (this.#to - this.#from >= wanted) return this.#take(wanted);
    return this.#refill(wanted);
  }

  #take(bytes: number): Uint8Array {
    const piece = this.#ahead.subarray(this.#from, this.#from + bytes);
    this.#from += bytes;
    this.#left -= bytes;
    return piece;
  }

  /** Moves what is left to the front and reads until `wanted` bytes are there. */
  async #refill(wanted: number): Promise<Uint8Array> {
    if (wanted > this.#ahead.length) {
      const larger = new Uint8Array(wanted);
      larger.set(this.#ahead.subarray(this.#from, this.#to));
      this.#ahead = larger;
    } else {
      this.#ahead.copyWithin(0, this.#from, this.#to);
    }
    this.#to -= this.#from;
    this.#from = 0;
    while (this.#to < wanted) {
      const read = await this.#file.read(this.#ahead.subarray(this.#to));
      if (read === null) {
        throw shorterThanExpected(this.#book, this.#book.bytes - this.#left);
      }
      this.#to += read;
    }
    return this.#take(wanted);
  }

  close(): void {
    this.#file.close();
  }
}
