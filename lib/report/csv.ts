/**
 * The form of every CSV file of a report: RFC 4180 in UTF-8, a header line,
 * lines ending in CR LF, numbers as JavaScript prints them (no digit is lost),
 * empty cells for what is absent.
 *
 * @module
 */

import { stringify } from "@std/csv";
import type { Cell, Table } from "./table.ts";

/**
 * A spreadsheet takes text that begins like this for a formula and runs it
 * (OWASP, "CSV Injection"). The apostrophe itself is here so that dropping one
 * leading apostrophe always restores the text.
 */
const READ_AS_FORMULA = /^[=+\-@\t\r\n']/;

/**
 * The text of a cell. Text that a spreadsheet would run as a formula gets an
 * apostrophe in front; numbers, also negative ones, stay as they are.
 *
 * @param cell What the cell holds. A number that is not finite becomes empty.
 * @returns The text, not yet quoted for CSV.
 */
export function cellText(cell: Cell): string {
  switch (typeof cell) {
    case "string":
      return READ_AS_FORMULA.test(cell) ? `'${cell}` : cell;
    case "number":
      return Number.isFinite(cell) ? String(cell) : "";
    case "boolean":
      return String(cell);
    default:
      // Records are read from a file: what should be a number can be null there.
      return "";
  }
}

/**
 * The header line of a table.
 *
 * @param table Any table.
 * @returns The line with its line end.
 */
export function csvHeader<Row>(table: Table<Row>): string {
  return stringify([table.columns.map(({ name }) => name)]);
}

/**
 * Rows of a table as CSV.
 *
 * @param table The table that they belong to.
 * @param rows The rows.
 * @returns One line per row, each with its line end; nothing for no rows.
 */
export function csvRows<Row>(table: Table<Row>, rows: Iterable<Row>): string {
  return stringify(
    Array.from(
      rows,
      (row) => table.columns.map(({ cell }) => cellText(cell(row))),
    ),
  );
}
