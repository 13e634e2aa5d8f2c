/**
 * Draws charts with Vega-Lite: SVG that needs no script, takes its colours from the page
 * and scales with it.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import { CHART_WIDTH, type Drawing } from "./chart.ts";
import { Html, markup } from "./markup.ts";

/** What a drawing is called. */
export interface DrawingText {
  /** Unique in the page. */
  id: string;
  /** Its title. */
  title: string;
  /** The text alternative. */
  description: string;
}

/** The same layers in the types of the library, which has no name for them. */
type LayersOfVegaLite = Extract<TopLevelSpec, { layer: unknown }>["layer"];

/** Looks of everything that is no mark; the variables are the page's. */
const CONFIG = {
  // the text alternative says it all in one place
  aria: false,
  font: "inherit",
  view: { stroke: null },
  axis: {
    labelColor: "var(--ink)",
    titleColor: "var(--ink)",
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: "normal" as const,
    titlePadding: 6,
    gridColor: "var(--grid)",
    domainColor: "var(--line)",
    tickColor: "var(--line)",
  },
  text: { color: "var(--ink)" },
};

/**
 * Draws.
 *
 * @param drawing What is drawn.
 * @param text Its names.
 * @returns An SVG element.
 */
export async function draw(
  { margin, height, layers }: Drawing,
  { id, title, description }: DrawingText,
): Promise<Html> {
  // Loaded where they are needed: the two take a tenth of a second.
  const [vega, vegaLite] = await Promise.all([
    import("vega"),
    import("vega-lite"),
  ]);
  const { spec } = vegaLite.compile({
    width: CHART_WIDTH - margin.left - margin.right,
    height,
    // text cannot be measured without a browser, so the room for it is given
    autosize: { type: "none" },
    padding: margin,
    background: "transparent",
    layer: layers as LayersOfVegaLite,
    config: CONFIG,
  }, { logger: vega.logger(vega.Error) });
  const view = new vega.View(vega.parse(spec), {
    renderer: "none",
    logLevel: vega.Error,
  });
  const svg = await view.toSVG();
  view.finalize();
  const fullHeight = height + margin.top + margin.bottom;
  // the element around the drawing is this page's own: it scales, and says what is drawn
  const marks = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>"));
  return markup`<svg class="chart" viewBox="0 0 ${CHART_WIDTH} ${fullHeight}" role="img"
      aria-labelledby="${id}-title ${id}-description"><title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>${
    Html
      .trusted(marks)
  }</svg>`;
}
