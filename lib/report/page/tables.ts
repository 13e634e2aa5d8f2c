/**
 * Tables that a narrow screen can scroll sideways, that a keyboard reaches and a screen
 * reader can name.
 *
 * @module
 */

import { type Html, type HtmlPart, markup } from "./markup.ts";

/** A column. */
export interface PageColumn<Row> {
  /** Its header. */
  header: HtmlPart;
  /** Text stands to the left, figures to the right. */
  isText: boolean;
  /** The cell of a row. */
  cell: (row: Row) => HtmlPart;
}

/**
 * Makes a table. The cells of the first column are the headers of their rows.
 *
 * @param caption What it shows, a noun phrase of text.
 * @param columns Its columns from left to right.
 * @param rows Its rows.
 */
export function pageTable<Row>(
  caption: string,
  columns: readonly PageColumn<Row>[],
  rows: readonly Row[],
): Html {
  const look = ({ isText }: PageColumn<Row>) => isText ? "text" : "figure";
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead>
<tr>${
    columns.map((column) =>
      markup`<th scope="col" class="${look(column)}">${column.header}</th>`
    )
  }</tr>
</thead>
<tbody>
${
    rows.map((row) =>
      markup`<tr>${
        columns.map((column, index) =>
          index === 0
            ? markup`<th scope="row" class="${look(column)}">${
              column.cell(row)
            }</th>`
            : markup`<td class="${look(column)}">${column.cell(row)}</td>`
        )
      }</tr>`
    )
  }</tbody>
</table>
</div>`;
}

/**
 * Folds a long part away, unless it is short.
 *
 * @param summary What is in it, a noun phrase.
 * @param content The part.
 * @param isLong Whether it is folded.
 */
export function folded(summary: string, content: Html, isLong = true): Html {
  return isLong
    ? markup`<details><summary>${summary}</summary>
      ${content}</details>`
    : content;
}

/**
 * A verdict that stands out by more than its colour.
 *
 * @param verdict The verdict's word.
 */
export function badge(verdict: string): Html {
  const look = LOOKS[verdict] ?? "plain";
  return markup`<span class="badge ${look}">${verdict}</span>`;
}

const LOOKS: Record<string, string> = {
  faster: "strong",
  slower: "strong",
  more: "strong",
  less: "strong",
  confirmed: "good",
  held: "good",
  refuted: "bad",
  "did not hold": "bad",
  "false alarm": "bad",
  depends: "strong",
};
