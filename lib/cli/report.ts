/**
 * `deno task report`: turns a run's records into a page and CSV files, and compares the run with a
 * baseline where one is given.
 *
 * Needs to read the runs' folder (or the one named with `--run`) and to write
 * the run's.
 *
 * @module
 */

import { DEFAULT_MARGIN } from "../analysis/comparison.ts";
import { CommandLine, OptionError } from "../experiment/command_line.ts";
import { REPORTS_DIRECTORY } from "../experiment/run_folder.ts";
import { findRun } from "../report/find_run.ts";
import { compareWithBaseline, type GateOptions } from "../report/gate/gate.ts";
import {
  gateText,
  incomparableLines,
  verdictOf,
} from "../report/gate/gate_text.ts";
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

/** Beyond it the lower end would be nothing at all. */
const WIDEST_EQUIVALENCE_PERCENT = 50;

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
  --equivalent P% Conditions are equivalent if the interval of their ratio lies
                  within so much of 1 (default ${DEFAULT_MARGIN * 100}%).
  --baseline DIR  Compare the run with the one in this folder (its manifest.json
                  and trials.jsonl), such as fixtures/baseline: assertions, what
                  must not depend on the machine (delivery, error codes, truncation,
                  segments), and timings as ratios within each run.
  --margin P%     With --baseline: a ratio has regressed (or improved) if its whole
                  interval lies beyond the baseline's interval by more than this
                  (default ${
    DEFAULT_GATE_MARGIN * 100
  }%: above twice its high end, or below half of its
                  low end). So a ratio that has just doubled does not fail. Where an
                  interval is wider than the margin, or crosses that border, it
                  cannot be told; more repetitions help.
  --partial       With --baseline: compare only the experiments that the run has, such
                  as those of a run with --filter. Without it an experiment of the
                  baseline that is not in the run is "cannot be compared".
  --help          show this

Exit status: 0 done (warnings, if any, are on stderr), 1 no report could be
made, 2 the options are wrong. With --baseline: 0 nothing regressed, 1 something
did, 2 the runs, or a part of them, cannot be compared ("cannot compare:" and the
reason on stderr): other factors, another --engine or --cores, another schema; or an
experiment, an assertion or a condition of the baseline that the run has lost
without saying why (a skip says why). 2 with "error:" on stderr: the options are
wrong, or the comparison broke off through a fault.
`;

async function report(args: string[]): Promise<number> {
  const line = new CommandLine(args, {
    values: ["run", "reports", "equivalent", "baseline", "margin"],
    flags: ["medians", "partial"],
  });
  const run = fromHereIfGiven(line.value("run"));
  const reports = fromHereIfGiven(line.value("reports")) ?? REPORTS_DIRECTORY;
  const baseline = fromHereIfGiven(line.value("baseline"));
  const margin = line.percentage("margin", LARGEST_MARGIN_PERCENT);
  const equivalent = line.percentage("equivalent", WIDEST_EQUIVALENCE_PERCENT);
  const write = async () => {
    const result = await writeReport(
      run ?? await findRun(reports),
      equivalent === undefined ? {} : { margin: equivalent },
    );
    for (const warning of result.warnings) console.error(`Warning: ${warning}`);
    console.log(describeResult(result, { medians: line.flag("medians") }));
    return result.folder;
  };
  if (baseline !== undefined) {
    const options = {
      partial: line.flag("partial"),
      ...(margin === undefined ? {} : { margin }),
    };
    return await gate(write, baseline, options);
  }
  for (const name of ["margin", "partial"]) {
    if (!line.given(name)) continue;
    throw new OptionError(`--${name} is for a comparison: give --baseline too`);
  }
  await write();
  return 0;
}

/**
 * The report, then the comparison. Here 1 has to mean that something regressed, so
 * whatever keeps the two from being made is 2, a fault of this program included: thrown on,
 * it would end in 1.
 */
async function gate(
  write: () => Promise<string>,
  baseline: string,
  options: GateOptions,
): Promise<number> {
  try {
    const result = await compareWithBaseline(await write(), baseline, options);
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
          printable(incomparableLines(result).join("; "))
        }. Make a new baseline if that is meant.`,
      );
    }
    return status;
  } catch (error) {
    console.error(
      isForAPerson(error)
        ? `cannot compare: ${printable(error.message)}`
        // not in the words above, which CI takes for nobody's fault
        : `error: The comparison broke off: a fault of this program, or a damaged file. ${
          printable(Deno.inspect(error))
        }`,
    );
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
