/**
 * What charts of an experiment are made of, beside what was collected for them alone.
 *
 * @module
 */

import type { Summary } from "../../analysis/summarize.ts";
import type { TrialHead } from "../trial_columns.ts";
import type { PageCondition } from "./conditions.ts";

/** An experiment's figures. */
export interface ChartContext {
  /** Its conditions, in the order in which they are shown. */
  conditions: readonly PageCondition[];
  /** Its measured trials: no warm-up block, none that failed. */
  trials: readonly TrialHead[];
  /** Its summaries. */
  summaries: readonly Summary[];
}

/** Collects what a chart needs while the records are read one by one. */
export interface Collector<RecordPart> {
  /**
   * Looks at a record.
   *
   * @param record A measured trial of the experiment that has the plan's levels.
   */
  add(record: RecordPart): void;
}
