/**
 * Reading CSV.
 *
 * @module
 */

import { CsvError, parse as parseRows } from "csv-parse/sync";

/** Options of {@linkcode parse}. */
export interface ParseOptions {
  /** Between two values; by default a comma. */
  separator?: string;
  /** Whether to leave out white space before a value; by default not. */
  trimLeadingSpace?: boolean;
  /** Whether the first row is no data; without `columns` it names them. By default it is data. */
  skipFirstRow?: boolean;
  /** Names of the columns. */
  columns?: readonly string[];
}

/** A row as an object, with a property for each column. */
export type RecordWithColumn<C extends string> = string extends C
  ? Record<string, string>
  : Record<C, string>;

/** What {@linkcode parse} returns: objects if the columns have names, else arrays. */
export type ParseResult<ParseOptions, T> = T extends
  ParseOptions & { columns: readonly (infer C extends string)[] }
  ? RecordWithColumn<C>[]
  : T extends ParseOptions & { skipFirstRow: true } ? Record<string, string>[]
  : T extends
    ParseOptions & { columns?: undefined; skipFirstRow?: false | undefined }
    ? string[][]
  : Record<string, string>[] | string[][];

/**
 * Reads CSV. Lines may end with CRLF or LF; empty lines and a byte-order mark
 * are left out.
 *
 * @param input The file's text.
 * @returns One array of values a row.
 * @throws {SyntaxError} If quotation marks are where they cannot be.
 */
export function parse(input: string): string[][];
/**
 * Reads CSV. Lines may end with CRLF or LF; empty lines and a byte-order mark
 * are left out.
 *
 * @param input The file's text.
 * @param options How to read it.
 * @returns One object a row if `columns` or `skipFirstRow` names the columns, else one array of values.
 * @throws {SyntaxError} If quotation marks are where they cannot be.
 * @throws {TypeError} If the first row should name the columns and there is none.
 * @throws {Error} If columns have names and a row has more or fewer values.
 */
export function parse<const T extends ParseOptions>(
  input: string,
  options: T,
): ParseResult<ParseOptions, T>;
export function parse(
  input: string,
  options: ParseOptions = {},
): Record<string, string>[] | string[][] {
  const rows = readRows(input, options);
  const { skipFirstRow = false, columns } = options;
  if (!skipFirstRow && !columns) return rows;
  const first = skipFirstRow ? rows.shift() : undefined;
  if (skipFirstRow && !first) {
    throw new TypeError("Cannot parse input: headers must be defined");
  }
  const names = columns ?? first ?? [];
  return rows.map((row, index) => {
    if (row.length === names.length) {
      return Object.fromEntries(names.map((name, at) => [name, row[at] ?? ""]));
    }
    const line = index + (skipFirstRow ? 2 : 1);
    throw new Error(
      `Syntax error on line ${line}: The record has ${row.length} fields, but the header has ${names.length} fields`,
    );
  });
}

function readRows(input: string, options: ParseOptions): string[][] {
  try {
    return parseRows(input, {
      bom: true,
      // Published: a line end inside quotation marks is read as LF.
      cast: (value, { quoting }) =>
        quoting ? value.replaceAll("\r\n", "\n") : value,
      delimiter: options.separator ?? ",",
      ltrim: options.trimLeadingSpace ?? false,
      record_delimiter: ["\r\n", "\n"],
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SyntaxError(
      `Syntax error on line ${error.lines}: ${error.message}`,
      { cause: error },
    );
  }
}
