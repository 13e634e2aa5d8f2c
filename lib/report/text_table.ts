/**
 * Tables for a terminal.
 *
 * @module
 */

/** How a table is laid out. */
export interface TableLayout {
  /** Names of the columns. */
  header: readonly string[];
  /** How many columns, from the left, hold text; the others hold figures. */
  textColumns: number;
}

/**
 * Lines up the cells of a table, text to the left and figures to the right.
 *
 * @param rows The cells, row by row.
 * @param layout Names and kinds of the columns.
 * @returns Its lines, without a line end at the last one.
 */
export function textTable(
  rows: readonly (readonly string[])[],
  { header, textColumns }: TableLayout,
): string {
  const table = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(...table.map((cells) => [...cells[column]!].length))
  );
  return table.map((cells) =>
    cells.map((cell, column) => {
      const padding = " ".repeat(widths[column]! - [...cell].length);
      return column < textColumns ? cell + padding : padding + cell;
    }).join("  ").trimEnd()
  ).join("\n");
}
