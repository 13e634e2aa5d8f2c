/**
 * `deno task report`: turns a run's records into a page and CSV files, and compares the run with a
 * baseline where one is given.
 *
 * Needs to read the runs' folder (or the one named with `--run`) and to write
 * the run's.
 *
 * @module
 */

import { CommandLine, OptionError } from "../experiment/command_line.ts";
import { REPORTS_DIRECTORY } from "../experiment/run_folder.ts";
import { findRun } from "../report/find_run.ts";
import { compareWithBaseline } from "../report/gate/gate.ts";
import { gateText, verdictOf } from "../report/gate/gate_text.ts";
import { DEFAULT_GATE_MARGIN } from "../report/gate/judge_ratios.ts";
import { ReportError } from "../report/report_error.ts";
import { writeReport } from "../report/write_report.ts";
import {
  type Command,
  fromHereIfGiven,
  printable,
  runCommand,
  shortPath,
} from "./command.ts";
import { describeResult } from "./describe_result.ts";

/** A larger one would let everything pass. */
const LARGEST_MARGIN_PERCENT = 1_000;

const CANNOT_COMPARE = 2;

const USAGE =
  `Turns the records of a run into a page, CSV files and verdicts, in the run's own
folder. With a baseline it then says what regressed, what improved and what cannot be told.

Usage: deno task report [options]

Options:
  --run DIR       The run's folder. Default: the one that latest in the folder of
                  all runs points to, else the newest one there.
  --reports DIR   The folder of all runs. Default: the project's reports
  --medians       Print the median of every condition, too.
  --baseline DIR  Compare the run with the one in this folder (its manifest.json
                  and trials.jsonl), such as fixtures/baseline: assertions, what
                  must not depend on the machine (delivery, error codes, truncation,
                  segments), and timings as ratios within each run.
  --margin P%     With --baseline: by how much a ratio may move beside its
                  interval before it counts (default ${
    DEFAULT_GATE_MARGIN * 100
  }%: twice or half). Ratios
                  whose intervals are wider cannot be told; more repetitions help.
  --help          show this

Exit status: 0 done (warnings, if any, are on stderr), 1 no report could be
made, 2 the options are wrong. With --baseline: 0 nothing regressed, 1 something
did, 2 the runs cannot be compared ("cannot compare:" and the reason on stderr)
or the options are wrong ("error:" on stderr).
`;

async function report(args: string[]): Promise<number> {
  const line = new CommandLine(args, {
    values: ["run", "reports", "baseline", "margin"],
    flags: ["medians"],
  });
  const run = fromHereIfGiven(line.value("run"));
  const reports = fromHereIfGiven(line.value("reports")) ?? REPORTS_DIRECTORY;
  const baseline = fromHereIfGiven(line.value("baseline"));
  const margin = line.percentage("margin", LARGEST_MARGIN_PERCENT);
  const write = async () => {
    const result = await writeReport(run ?? await findRun(reports));
    for (const warning of result.warnings) console.error(`Warning: ${warning}`);
    console.log(describeResult(result, { medians: line.flag("medians") }));
    return result.folder;
  };
  if (baseline !== undefined) return await gate(write, { baseline, margin });
  if (margin !== undefined) {
    throw new OptionError("--margin is for a comparison: give --baseline too");
  }
  await write();
  return 0;
}

/**
 * The report, then the comparison. Here 1 has to mean that something regressed, so
 * whatever keeps the two from being made is 2.
 */
async function gate(
  write: () => Promise<string>,
  { baseline, margin }: { baseline: string; margin: number | undefined },
): Promise<number> {
  try {
    const result = await compareWithBaseline(await write(), baseline, {
      ...(margin === undefined ? {} : { margin }),
    });
    for (const warning of result.warnings) {
      console.error(`Warning: baseline: ${printable(warning)}`);
    }
    console.log(
      `\n${gateText({ ...result, baselineFolder: shortPath(baseline) })}`,
    );
    const { status } = verdictOf(result);
    if (status === CANNOT_COMPARE) {
      console.error(
        `cannot compare: ${
          printable(result.incomparable.join("; "))
        }. Make a new baseline if that is meant.`,
      );
    }
    return status;
  } catch (error) {
    if (!isForAPerson(error)) throw error;
    console.error(`cannot compare: ${printable(error.message)}`);
    return CANNOT_COMPARE;
  }
}

function isForAPerson(error: unknown): error is Error {
  return [
    ReportError,
    Deno.errors.NotCapable,
    Deno.errors.PermissionDenied,
  ].some((known) => error instanceof known);
}

/** The command. */
export const REPORT: Command = { usage: USAGE, run: report };

if (import.meta.main) Deno.exit(await runCommand(REPORT, Deno.args));
