/**
 * `deno task calibrate`: does the lab cry wolf, and does it find what is there?
 *
 * Needs what the lab needs: to start processes, and to read the books.
 *
 * @module
 */

import { replaceFile } from "../corpus/replace_file.ts";
import { openCorpus } from "../corpus/corpus.ts";
import { calibrate, CALIBRATION_DEFAULTS } from "../calibration/calibrate.ts";
import { calibrationTable } from "../calibration/tables.ts";
import { CommandLine } from "../experiment/command_line.ts";
import { ENGINE_NAMES } from "../socket/engines.ts";
import { checkWritable } from "./check_writable.ts";
import {
  type Command,
  fromHereIfGiven,
  runCommand,
  shortPath,
} from "./command.ts";
import { measureAlone } from "./measure_alone.ts";

const { families, blocks, resampled, plantedRuns, plantedBlocks } =
  CALIBRATION_DEFAULTS;

const USAGE =
  `Compares equal conditions with each other, many times, and counts how often the lab
tells them apart all the same (false alarms), and how many of its 95% intervals hold
the truth. Then makes a server 10% slower and counts how often that is found.

Families of four comparisons each are measured, as an experiment measures; from
their blocks many more families are drawn (resampled).

Usage: deno task calibrate [options]

Options:
  --families N   measured families per workload (default ${families})
  --blocks N     blocks of a family (default ${blocks})
  --resampled N  families drawn from the measured ones, per workload (default ${resampled})
  --planted N    runs of ${plantedBlocks} blocks with a slower server (default ${plantedRuns})
  --engine NAME  how endpoints do socket I/O: ${
    ENGINE_NAMES.join(", ")
  } (default deno)
  --seed N       decides the order of the trials, and what is drawn (default: drawn)
  --corpus DIR   a folder of any files to use as books (default: stand-ins)
  --output FILE  keeps the counts and every measured value, as JSON
  --help         show this

Exit status: 0 the counts agree with at most 5% false alarms and 93% to 97% coverage,
1 they do not or something failed, 2 wrong option, 130 interrupted.
`;

async function run(args: string[]): Promise<number> {
  const line = new CommandLine(args, {
    values: [
      "families",
      "blocks",
      "resampled",
      "planted",
      "engine",
      "seed",
      "corpus",
      "output",
    ],
  });
  const count = (name: string, lowest: number, otherwise: number) =>
    line.wholeNumber(name, { lowest, highest: 1_000_000, otherwise });
  const options = {
    families: count("families", 1, families),
    // fewer have no interval
    blocks: count("blocks", 5, blocks),
    resampled: count("resampled", 0, resampled),
    plantedRuns: count("planted", 0, plantedRuns),
    engine: line.oneOf("engine", ENGINE_NAMES, "deno"),
    seed: line.wholeNumber("seed", {
      lowest: 0,
      highest: 0xffff_ffff,
      otherwise: crypto.getRandomValues(new Uint32Array(1))[0]!,
    }),
  };
  const output = fromHereIfGiven(line.value("output"));
  if (output !== undefined) checkWritable(output);
  const directory = fromHereIfGiven(line.value("corpus"));
  const corpus = await openCorpus(directory === undefined ? {} : { directory });

  return await measureAlone("calibrate", async ({ scratch, signal }) => {
    const result = await calibrate({
      ...options,
      corpus,
      spillDirectory: scratch,
      signal,
    });
    console.log(calibrationTable(result));
    console.log(`\nSeed ${options.seed}, engine ${options.engine}`);
    if (output !== undefined) {
      await replaceFile(
        output,
        (path) =>
          Deno.writeTextFile(path, `${JSON.stringify(result, null, 1)}\n`),
      );
      console.log(`Every value is in ${shortPath(output)}`);
    }
    return result.agrees ? 0 : 1;
  });
}

/** The command. */
export const CALIBRATE: Command = { usage: USAGE, run };

if (import.meta.main) Deno.exit(await runCommand(CALIBRATE, Deno.args));
