/**
 * Writing CSV.
 *
 * @module
 */

// @ts-types="@types/d3-dsv"
import { dsvFormat } from "d3-dsv";

/** Where a value is found: the key of an object or the index of an array. */
export type PropertyAccessor = number | string;

/** A column with a name of its own. */
export type ColumnDetails = {
  /** Name in the first row; by default the last accessor of `prop`. */
  header?: string;
  /** Where the value is found; several accessors lead further and further in. */
  prop: PropertyAccessor | PropertyAccessor[];
};

/** A column: with a name of its own, or named after what it holds. */
export type Column = ColumnDetails | PropertyAccessor | PropertyAccessor[];

/** What one row is made from. */
export type DataItem = Readonly<Record<string, unknown> | unknown[]>;

/** Options of {@linkcode stringify}. */
export type StringifyOptions = {
  /** Whether the names of `columns` make a first row; by default they do. */
  headers?: boolean;
  /** Between two values; by default a comma. */
  separator?: string;
  /** The columns in their order; needed for items that are objects. */
  columns?: readonly Column[];
  /** Whether to begin with a byte-order mark, which some spreadsheets need; by default not. */
  bom?: boolean;
};

/**
 * Writes rows as CSV with CRLF at the end of each (RFC 4180, section 2).
 * `null` and `undefined` are written as nothing, objects as JSON. Values are
 * quoted where they hold a separator, a quotation mark or a line feed.
 *
 * @param data One item a row.
 * @param options What to write and how.
 * @returns The file's text.
 * @throws {TypeError} If an item is an object and there are no columns, if a column names a key of an array, or if the separator cannot be one.
 */
export function stringify(
  data: readonly DataItem[],
  options?: StringifyOptions,
): string {
  const { headers = true, separator = ",", columns = [], bom = false } =
    options ?? {};
  if (separator.includes('"') || separator.includes("\r\n")) {
    throw new TypeError(
      [
        "Separator cannot include the following strings:",
        '  - U+0022: Quotation mark (")',
        "  - U+000D U+000A: Carriage Return + Line Feed (\\r\\n)",
      ].join("\n"),
    );
  }
  const paths = columns.map(pathOf);
  const rows = data.map((item) => valuesOf(item, paths).map(textOf));
  if (headers && columns.length > 0) rows.unshift(columns.map(nameOf));
  const { formatRow } = dsvFormat(separator);
  const text = rows.map((row) => `${formatRow(row)}\r\n`).join("");
  return bom ? `\ufeff${text}` : text;
}

function pathOf(column: Column): readonly PropertyAccessor[] {
  if (typeof column !== "object") return [column];
  return Array.isArray(column) ? column : [column.prop].flat();
}

function nameOf(column: Column): string {
  const given = typeof column === "object" && "header" in column
    ? column.header
    : undefined;
  return given ?? String(pathOf(column).at(-1));
}

function valuesOf(
  item: DataItem,
  paths: readonly (readonly PropertyAccessor[])[],
): readonly unknown[] {
  if (paths.length > 0) return paths.map((path) => path.reduce(step, item));
  if (Array.isArray(item)) return item;
  throw new TypeError("No property accessor function was provided for object");
}

/** Goes one accessor further in; what has nothing inside stays what it is. */
function step(value: unknown, accessor: PropertyAccessor): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) && typeof accessor !== "number") {
    throw new TypeError('Property accessor is not of type "number"');
  }
  return Reflect.get(value, accessor);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
