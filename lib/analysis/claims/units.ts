/**
 * The rule `units`: what the study's unit of throughput really is. Throughput times time
 * is the size of the book; only the right unit gives the size that the book has.
 *
 * @module
 */

import type { Factors } from "../../experiment/record.ts";
import { PRINTED } from "../study_tables_printed.ts";
import { metricFigure } from "../words.ts";
import { type ExperimentFindings, summaryWith } from "./experiment_findings.ts";
import { type Judgement, NoEvidence } from "./judgement.ts";

/** The study's printed throughput is in kilobytes per second. */
export interface UnitsRule {
  /** Name of the rule. */
  rule: "units";
  /** A condition that delivers the whole book that the study measured with. */
  where: Factors;
}

/** Editions of a book differ by less than this share of their size. */
const SAME_BOOK = 0.05;

const BYTES_PER_KILOBYTE = 1_000;
const BYTES_PER_KILOBIT = 125;

/**
 * Judges by the size of the book here.
 *
 * @param rule The rule.
 * @param findings What the experiment has found.
 * @returns Confirmed if kilobytes give the book's size, refuted if kilobits do.
 * @throws {NoEvidence} If the condition is missing.
 */
export function judgeUnits(
  { where }: UnitsRule,
  findings: ExperimentFindings,
): Judgement {
  const book =
    summaryWith(findings, "received_bytes", where).description.median;
  const products = PRINTED.bufferSweep.filter((row) =>
    row.transport === "tcp" && row.time_seconds !== ""
  ).map((row) =>
    Number(row.reported_throughput_kilo_per_second) * Number(row.time_seconds)
  );
  if (products.length === 0) {
    throw new NoEvidence("The study's table has no row with a throughput.");
  }
  const fits = (unitBytes: number) =>
    products.every((product) =>
      Math.abs(product * unitBytes / book - 1) <= SAME_BOOK
    );
  const size = (unitBytes: number) =>
    metricFigure("received_bytes", products[0]! * unitBytes);
  const here = `The study's throughput times its time is ${
    size(BYTES_PER_KILOBYTE)
  } if the unit is kilobytes, ${
    size(BYTES_PER_KILOBIT)
  } if it is kilobits. The book has ${
    metricFigure("received_bytes", book)
  } here.`;
  if (fits(BYTES_PER_KILOBYTE)) return { verdict: "confirmed", here };
  return { verdict: fits(BYTES_PER_KILOBIT) ? "refuted" : "cannot tell", here };
}
