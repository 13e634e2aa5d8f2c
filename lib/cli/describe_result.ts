/**
 * What is printed after a report.
 *
 * @module
 */

import type { ReportResult } from "../report/write_report.ts";
import { shortPath } from "./command.ts";
import { count } from "./count.ts";

/**
 * The run in a few lines: where it is, what was skipped, the headline figures.
 *
 * @param result What the report came to.
 * @returns Lines for a terminal.
 */
export function describeResult(result: ReportResult): string {
  const { trials, experiments, warmUpTrials, failedTrials, skipped } = result;
  const lines = [
    `Run     ${shortPath(result.folder)}`,
    `Trials  ${trials} of ${count(experiments.length, "experiment")}; ` +
    `${warmUpTrials} of the warm-up block and ${failedTrials} failed are not in summary.csv`,
    `Files   ${result.files.join(", ")}`,
    ...skipped.map(({ name, reason, remedy, inPart }) =>
      `Skipped ${inPart ? "a part of " : ""}${name}: ${reason}` +
      `${remedy && ` (to help: ${remedy})`}`
    ),
  ];
  if (result.headline) lines.push("", result.headline);
  return lines.join("\n");
}
