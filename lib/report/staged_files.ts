/**
 * Files that appear in a folder all complete or not at all: each is written
 * under another name first, and only when all are on disk are they renamed.
 *
 * @module
 */

import { join } from "@std/path";
import { ReportError } from "./report_error.ts";

/** A file being written. */
export interface StagedFile {
  /**
   * Appends text.
   *
   * @param text Any text; it is written as UTF-8.
   */
  write(text: string): Promise<void>;
}

/** A file with the names it has before and after {@linkcode StagedFiles.commit}. */
interface Staged {
  name: string;
  temporaryPath: string;
  file: Deno.FsFile;
  writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
}

/**
 * Files of one folder that are written together. Use it with `await using`:
 * what was not committed is removed at the end of the block.
 */
export class StagedFiles implements AsyncDisposable {
  readonly #folder: string;
  readonly #encoder = new TextEncoder();
  #staged: Staged[] = [];

  /**
   * Begins without a file.
   *
   * @param folder An existing folder.
   */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Begins a file.
   *
   * @param name Name of the file in the folder, without a path.
   * @returns The file, empty.
   * @throws {ReportError} If the folder cannot be written.
   */
  async open(name: string): Promise<StagedFile> {
    // A name of its own, so that two reports of one run do not mix.
    const temporaryPath = join(
      this.#folder,
      `.${name}.${crypto.randomUUID()}.tmp`,
    );
    const file = await this.#explain(
      name,
      () => Deno.open(temporaryPath, { write: true, createNew: true }),
    );
    const writer = file.writable.getWriter();
    this.#staged.push({ name, temporaryPath, file, writer });
    return {
      write: (text) =>
        this.#explain(name, () => writer.write(this.#encoder.encode(text))),
    };
  }

  /**
   * Puts every file in its place, over one of the same name.
   *
   * @throws {ReportError} If a file cannot be completed or renamed.
   */
  async commit(): Promise<void> {
    for (const { name, file, writer } of this.#staged) {
      await this.#explain(name, async () => {
        await writer.ready;
        await file.syncData();
        await writer.close();
      });
    }
    for (const { name, temporaryPath } of this.#staged) {
      await this.#explain(
        name,
        () => Deno.rename(temporaryPath, join(this.#folder, name)),
      );
    }
    this.#staged = [];
  }

  /** Removes every file that was not committed. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { temporaryPath, writer } of this.#staged) {
      await writer.abort().catch(() => {});
      // A file that is already renamed, or a folder that went away, leaves
      // nothing to remove; the error that led here is the one to report.
      await Deno.remove(temporaryPath).catch(() => {});
    }
    this.#staged = [];
  }

  /** Does something with a file; where that fails, says which file and what to do. */
  async #explain<T>(name: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      const remedy = error instanceof Deno.errors.NotCapable
        ? `grant it with --allow-write=${this.#folder}`
        : "make room there, or make the folder writable";
      throw new ReportError(
        `Cannot write ${name} into ${this.#folder}: ${
          error instanceof Error ? error.message : error
        }. To help: ${remedy}.`,
        { cause: error },
      );
    }
  }
}
