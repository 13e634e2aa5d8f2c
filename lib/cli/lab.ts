/**
 * `deno task lab`: runs the experiments, then the report.
 *
 * @module
 */

import { dirname, fromFileUrl } from "@std/path";
import { openCorpus } from "../corpus/corpus.ts";
import { CommandLine, OptionError } from "../experiment/command_line.ts";
import {
  formatRunOptions,
  RUN_OPTIONS_HELP,
  RUN_OPTIONS_WITH_VALUE,
  RUN_OPTIONS_WITHOUT_VALUE,
  runOptionsOf,
} from "../experiment/options.ts";
import {
  prepareRunPath,
  RecordError,
  RUN_VARIABLE,
} from "../experiment/run_folder.ts";
import { linkMissing } from "../link/link_missing.ts";
import { LinkError } from "../link/link_spec.ts";
import { writeReport } from "../report/write_report.ts";
import {
  type Command,
  fromHere,
  fromHereIfGiven,
  INTERRUPTED,
  onInterrupt,
  runCommand,
  shortPath,
} from "./command.ts";
import { describeResult } from "./describe_result.ts";

/** More than a test needs: enough for the largest family of comparisons to be told apart. */
const REPETITIONS = 12;

const USAGE = `Runs the experiments with progress, then the report.

Usage: deno task lab [options]

Options:
${RUN_OPTIONS_HELP.replace(/default \d+/, `default ${REPETITIONS}`)}
  --filter TEXT    only experiments whose name contains the text
  --junit FILE     write what held and what did not as JUnit XML, for CI
  --help           show this

Exit status: 0 every invariant held, 1 one did not or something failed, 2 wrong
option, 130 interrupted (what was recorded by then is kept).
`;

const PROJECT = fromFileUrl(new URL("../..", import.meta.url));

async function lab(args: string[]): Promise<number> {
  const line = new CommandLine(args, {
    values: ["filter", "junit", ...RUN_OPTIONS_WITH_VALUE],
    flags: RUN_OPTIONS_WITHOUT_VALUE,
  });
  const filter = line.value("filter");
  const junit = fromHereIfGiven(line.value("junit"));
  const given = runOptionsOf(line, {
    repetitions: REPETITIONS,
    readFrom: fromHere("."),
  });
  const options = {
    ...given,
    corpus: fromHereIfGiven(given.corpus),
    output: fromHereIfGiven(given.output),
  };
  // said here, once, instead of by every experiment
  await openCorpus(
    options.corpus === undefined ? {} : { directory: options.corpus },
  );
  if (options.link !== undefined) await checkLink();
  if (junit !== undefined) prepareJUnit(junit);
  const run = prepareRunPath(options.output);
  const status = await runTests(run, [
    ...(filter === undefined ? [] : [`--filter=${filter}`]),
    ...(junit === undefined ? [] : [`--junit-path=${junit}`]),
    "experiments/",
    "--",
    ...formatRunOptions(options),
  ]);
  const recorded = !removeIfEmpty(run);
  if (status === INTERRUPTED) {
    console.error(
      recorded
        ? `\nInterrupted. What was recorded is kept; to read it: deno task report --run ${
          shortPath(run)
        }`
        : "\nInterrupted before anything was recorded.",
    );
    return INTERRUPTED;
  }
  if (!recorded) {
    if (status === 0 && filter !== undefined) {
      throw new OptionError(
        `--filter ${filter} fits no experiment; their names are those of the files in ` +
          `experiments/, without _test.ts`,
      );
    }
    console.error("\nNothing was recorded; the reason stands above.");
    return 1;
  }
  const result = await writeReport(run);
  for (const warning of result.warnings) console.error(`Warning: ${warning}`);
  console.log(`\n${describeResult(result)}`);
  return status;
}

/** A link that was asked for is no reason to skip everything, but to say why it cannot be. */
async function checkLink(): Promise<void> {
  const missing = await linkMissing();
  if (missing === undefined) return;
  throw new LinkError(`--link: ${missing.reason}; ${missing.remedy}`);
}

/**
 * Sees to it that the file can be written: said now, and not after all is measured. An
 * older one does not stay, or it could be taken for this run's.
 */
function prepareJUnit(file: string): void {
  try {
    Deno.mkdirSync(dirname(file), { recursive: true });
    Deno.writeTextFileSync(file, "");
    Deno.removeSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordError(
      `Cannot write ${file}: ${reason}. Give a file that can be written with --junit.`,
      { cause: error },
    );
  }
}

/** Takes a run's folder away again where nothing was put into it. */
function removeIfEmpty(folder: string): boolean {
  if (!Deno.readDirSync(folder)[Symbol.iterator]().next().done) return false;
  Deno.removeSync(folder);
  return true;
}

/** Runs the experiments as tests, in their own permissions. */
async function runTests(run: string, words: string[]): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--quiet", "-P", ...words],
    cwd: PROJECT,
    env: { [RUN_VARIABLE]: run },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  let interrupted = false;
  // Ctrl-C on a terminal reaches the child too; a signal to this process alone does not
  const stopListening = onInterrupt(() => {
    interrupted = true;
    try {
      child.kill("SIGINT");
    } catch {
      // it has ended
    }
  });
  try {
    const { code } = await child.status;
    if (interrupted || code === INTERRUPTED) return INTERRUPTED;
    return code === 0 ? 0 : 1;
  } finally {
    stopListening();
  }
}

/** The command. */
export const LAB: Command = { usage: USAGE, run: lab };

if (import.meta.main) Deno.exit(await runCommand(LAB, Deno.args));
