/**
 * A table of the report: its columns say what they are called, what they mean
 * and how a row yields them. The CSV files and the data dictionary are both
 * made from these columns, so that neither can drift from the other.
 *
 * @module
 */

/** What a cell can hold; undefined is an empty cell. */
export type Cell = string | number | boolean | undefined;

/** How the text of a cell is to be read. */
export type ColumnType =
  | "text"
  | "integer"
  | "number"
  | "boolean"
  | "timestamp"
  | "JSON";

/** What is said about a column. */
export interface ColumnDescription {
  /** Header: snake_case with the unit at the end. */
  name: string;
  /** How the text of its cells is to be read. */
  type: ColumnType;
  /** Unit in words; empty where there is none. */
  unit: string;
  /** One meaning, in a sentence. */
  meaning: string;
}

/** A column of a table whose rows are made from `Row`. */
export interface Column<Row> extends ColumnDescription {
  /** The cell of a row. */
  cell: (row: Row) => Cell;
}

/** A table and the file it goes to. */
export interface Table<Row> {
  /** Name of the file in the run's folder. */
  file: string;
  /** What the rows are, a sentence of one line in the dictionary. */
  rows: string;
  /** Its columns from left to right. */
  columns: readonly Column<Row>[];
}
