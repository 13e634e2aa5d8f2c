/**
 * For tests: a copy of the run in `fixtures/runs/small`, to write into and to
 * damage.
 *
 * @module
 */

import { parse } from "@std/csv";
import { fromFileUrl, join } from "@std/path";

/** The run in the fixtures; 46 records. It is never written to. */
export const SMALL_RUN: string = fromFileUrl(
  new URL("../../../fixtures/runs/small", import.meta.url),
);

/** A run's folder in a temporary folder; removed at the end of an `await using` block. */
export class RunCopy implements AsyncDisposable {
  /** The temporary folder that holds the run's folder and nothing else. */
  readonly reports: string;
  /** The run's folder. */
  readonly folder: string;

  private constructor(reports: string) {
    this.reports = reports;
    this.folder = join(reports, "small");
  }

  /**
   * Copies the run.
   *
   * @returns A fresh copy.
   */
  static async make(): Promise<RunCopy> {
    const copy = new RunCopy(await Deno.makeTempDir({ prefix: "report_" }));
    await Deno.mkdir(copy.folder);
    for (const name of ["trials.jsonl", "manifest.json"]) {
      await Deno.copyFile(join(SMALL_RUN, name), join(copy.folder, name));
    }
    return copy;
  }

  /**
   * Reads a file of the copy.
   *
   * @param name Name of the file.
   * @returns Its text.
   */
  read(name: string): Promise<string> {
    return Deno.readTextFile(join(this.folder, name));
  }

  /**
   * Reads a table of the copy.
   *
   * @param name Name of the CSV file.
   * @returns Its rows by column.
   */
  async table(name: string): Promise<Record<string, string>[]> {
    return parse(await this.read(name), { skipFirstRow: true });
  }

  /**
   * Reads the records as text.
   *
   * @returns The lines of `trials.jsonl`.
   */
  async lines(): Promise<string[]> {
    return (await this.read("trials.jsonl")).trimEnd().split("\n");
  }

  /**
   * Replaces `trials.jsonl`.
   *
   * @param text What it is to hold.
   */
  writeTrials(text: string): Promise<void> {
    return Deno.writeTextFile(join(this.folder, "trials.jsonl"), text);
  }

  /**
   * Lists the run's folder.
   *
   * @returns Names of its files, sorted.
   */
  async files(): Promise<string[]> {
    const entries = await Array.fromAsync(Deno.readDir(this.folder));
    return entries.map(({ name }) => name).sort();
  }

  /** Removes the temporary folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.reports, { recursive: true });
  }
}
