/**
 * `deno task bench`: speed as ratios against the peers that are installed.
 *
 * @module
 */

import {
  type BenchOptions,
  type BenchResult,
  PARTS,
  runBench,
} from "../bench/bench.ts";
import type { Part } from "../bench/part.ts";
import { goalTable, partTable } from "../bench/tables.ts";
import { openCorpus } from "../corpus/corpus.ts";
import { replaceFile } from "../corpus/replace_file.ts";
import { CommandLine, OptionError } from "../experiment/command_line.ts";
import { checkWritable } from "./check_writable.ts";
import {
  type Command,
  fromHereIfGiven,
  runCommand,
  shortPath,
} from "./command.ts";
import { measureAlone } from "./measure_alone.ts";

const REPETITIONS = 5;

/** A typing error should not measure for a week. */
const MOST_REPETITIONS = 1_000;

const PART_NAMES = PARTS.map(({ name }) => name);

const USAGE =
  `Measures how fast transport-lab is beside the peers that are installed: bare
Deno, Python and C programs of its own, iperf3, nuttcp, sockperf; and whether an
emulated link does what it was asked, by iperf3 and ping. All in one run,
in random order within blocks, so that ratios are of the same moments.

Usage: deno task bench [options]

Options:
  --repetitions N     blocks of what takes longest (default ${REPETITIONS}); what is quick is
                      measured in multiples of it
  --seed N            decides the order of the trials (default: drawn, and recorded)
  --corpus DIR        a folder of any files to use as books (default: stand-ins)
  --only LIST         parts to do, with commas between them (default: all)
  --output FILE.json  where to write every sample, the machine and the versions
  --help              show this

Parts:
${
    PARTS.map(({ name, question }) => `  ${name.padEnd(18)}  ${question}`).join(
      "\n",
    )
  }

Peers that are not installed are named and left out.
Exit status: 0 everything was measured, whether a goal is met or not, 1 something
failed, 2 wrong option, 130 interrupted.
`;

async function bench(args: string[]): Promise<number> {
  const line = new CommandLine(args, {
    values: ["repetitions", "seed", "corpus", "only", "output"],
  });
  const repetitions = line.wholeNumber("repetitions", {
    lowest: 1,
    highest: MOST_REPETITIONS,
    otherwise: REPETITIONS,
  });
  const seed = line.wholeNumber("seed", {
    lowest: 0,
    highest: 0xffff_ffff,
    otherwise: crypto.getRandomValues(new Uint32Array(1))[0]!,
  });
  const parts = partsOf(line.value("only"));
  const output = fromHereIfGiven(line.value("output"));
  if (output !== undefined) checkWritable(output);
  const directory = fromHereIfGiven(line.value("corpus"));
  const corpus = await openCorpus(directory === undefined ? {} : { directory });

  return await measureAlone("bench", async ({ scratch, signal }) => {
    const result = await runBench({
      ...{ repetitions, seed, corpus, parts, scratch, signal },
      onPart: (part, result) => showPart(part, result, output),
    });
    return conclude(result, output);
  });
}

function partsOf(only: string | undefined): BenchOptions["parts"] {
  if (only === undefined) return PARTS;
  return only.split(",").map((name) => {
    const part = PARTS.find((part) => part.name === name.trim());
    if (part !== undefined) return part;
    throw new OptionError(
      `--only takes ${
        PART_NAMES.join(", ")
      }, with commas between them, not "${name}"`,
    );
  });
}

/** Shows what a part has found, and saves all that is known by then. */
async function showPart(
  { name, question }: Part,
  result: BenchResult,
  output: string | undefined,
): Promise<void> {
  const samples = result.samples.filter(({ part }) => part === name);
  console.log(`${name}: ${question}\n${partTable(samples)}\n`);
  if (output === undefined) return;
  await replaceFile(
    output,
    (path) => Deno.writeTextFile(path, `${JSON.stringify(result, null, 1)}\n`),
  );
}

/** Says what was not measured, whether the goals are met, and where the samples are. */
function conclude(result: BenchResult, output: string | undefined): number {
  const { missing, failures, judgements, seed } = result;
  for (const { contender, reason } of missing) {
    console.log(`Not measured: ${contender}: ${reason}`);
  }
  for (const { part, contender, condition, block, reason } of failures) {
    console.log(
      `Failed: ${
        [part, contender, condition].filter(Boolean).join(" ")
      }, block ${block}: ${reason}`,
    );
  }
  if (judgements.length > 0) console.log(`Goals\n${goalTable(judgements)}\n`);
  console.log(
    `Seed ${seed}${
      output === undefined ? "" : `; every sample is in ${shortPath(output)}`
    }`,
  );
  return failures.length === 0 ? 0 : 1;
}

/** The command. */
export const BENCH: Command = { usage: USAGE, run: bench };

if (import.meta.main) Deno.exit(await runCommand(BENCH, Deno.args));
