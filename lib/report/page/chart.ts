/**
 * A chart before it is drawn: what is to be seen, what it says in words, and its data.
 *
 * @module
 */

import { factorsText, grouped } from "../../analysis/words.ts";
import type { Factors } from "../../experiment/record.ts";
import type { Cell } from "../table.ts";

/** A layer in Vega-Lite's grammar: `data`, `mark` and `encoding`. */
export type Layer = Readonly<Record<"data" | "mark" | "encoding", object>>;

/** What is drawn. All lengths are in the drawing's own unit: about a pixel. */
export interface Drawing {
  /** Room around the plot, for labels. */
  margin: { left: number; right: number; top: number; bottom: number };
  /** Height of the plot; its width is what the margins leave of {@linkcode CHART_WIDTH}. */
  height: number;
  /** From the back to the front. */
  layers: Layer[];
}

/** Width of every drawing: so narrow that it can be read on a phone without scrolling. */
export const CHART_WIDTH = 460;

/** How a line of a chart's key looks. */
export interface KeyEntry {
  /** Number of the series, from 0: decides colour and shape. */
  series: number;
  /** What it stands for. */
  text: string;
  /** Whether it is drawn as a line: then its dashes are shown. */
  isLine?: boolean;
}

/** What was drawn, to be had as CSV. */
export interface ChartData {
  /** Header. */
  columns: string[];
  /** Rows below it. */
  rows: Cell[][];
}

/** One chart. */
export interface Chart {
  /** What is drawn, a noun phrase. */
  title: string;
  /** What is to be seen, with figures: the text alternative. */
  description: string;
  /** How to read it, in sentences. */
  notes: string[];
  /** What the colours and shapes stand for; empty where there is one series. */
  key: KeyEntry[];
  /** Absent where there is nothing to draw; `description` says why. */
  drawing?: Drawing;
  /** Its data, as far as they are drawn. */
  data: ChartData;
}

/**
 * A chart without anything in it.
 *
 * @param title Its title.
 * @param reason Why there is nothing, a sentence.
 */
export function emptyChart(title: string, reason: string): Chart {
  return {
    title,
    description: reason,
    notes: [],
    key: [],
    data: { columns: [], rows: [] },
  };
}

/**
 * A title that names the conditions that a chart is limited to.
 *
 * @param title The title.
 * @param where Levels that the conditions have.
 */
export function titleWhere(title: string, where: Factors = {}): string {
  const text = factorsText(where);
  return text === "" ? title : `${title} (${text})`;
}

/**
 * Says that not everything is drawn.
 *
 * @param drawn How many are.
 * @param total Of how many.
 * @param what Their plural.
 * @returns A sentence, or nothing where all are drawn.
 */
export function thinnedNote(
  drawn: number,
  total: number,
  what: string,
): string[] {
  return drawn >= total ? [] : [
    `${grouped(drawn)} of ${grouped(total)} ${what} are drawn.`,
  ];
}

/**
 * Says that one trial stands for each condition, where there are more.
 *
 * @param drawn What is drawn of each condition: its first trial, of so many.
 * @returns A sentence, or none.
 */
export function firstTrialNote(
  drawn: readonly { trials: number }[],
): string[] {
  const all = drawn.reduce((sum, { trials }) => sum + trials, 0);
  return all > drawn.length
    ? [
      `The first measured trial of each condition is drawn: ${
        grouped(drawn.length)
      } of ${grouped(all)}.`,
    ]
    : [];
}

/** A first letter in upper case. */
export function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
