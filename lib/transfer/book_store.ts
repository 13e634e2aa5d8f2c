/**
 * Where a client puts the bytes that it receives.
 *
 * A book goes to memory that was there before the time was taken, so that a
 * transfer is not charged for a disk or for page faults. What is too large for
 * that goes to a file, in large pieces, so that memory stays constant.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { WordCounter } from "../corpus/words.ts";

/** Books up to this size are kept in memory. */
export const LARGEST_STORE_IN_MEMORY_BYTES = 64 * 1024 * 1024;

/** Size of the pieces in which a large book is written, read, hashed and counted. */
const CHUNK_BYTES = 1024 * 1024;

/** Memory that is used again by one transfer after the other of a process. */
export class ReceiveArena {
  #memory = new Uint8Array(0);

  /**
   * Makes room, and touches it so that the kernel has given every page.
   *
   * @param bytes How much the next transfer will need, at most
   * {@linkcode LARGEST_STORE_IN_MEMORY_BYTES}.
   * @returns The memory; whatever an earlier transfer left is overwritten.
   */
  reserve(bytes: number): Uint8Array {
    if (this.#memory.length < bytes) {
      this.#memory = new Uint8Array(bytes).fill(1);
    }
    return this.#memory.subarray(0, bytes);
  }
}

/** What was received, for the record. */
export interface StoredContent {
  /** Bytes received and kept. */
  bytes: number;
  /** Their SHA-256 in hex. */
  sha256: string;
  /** Their words, as `wc -w` counts. */
  words: number;
}

/** The received bytes of one book. */
export class BookStore {
  #memory: Uint8Array | undefined;
  #file: Deno.FsFile | undefined;
  #chunk: Uint8Array | undefined;
  #chunkStart = 0;
  #end = 0;
  #toRemove: string | undefined;

  private constructor(
    memory: Uint8Array | undefined,
    file: Deno.FsFile | undefined,
  ) {
    this.#memory = memory;
    this.#file = file;
  }

  /**
   * Opens a store.
   *
   * @param bytes Size of the book.
   * @param arena Memory for books that are kept in it.
   * @param spillPath File for larger ones. It is created and, where the system lets an
   * open file go, has no name from then on: so nothing is left of it, however this
   * process ends.
   * @returns The store; it has to be closed.
   * @throws Where the file cannot be created.
   */
  static open(
    bytes: number,
    arena: ReceiveArena,
    spillPath: string,
  ): BookStore {
    if (bytes <= LARGEST_STORE_IN_MEMORY_BYTES) {
      return new BookStore(arena.reserve(bytes), undefined);
    }
    const file = Deno.openSync(spillPath, {
      create: true,
      truncate: true,
      read: true,
      write: true,
    });
    const store = new BookStore(undefined, file);
    if (Deno.build.os === "windows") store.#toRemove = spillPath;
    else Deno.removeSync(spillPath);
    return store;
  }

  /** Whether the bytes go to a file while they arrive. */
  get onDisk(): boolean {
    return this.#file !== undefined;
  }

  /** End of what is stored, in bytes. */
  get end(): number {
    return this.#end;
  }

  /**
   * Room for the next bytes in order.
   *
   * @param longestBytes The receive buffer, at least 1 byte.
   * @returns Where to receive into; shorter at the end of the book.
   */
  room(longestBytes: number): Uint8Array {
    if (this.#memory !== undefined) {
      return this.#memory.subarray(this.#end, this.#end + longestBytes);
    }
    const used = this.#end - this.#chunkStart;
    if (this.#chunk === undefined || this.#chunk.length - used < longestBytes) {
      this.#flush();
      if (this.#chunk === undefined || this.#chunk.length < longestBytes) {
        this.#chunk = new Uint8Array(Math.max(CHUNK_BYTES, longestBytes));
      }
      return this.#chunk.subarray(0, longestBytes);
    }
    return this.#chunk.subarray(used, used + longestBytes);
  }

  /**
   * The next bytes in order have been put into the {@linkcode room}.
   *
   * @param bytes How many.
   */
  filled(bytes: number): void {
    this.#end += bytes;
  }

  /**
   * Stores bytes anywhere.
   *
   * @param offset Position in the store.
   * @param bytes What to store; copied.
   */
  put(offset: number, bytes: Uint8Array): void {
    if (this.#memory !== undefined) {
      this.#memory.set(bytes, offset);
      if (offset + bytes.length > this.#end) this.#end = offset + bytes.length;
      return;
    }
    if (offset !== this.#end) {
      this.#flush();
      this.#chunkStart = this.#end = offset;
    }
    this.room(bytes.length).set(bytes);
    this.filled(bytes.length);
  }

  #flush(): void {
    if (this.#chunk === undefined) return;
    this.#file!.seekSync(this.#chunkStart, Deno.SeekMode.Start);
    writeAll(
      this.#file!,
      this.#chunk.subarray(0, this.#end - this.#chunkStart),
    );
    this.#chunkStart = this.#end;
  }

  /**
   * Moves the given ranges together, in order, and drops the rest.
   *
   * @param ranges `[from, to)`, ascending and apart.
   */
  compact(ranges: Iterable<readonly [number, number]>): void {
    this.#flush();
    let end = 0;
    for (const [from, to] of ranges) {
      if (from !== end) this.#move(from, to, end);
      end += to - from;
    }
    this.#end = this.#chunkStart = end;
    this.#file?.truncateSync(end);
  }

  #move(from: number, to: number, target: number): void {
    if (this.#memory !== undefined) {
      this.#memory.copyWithin(target, from, to);
      return;
    }
    const piece = new Uint8Array(CHUNK_BYTES);
    for (let at = from; at < to; at += CHUNK_BYTES) {
      const wanted = piece.subarray(0, Math.min(CHUNK_BYTES, to - at));
      this.#file!.seekSync(at, Deno.SeekMode.Start);
      readFully(this.#file!, wanted);
      this.#file!.seekSync(target + at - from, Deno.SeekMode.Start);
      writeAll(this.#file!, wanted);
    }
  }

  /** The content in order; each piece is valid until the next one. */
  *pieces(): Generator<Uint8Array> {
    if (this.#memory !== undefined) {
      yield this.#memory.subarray(0, this.#end);
      return;
    }
    this.#flush();
    const piece = new Uint8Array(CHUNK_BYTES);
    this.#file!.seekSync(0, Deno.SeekMode.Start);
    for (let at = 0; at < this.#end; at += CHUNK_BYTES) {
      const wanted = piece.subarray(0, Math.min(CHUNK_BYTES, this.#end - at));
      readFully(this.#file!, wanted);
      yield wanted;
    }
  }

  /**
   * Hashes and counts what is stored. Meant for after the time was taken.
   *
   * @returns Size, digest and words.
   */
  describe(): StoredContent {
    const hash = createHash("sha256");
    const words = new WordCounter();
    for (const piece of this.pieces()) {
      hash.update(piece);
      words.update(piece);
    }
    return { bytes: this.#end, sha256: hash.digest("hex"), words: words.count };
  }

  /**
   * Writes the content to a file.
   *
   * @param path Created or replaced.
   */
  saveAs(path: string): void {
    using file = Deno.openSync(path, {
      create: true,
      truncate: true,
      write: true,
    });
    for (const piece of this.pieces()) writeAll(file, piece);
  }

  /** Releases the file. */
  close(): void {
    this.#file?.close();
    if (this.#toRemove !== undefined) Deno.removeSync(this.#toRemove);
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
}

function readFully(file: Deno.FsFile, into: Uint8Array): void {
  for (let filled = 0; filled < into.length;) {
    const read = file.readSync(into.subarray(filled));
    // a hole at the end of a sparse file reads as nothing
    if (read === null) {
      into.fill(0, filled);
      return;
    }
    filled += read;
  }
}
