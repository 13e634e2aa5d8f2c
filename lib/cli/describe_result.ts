/**
 * What is printed after a report.
 *
 * @module
 */

import { join } from "@std/path";
import type { ReportResult } from "../report/write_report.ts";
import { shortPath } from "./command.ts";
import { count } from "./count.ts";

/** What is said of it. */
export interface DescribeOptions {
  /** Whether the table of medians is, too. */
  medians?: boolean;
}

/**
 * The run in a few lines: where it is, what holds, what differs, what could not be told.
 *
 * @param result What the report came to.
 * @param options What is said.
 * @returns Lines for a terminal.
 */
export function describeResult(
  result: ReportResult,
  { medians = false }: DescribeOptions = {},
): string {
  const { trials, experiments, warmUpTrials, failedTrials, folder } = result;
  const [page, ...others] = result.files;
  const lines = [
    `Run     ${shortPath(folder)}`,
    `Page    ${shortPath(join(folder, page ?? ""))}`,
    `Files   ${others.join(", ")}`,
    `Trials  ${trials} of ${count(experiments.length, "experiment")}; ` +
    `${warmUpTrials} of the warm-up block and ${failedTrials} failed are not in summary.csv`,
    "",
    result.overview,
  ];
  if (medians && result.headline) lines.push("", result.headline);
  return lines.join("\n");
}
