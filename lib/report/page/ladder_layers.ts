/**
 * The drawing of a ladder: two ends, and arrows between them.
 *
 * @module
 */

import { CHART_WIDTH, type Layer } from "./chart.ts";
import { placeY } from "./rows.ts";
import { seriesColour, seriesDash } from "./series.ts";

/** Looks of arrows, as numbers of series: data for the first time. */
export const DATA = 0;
/** Data that is sent again. */
export const AGAIN = 1;
/** No data. */
export const NO_DATA = 5;

/** Room around the plot. */
export const MARGIN = { left: 62, right: 62, top: 44, bottom: 14 };

/** Room between the two ends. */
export const WIDTH: number = CHART_WIDTH - MARGIN.left - MARGIN.right;

/** An arrow in the plot's own unit. */
export interface Arrow {
  /** Where it begins, from the left. */
  x: number;
  /** The same from the top. */
  y: number;
  /** Where it ends, from the left. */
  x2: number;
  /** The same from the top. */
  y2: number;
  /** Its look: {@linkcode DATA}, {@linkcode AGAIN} or {@linkcode NO_DATA}. */
  series: number;
  /** Degrees clockwise from pointing to the right. */
  angle: number;
  /** Whether it ends in a cross. */
  isLost: boolean;
  /** Whether it begins at the left. */
  isFromClient: boolean;
  /** What stands over its beginning. */
  label: string;
  /** What stands beside its beginning. */
  time: string;
}

/**
 * Draws a ladder.
 *
 * @param arrows Its arrows.
 * @param height Height of the plot.
 * @returns From the back to the front: letters over lines, heads over letters.
 */
export function ladderLayers(
  arrows: readonly Arrow[],
  height: number,
): Layer[] {
  return [
    ...endLayers(height),
    ...lineLayers(arrows, height),
    ...textLayers(arrows, height),
    ...endOfArrowLayers(arrows, height),
  ];
}

/** A horizontal place in the plot's own unit. */
function placeX(field: string) {
  return {
    field,
    type: "quantitative",
    scale: { domain: [0, WIDTH], range: [0, WIDTH], nice: false, zero: false },
    axis: null,
  };
}

function endLayers(height: number): Layer[] {
  return [
    {
      data: {
        values: [0, WIDTH].map((x) => ({ x, top: 0, bottom: height })),
      },
      mark: { type: "rule", color: "var(--line)", strokeWidth: 2 },
      encoding: {
        x: placeX("x"),
        y: placeY("top", height),
        y2: { field: "bottom" },
      },
    },
    {
      data: {
        values: [
          { x: 0, y: -24, text: "client" },
          { x: WIDTH, y: -24, text: "server" },
          { x: -34, y: -10, text: "ms" },
          { x: WIDTH + 34, y: -10, text: "ms" },
        ],
      },
      mark: { type: "text", fontSize: 13, baseline: "middle" },
      encoding: {
        x: placeX("x"),
        y: placeY("y", height),
        text: { field: "text" },
      },
    },
  ];
}

function lineLayers(arrows: readonly Arrow[], height: number): Layer[] {
  return bySeries(arrows).map(({ series, values }) => ({
    data: { values },
    mark: {
      type: "rule",
      color: seriesColour(series),
      strokeDash: seriesDash(series),
      strokeWidth: 1.4,
    },
    encoding: {
      x: placeX("x"),
      y: placeY("y", height),
      x2: { field: "x2" },
      y2: { field: "y2" },
    },
  }));
}

function endOfArrowLayers(arrows: readonly Arrow[], height: number): Layer[] {
  const heads = bySeries(arrows).map(({ series, values }): Layer => ({
    data: { values: values.filter(({ isLost }) => !isLost) },
    mark: {
      type: "point",
      filled: true,
      opacity: 1,
      // its tip is where the arrow ends
      shape: "M-1,-0.5L0,0L-1,0.5Z",
      size: 300,
      color: seriesColour(series),
    },
    encoding: {
      x: placeX("x2"),
      y: placeY("y2", height),
      angle: { field: "angle", type: "quantitative", scale: null },
    },
  }));
  return [...heads, {
    data: { values: arrows.filter(({ isLost }) => isLost) },
    mark: {
      type: "text",
      text: "×",
      fontSize: 18,
      fontWeight: "bold",
      color: "var(--bad)",
    },
    encoding: { x: placeX("x2"), y: placeY("y2", height) },
  }];
}

function bySeries(
  arrows: readonly Arrow[],
): { series: number; values: Arrow[] }[] {
  return [DATA, AGAIN, NO_DATA].map((series) => ({
    series,
    values: arrows.filter((arrow) => arrow.series === series),
  })).filter(({ values }) => values.length > 0);
}

function textLayers(arrows: readonly Arrow[], height: number): Layer[] {
  return [true, false].flatMap((fromClient): Layer[] => {
    const values = arrows.filter(({ isFromClient }) =>
      isFromClient === fromClient
    );
    const inward = fromClient ? 1 : -1;
    const layer = (field: string, look: object): Layer => ({
      data: { values },
      mark: { type: "text", fontSize: 13, ...look },
      encoding: {
        x: placeX("x"),
        y: placeY("y", height),
        text: { field },
      },
    });
    const label = {
      align: fromClient ? "left" : "right",
      baseline: "bottom",
      dx: 6 * inward,
      dy: -1,
    };
    return [
      // a rim in the page's colour keeps arrows off the letters
      layer("label", { ...label, stroke: "var(--page)", strokeWidth: 4 }),
      layer("label", label),
      layer("time", {
        align: fromClient ? "right" : "left",
        baseline: "middle",
        dx: -7 * inward,
        color: "var(--muted)",
      }),
    ];
  });
}
