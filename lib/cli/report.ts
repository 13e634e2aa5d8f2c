/**
 * `deno task report`: turns a run's records into CSV files.
 *
 * Needs to read the runs' folder (or the one named with `--run`) and to write
 * the run's.
 *
 * @module
 */

import { CommandLine } from "../experiment/command_line.ts";
import { REPORTS_DIRECTORY } from "../experiment/run_folder.ts";
import { findRun } from "../report/find_run.ts";
import { writeReport } from "../report/write_report.ts";
import { type Command, fromHereIfGiven, runCommand } from "./command.ts";
import { describeResult } from "./describe_result.ts";

const USAGE =
  `Turns the records of a run into CSV files, in the run's own folder.

Usage: deno task report [options]

Options:
  --run DIR      The run's folder. Default: the one that latest in the folder of
                 all runs points to, else the newest one there.
  --reports DIR  The folder of all runs. Default: the project's reports
  --help         show this

Exit status: 0 done (warnings, if any, are on stderr), 1 no report could be
made, 2 the options are wrong.
`;

async function report(args: string[]): Promise<number> {
  const line = new CommandLine(args, { values: ["run", "reports"] });
  const run = fromHereIfGiven(line.value("run"));
  const reports = fromHereIfGiven(line.value("reports")) ?? REPORTS_DIRECTORY;
  const result = await writeReport(run ?? await findRun(reports));
  for (const warning of result.warnings) console.error(`Warning: ${warning}`);
  console.log(describeResult(result));
  return 0;
}

/** The command. */
export const REPORT: Command = { usage: USAGE, run: report };

if (import.meta.main) Deno.exit(await runCommand(REPORT, Deno.args));
