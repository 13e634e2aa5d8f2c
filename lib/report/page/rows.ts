/**
 * Conditions down the side of a chart. The last factor in which they differ labels the
 * rows, the others are headings above groups of rows, so that no label has to be long.
 *
 * @module
 */

import { factorsText, factorWords, levelText } from "../../analysis/words.ts";
import { CHART_WIDTH, type Layer } from "./chart.ts";
import {
  type PageCondition,
  pickFactors,
  varyingFactors,
} from "./conditions.ts";
import { shortened } from "./words.ts";

/** A condition's row. */
export interface Row {
  /** The condition. */
  condition: PageCondition;
  /** What stands at its left. */
  label: string;
  /** Its middle, from the top of the plot. */
  y: number;
}

/** The rows of a chart. */
export interface RowLayout {
  /** A row per condition, from the top. */
  rows: Row[];
  /** Height of one row. */
  rowHeight: number;
  /** Height of all. */
  height: number;
  /** Room for the labels. */
  left: number;
  /** Draws labels and headings. */
  layers: Layer[];
}

/** Room of one character of the labels: text cannot be measured here, this is wide for most. */
const CHARACTER_WIDTH = 8;

const MOST_LABEL_CHARACTERS = 22;
const HEADING_HEIGHT = 24;

/**
 * Lays rows out.
 *
 * @param conditions The conditions in order; their twins come after them.
 * @param rowHeight Height of a row; 22, for many conditions 16, unless given.
 */
export function layoutRows(
  conditions: readonly PageCondition[],
  rowHeight: number = conditions.length > 20 ? 16 : 22,
): RowLayout {
  const varying = varyingFactors(conditions);
  const inner = varying.at(-1);
  const headingOf = ({ factors }: PageCondition) =>
    factorsText(pickFactors(factors, varying.slice(0, -1)));
  const labelOf = ({ factors, twinOf }: PageCondition) => {
    const level = inner === undefined ? undefined : factors[inner];
    const text = inner === undefined || level === undefined
      ? "all"
      : levelText(inner, level);
    return shortened(
      twinOf === undefined ? text : `${text} (again)`,
      MOST_LABEL_CHARACTERS,
    );
  };
  const labels = conditions.map(labelOf);
  const title = inner === undefined
    ? ""
    : shortened(factorWords(inner), MOST_LABEL_CHARACTERS);
  const left = 18 + CHARACTER_WIDTH *
      Math.max(
        4,
        ...[title, ...labels].map((label) => Array.from(label).length),
      );

  const rows: Row[] = [];
  const headings: { y: number; text: string }[] = [];
  let y = 0;
  let last = "";
  for (const [index, condition] of conditions.entries()) {
    const heading = headingOf(condition);
    if (heading !== last) {
      headings.push({
        y: y + HEADING_HEIGHT / 2 + 2,
        text: shortened(heading, Math.floor(CHART_WIDTH / CHARACTER_WIDTH) - 4),
      });
      y += HEADING_HEIGHT;
      last = heading;
    }
    rows.push({ condition, label: labels[index]!, y: y + rowHeight / 2 });
    y += rowHeight;
  }
  const height = Math.max(y, rowHeight);
  return {
    rows,
    rowHeight,
    height,
    left,
    layers: [
      textLayer(
        rows.map(({ y, label }) => ({ y, text: label })),
        height,
        { align: "right", dx: -8 },
      ),
      textLayer(headings, height, {
        align: "left",
        dx: 4 - left,
        fontWeight: "bold",
      }),
      textLayer([{ y: -10, text: title }], height, {
        align: "right",
        dx: -8,
        color: "var(--muted)",
      }),
    ],
  };
}

/**
 * The vertical place of a mark, in the plot's own unit.
 *
 * @param field Field that has it.
 * @param height Height of the plot.
 */
export function placeY(
  field: string,
  height: number,
): {
  field: string;
  type: "quantitative";
  scale: {
    domain: [number, number];
    range: [number, number];
    nice: false;
    zero: false;
  };
  axis: null;
} {
  return {
    field,
    type: "quantitative",
    scale: {
      domain: [0, height],
      range: [0, height],
      nice: false,
      zero: false,
    },
    axis: null,
  };
}

function textLayer(
  values: { y: number; text: string }[],
  height: number,
  look: {
    align: "left" | "right";
    dx: number;
    fontWeight?: "bold";
    color?: string;
  },
): Layer {
  return {
    data: { values },
    mark: { type: "text", baseline: "middle", fontSize: 13, ...look },
    encoding: {
      x: { value: 0 },
      y: placeY("y", height),
      text: { field: "text" },
    },
  };
}
