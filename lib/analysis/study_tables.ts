/**
 * The reference study's tables, with this machine's figures beside them.
 *
 * @module
 */

import { has } from "../experiment/comparison_plan.ts";
import {
  type OurColumn,
  type PrintedColumn,
  TABLE_PLANS,
  type TablePlan,
} from "./study_tables_plan.ts";
import type { PrintedRow } from "./study_tables_printed.ts";
import type { Summary } from "./summarize.ts";

/** One of the study's tables. */
export interface StudyTable {
  /** Name, such as `buffer-sweep`. */
  name: string;
  /** What it shows, a short title. */
  title: string;
  /** Headers: the study's columns, then this machine's. */
  columns: { header: string; ours: boolean; isText: boolean }[];
  /** Cells as text, one per column; empty where there is nothing. */
  rows: string[][];
  /** What a reader has to know to compare the two, in sentences. */
  notes: string[];
}

/**
 * Makes the tables.
 *
 * @param summaries This run's descriptions.
 * @returns The study's tables in its order.
 */
export function studyTables(summaries: readonly Summary[]): StudyTable[] {
  return TABLE_PLANS.map((plan) => tableOf(plan, summaries));
}

function tableOf(
  { name, title, printed, theirs, ours, notes }: TablePlan,
  summaries: readonly Summary[],
): StudyTable {
  return {
    name,
    title,
    columns: [
      ...theirs.map(({ header, isText = false }) => ({
        header: `study: ${header}`,
        ours: false,
        isText,
      })),
      ...ours.map(({ header }) => ({
        header: `here: ${header}`,
        ours: true,
        isText: false,
      })),
    ],
    rows: printed.map((row) => [
      ...theirs.map((column) => printedCell(row, column)),
      ...ours.map((column) => ourCell(row, column, summaries)),
    ]),
    notes: [...notes],
  };
}

/** As printed, but for the unit. */
function printedCell(
  row: PrintedRow,
  { from, divisor }: PrintedColumn,
): string {
  const text = row[from] ?? "";
  return text === "" || divisor === undefined
    ? text
    : significant(Number(text) / divisor, PRINTED_DIGITS);
}

/** The study's rows differ in the third digit. */
const PRINTED_DIGITS = 5;

const OUR_DIGITS = 3;

function ourCell(
  row: PrintedRow,
  { metric, divisor, condition }: OurColumn,
  summaries: readonly Summary[],
): string {
  const wanted = condition(row);
  if (wanted === undefined) return "";
  const found = summaries.find(({ experiment, factors, twinOf, ...summary }) =>
    experiment === wanted.experiment && summary.metric === metric &&
    twinOf === undefined && has(factors, wanted.levels)
  );
  if (found === undefined) return "";
  const { median, interval, minimum, maximum } = found.description;
  const text = (value: number) =>
    divisor === undefined
      ? value.toLocaleString("en", { maximumFractionDigits: 0 })
      : significant(value / divisor, OUR_DIGITS);
  return interval === undefined || minimum === maximum
    ? text(median)
    : `${text(median)} (${text(interval.low)} to ${text(interval.high)})`;
}

function significant(value: number, digits: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: digits });
}
