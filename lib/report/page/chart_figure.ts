/**
 * A chart in the page: the drawing with its caption, its key, its data, and in words what
 * is to be seen.
 *
 * @module
 */

import { stringify } from "@std/csv";
import { cellText } from "../csv.ts";
import type { Chart, ChartData, KeyEntry } from "./chart.ts";
import { draw } from "./draw.ts";
import { type Html, markup } from "./markup.ts";
import { SERIES, seriesDash, seriesPath } from "./series.ts";

/** Where a chart stands. */
export interface ChartPlace {
  /** Unique in the page; also the name of its data's file. */
  id: string;
  /** What kind of chart it is. */
  kind: string;
}

/**
 * Makes the figure.
 *
 * @param chart The chart.
 * @param place Where it stands.
 */
export async function chartFigure(
  { title, description, notes, key, drawing, data }: Chart,
  { id, kind }: ChartPlace,
): Promise<Html> {
  if (drawing === undefined) {
    return markup`<figure data-chart="${kind}">
<figcaption><strong>${title}</strong> ${description}</figcaption>
</figure>`;
  }
  const svg = await draw(drawing, { id, title, description });
  return markup`<figure data-chart="${kind}">
<figcaption><strong>${title}</strong></figcaption>
${svg}
${
    key.length === 0
      ? undefined
      : markup`<ul class="key">${key.map(keyItem)}</ul>`
  }
<p class="notes">${notes.join(" ")} ${dataLink(data, id, title)}</p>
<details class="words"><summary>In words</summary><p>${description}</p></details>
</figure>`;
}

function keyItem({ series, text, isLine = false }: KeyEntry): Html {
  const look = `series-${series % SERIES + 1}`;
  const line = markup`<path d="M0,6h30" class="${look}" stroke-width="2"
      stroke-dasharray="${seriesDash(series).join(" ")}" />`;
  return markup`<li><svg viewBox="0 0 ${isLine ? 30 : 12} 12" width="${
    isLine ? 30 : 12
  }" height="12" aria-hidden="true">${
    isLine
      ? line
      : markup`<path d="${seriesPath(series)}" class="${look} filled" />`
  }</svg> ${text}</li>`;
}

/** A spreadsheet will open it, so its cells are made safe as those of every CSV file here. */
function dataLink({ columns, rows }: ChartData, id: string, title: string) {
  const csv = stringify([
    columns.map(cellText),
    ...rows.map((row) => row.map(cellText)),
  ]);
  return markup`<a download="${id}.csv"
      href="data:text/csv;charset=utf-8,${
    encodeURIComponent(
      csv,
    )
  }">Data<span class="unseen"> of “${title}”</span> (CSV)</a>`;
}
