/**
 * The file that a download becomes: whole under its own name, or not there at all.
 *
 * @module
 */

import { dirname, join } from "@std/path";

/** Longest name of a file, in bytes: NAME_MAX of Linux's own file systems (pathconf(3)). */
const LONGEST_NAME_BYTES = 255;

/** The received book cannot be kept. */
export class ReceivedFileError extends Error {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "ReceivedFileError";
}

/** How a book was fetched, as far as the default name of its file tells. */
export interface Fetch {
  /** The server's name for the book; anybody's, so nothing is expected of it. */
  book: string;
  /** The transport. */
  transport: "tcp" | "udp";
  /** Size of the buffer, in bytes. */
  bufferBytes: number;
}

/**
 * A place for a download. The bytes go under a hidden name into the folder where they
 * are to be, so that renaming is all that is left to do; disposal removes what did not
 * get that far.
 */
export class ReceivedFile implements Disposable {
  /** Where to write the received book. */
  readonly part: string;
  /** Where a book that is too large for memory can be kept meanwhile. */
  readonly spill: string;
  #folder: string;
  #output: string | undefined;

  private constructor(folder: string, output: string | undefined) {
    this.#folder = folder;
    this.#output = output;
    this.part = join(folder, `.download-${crypto.randomUUID()}.part`);
    this.spill = `${this.part}.spill`;
  }

  /**
   * Makes sure, before anything is fetched, that it can be kept.
   *
   * @param folder For a file with a default name.
   * @param output Path given with `-o`, if it was.
   * @returns The place; dispose of it.
   * @throws {ReceivedFileError} Where the folder cannot be written, or the name belongs
   * to something that is no regular file.
   */
  static prepare(folder: string, output?: string): ReceivedFile {
    const file = new ReceivedFile(
      output === undefined ? folder : dirname(output),
      output,
    );
    if (output !== undefined) refuseSpecial(output);
    try {
      Deno.openSync(file.part, { createNew: true, write: true }).close();
    } catch (error) {
      throw file.#error(error);
    }
    return file;
  }

  /**
   * Gives the received book its name.
   *
   * @param fetch For the default name.
   * @returns The path.
   * @throws {ReceivedFileError} Where it cannot have that name.
   */
  keep(fetch: Fetch): string {
    const path = this.#output ?? join(this.#folder, defaultName(fetch));
    refuseSpecial(path);
    try {
      Deno.renameSync(this.part, path);
    } catch (error) {
      throw this.#error(error);
    }
    return path;
  }

  /**
   * Says of a failed write, such as to a full disk, what it was meant for.
   *
   * @param error Anything that was thrown.
   * @returns A {@linkcode ReceivedFileError} for an error about one of the files, else
   * the same error.
   */
  explain(error: unknown): unknown {
    const ofAFile = error instanceof Error && error.message.includes(this.part);
    return ofAFile || isDiskFull(error) ? this.#error(error) : error;
  }

  #error(cause: unknown): ReceivedFileError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new ReceivedFileError(
      `Cannot write the received book into ${this.#folder}: ${reason}. ` +
        `Name another file with -o`,
      { cause },
    );
  }

  /** Removes what has not been given its name. */
  [Symbol.dispose](): void {
    for (const path of [this.part, this.spill]) {
      try {
        Deno.removeSync(path);
      } catch {
        // it has its name, or was never written
      }
    }
  }
}

/** A rename would put a file in the place of a device such as /dev/null. */
function refuseSpecial(path: string): void {
  let isFile = true;
  try {
    ({ isFile } = Deno.statSync(path));
  } catch {
    // not there yet, or an error that the writing will tell
  }
  if (!isFile) {
    throw new ReceivedFileError(
      `Cannot write the received book to ${path}: it is there and no regular file. ` +
        `Name another file with -o`,
    );
  }
}

/** A write that fails does not say of which file; none but ours are written here. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error &&
    ["ENOSPC", "EDQUOT", "EFBIG", "EIO"].includes(String(error.code));
}

/**
 * Name of a received book's file, unless one was given. Whatever the server calls the
 * book, it is the name of one visible file that a folder can have.
 *
 * @param fetch What was fetched, and how.
 * @returns Such as `bleak_house.udp.1024.received`; at most 255 bytes.
 */
export function defaultName({ book, transport, bufferBytes }: Fetch): string {
  const ending = `.${transport}.${bufferBytes}.received`;
  const plain = book.replaceAll(/[/\\\p{Cc}]/gu, "_").replace(/^\.+/, "_");
  const encoder = new TextEncoder();
  let name = "";
  let bytes = encoder.encode(ending).length;
  for (const character of plain) {
    bytes += encoder.encode(character).length;
    if (bytes > LONGEST_NAME_BYTES) break;
    name += character;
  }
  return `${name === "" ? "book" : name}${ending}`;
}
