/**
 * Writes a table in pieces, so that a long run never has to be in memory as a
 * whole.
 *
 * @module
 */

import { csvHeader, csvRows } from "./csv.ts";
import type { StagedFile, StagedFiles } from "./staged_files.ts";
import type { Table } from "./table.ts";

/** Rows are collected up to this many before they are written. */
const CHUNK_ROWS = 250;

/** Writes one table to its file. */
export class TableWriter<Row> {
  readonly #table: Table<Row>;
  readonly #file: StagedFile;
  #rows: Row[] = [];

  private constructor(table: Table<Row>, file: StagedFile) {
    this.#table = table;
    this.#file = file;
  }

  /**
   * Begins the file of a table with its header.
   *
   * @param table The table.
   * @param files Where its file goes.
   * @returns A writer without rows yet.
   * @throws {ReportError} If the file cannot be written.
   */
  static async open<Row>(
    table: Table<Row>,
    files: StagedFiles,
  ): Promise<TableWriter<Row>> {
    const file = await files.open(table.file);
    await file.write(csvHeader(table));
    return new TableWriter(table, file);
  }

  /**
   * Appends rows.
   *
   * @param rows The rows.
   * @throws {ReportError} If the file cannot be written.
   */
  async write(rows: Iterable<Row>): Promise<void> {
    for (const row of rows) {
      this.#rows.push(row);
      if (this.#rows.length >= CHUNK_ROWS) await this.flush();
    }
  }

  /**
   * Writes the rows collected so far. Call it after the last one.
   *
   * @throws {ReportError} If the file cannot be written.
   */
  async flush(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    if (rows.length > 0) await this.#file.write(csvRows(this.#table, rows));
  }
}
