/**
 * The real books, from Project Gutenberg. They come as Gutenberg has them
 * today: with its header and footer, which the texts of the reference study do
 * not have, and in the edition of the day.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "@std/path";
import type { CatalogueEntry } from "./catalogue.ts";
import { CorpusError, reasonOf } from "./corpus_error.ts";
import { replaceFile } from "./replace_file.ts";
import { countWords } from "./words.ts";

/** Where the books come from, unless a mirror is named. */
export const GUTENBERG = "https://www.gutenberg.org";

/**
 * How large a file may be in relation to the catalogue's size. Header, footer
 * and carriage returns add up to 4 %; an error page is far smaller.
 */
const PLAUSIBLE_RATIO = { least: 0.9, most: 1.15 };

/** Options of {@linkcode bringBook}. */
export interface BringOptions {
  /** The folder that the book is put into; it must exist. */
  directory: string;
  /** Where it comes from: {@linkcode GUTENBERG}, or a mirror with the same paths. */
  from?: string;
  /** Gives up when nothing arrives for so long, in seconds: 0.001 to 2,000,000; 30 without it. */
  timeoutSeconds?: number;
}

/** A book that is there. */
export interface BroughtBook {
  /** Path of its file. */
  path: string;
  /** Whether it was downloaded now, or had been there before. */
  isNew: boolean;
  /** Its size, in bytes. */
  bytes: number;
  /** Its words, as `wc -w` counts them. */
  words: number;
  /** Its SHA-256, in hex. */
  sha256: string;
}

/** A server did not answer at all, so that it is no use asking it for another book. */
export class UnreachableError extends CorpusError {
  /** Name of the class, as in a stack trace. */
  override name = "UnreachableError";
}

/**
 * Address of a book's plain text.
 *
 * @param book The book.
 * @param from {@linkcode GUTENBERG}, or a mirror with the same paths.
 * @returns The URL.
 */
export function bookUrl(
  book: CatalogueEntry,
  from: string = GUTENBERG,
): string {
  const number = book.gutenberg_ebook;
  return `${from.replace(/\/+$/, "")}/cache/epub/${number}/pg${number}.txt`;
}

/**
 * Downloads a book, unless a file of about its size is there already. The file
 * appears when it is whole and of a plausible size, never before.
 *
 * @param book The book.
 * @param options Where from and where to.
 * @returns What is there now.
 * @throws {UnreachableError} If the server does not answer.
 * @throws {CorpusError} If it answers with an error, the text does not come
 * whole or has an implausible size, or the file cannot be written.
 */
export async function bringBook(
  book: CatalogueEntry,
  options: BringOptions,
): Promise<BroughtBook> {
  const path = join(options.directory, book.file);
  const kept = await readPlausible(path, book);
  const text = kept ?? await download(book, options);
  if (kept === undefined) await write(path, text);
  return {
    path,
    isNew: kept === undefined,
    bytes: text.length,
    words: countWords(text),
    sha256: createHash("sha256").update(text).digest("hex"),
  };
}

async function readPlausible(
  path: string,
  book: CatalogueEntry,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const text = await Deno.readFile(path);
    return isPlausible(text.length, book) ? text : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new CorpusError(
      `Cannot read ${path}: ${reasonOf(error)}`,
      "Make the file readable or remove it.",
      error,
    );
  }
}

async function download(
  book: CatalogueEntry,
  options: BringOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = bookUrl(book, options.from);
  const silence = new Silence(options.timeoutSeconds ?? 30);
  try {
    const body = await request(url, silence);
    const most = book.bytes * PLAUSIBLE_RATIO.most;
    const text = await receive(url, body, most, silence);
    if (isPlausible(text.length, book)) return text;
    throw new CorpusError(
      `Cannot use ${url}: it should have about ${book.bytes} bytes, and ${text.length} came`,
      "Look at it in a browser: it may be an error page, or another book.",
    );
  } finally {
    silence.end();
  }
}

async function request(
  url: string,
  silence: Silence,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  let response: Response;
  try {
    response = await fetch(url, { signal: silence.signal });
  } catch (error) {
    throw new UnreachableError(
      `Cannot reach ${url}: ${reasonOf(error)}`,
      "Check the network and the address, or name a mirror with --from URL.",
      error,
    );
  }
  silence.interrupt();
  if (response.ok && response.body !== null) return response.body;
  await response.body?.cancel();
  throw new CorpusError(
    `Cannot download ${url}: the server answers ${response.status} ${response.statusText}`,
    "Try later, or name a mirror with --from URL.",
  );
}

/** Reads a body to its end, or until it is longer than `most` bytes. */
async function receive(
  url: string,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  most: number,
  silence: Silence,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      silence.interrupt();
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > most) break;
    }
  } catch (error) {
    throw new CorpusError(
      `Cannot download ${url}: after ${bytes} bytes, ${reasonOf(error)}`,
      "Try again.",
      error,
    );
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

async function write(path: string, text: Uint8Array): Promise<void> {
  try {
    await replaceFile(path, (temporary) => Deno.writeFile(temporary, text));
  } catch (error) {
    throw new CorpusError(
      `Cannot write ${path}: ${reasonOf(error)}`,
      "Name another folder with --directory DIR.",
      error,
    );
  }
}

function isPlausible(bytes: number, book: CatalogueEntry): boolean {
  const ratio = bytes / book.bytes;
  return ratio >= PLAUSIBLE_RATIO.least && ratio <= PLAUSIBLE_RATIO.most;
}

/** Aborts its signal when it has not been interrupted for some time. */
class Silence {
  readonly #controller = new AbortController();
  readonly #seconds: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.interrupt();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  interrupt(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#controller.abort(
        new Error(`nothing arrived for ${this.#seconds} s`),
      );
    }, this.#seconds * 1000);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
