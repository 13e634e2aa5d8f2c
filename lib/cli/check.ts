/**
 * `deno task test`: everything that must pass, in the order in which a failure is
 * cheapest to find. Ends with the line `N passed, N failed`.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { CommandLine } from "../experiment/command_line.ts";
import { type Command, INTERRUPTED, runCommand } from "./command.ts";

/** Enough for what must hold; how much things differ is the lab's question. */
const EXPERIMENT_BLOCKS = 2;

const USAGE =
  `Runs everything that must pass: format, lint, types, documentation, the unit
tests, the experiments in ${EXPERIMENT_BLOCKS} measured blocks each.

Usage: deno task test

Options:
  --help  show this

Exit status: 0 everything passed, 1 something failed, 130 interrupted. The last line
counts checks and tests: N passed, N failed
`;

const PROJECT = fromFileUrl(new URL("../..", import.meta.url));

/** Everything in the project that is TypeScript. */
const CODE = ["lib", "experiments", "fixtures"];

/** Modules of unit tests that run at once: most of their time they wait. */
const PARALLEL_MODULES = 4;

/** One thing that must pass. */
interface Check {
  /** What it makes sure of. */
  name: string;
  /** Words after `deno`. */
  args: string[];
}

/** Rooms whose exports must be documented: all but the stand-ins' tests and ours. */
function documented(): string[] {
  const files: string[] = [];
  const visit = (folder: string) => {
    for (
      const { name, isDirectory } of Deno.readDirSync(`${PROJECT}/${folder}`)
    ) {
      const path = `${folder}/${name}`;
      if (isDirectory) visit(path);
      else if (name.endsWith(".ts") && !name.endsWith("_test.ts")) {
        files.push(path);
      }
    }
  };
  visit("lib");
  return files.sort();
}

/** What passed and failed, of checks and of tests alike. */
export interface Tally {
  /** Checks and tests that passed. */
  passed: number;
  /** Those that failed. */
  failed: number;
  /** Tests that this machine cannot do. */
  skipped: number;
}

async function check(args: string[]): Promise<number> {
  // it takes none, and says so
  new CommandLine(args, {});
  const checks: Check[] = [
    { name: "format", args: ["fmt", "--check", "--quiet"] },
    { name: "lint", args: ["lint", "--quiet"] },
    { name: "types", args: ["check", "--quiet", ...CODE] },
    {
      name: "documentation",
      args: ["doc", "--lint", "--quiet", ...documented()],
    },
  ];
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, args } of checks) {
    const { code } = await run(args, "discard");
    console.log(`${code === 0 ? "ok" : "FAILED"}  ${name}`);
    if (code === INTERRUPTED) return INTERRUPTED;
    if (code === 0) tally.passed++;
    else tally.failed++;
  }
  // types have been checked; unit tests mostly wait, experiments must not be disturbed
  for (
    const args of [
      ["--parallel", "lib/"],
      ["experiments/", "--", `--repetitions=${EXPERIMENT_BLOCKS}`],
    ]
  ) {
    const command = ["test", "-P", "--no-check", "--quiet", ...args];
    console.log(`\ndeno ${command.join(" ")}`);
    const { code, output } = await run(command, "keep");
    if (code === INTERRUPTED) return INTERRUPTED;
    const tests = testsOf(output, code);
    tally.passed += tests.passed;
    tally.failed += tests.failed;
    tally.skipped += tests.skipped;
  }
  const skipped = tally.skipped === 0 ? "" : `, ${tally.skipped} skipped`;
  console.log(`\n${tally.passed} passed, ${tally.failed} failed${skipped}`);
  return tally.failed === 0 ? 0 : 1;
}

/**
 * Reads what `deno test` says at its end, such as
 * `ok | 7 passed (46 steps) | 0 failed | 1 ignored (3s)`.
 *
 * @param output All that it printed, without colours.
 * @param code Its exit status.
 * @returns Its tests. A crash before the last line, or a leak after it, is a failure
 * that nobody counted, and counts as one.
 */
export function testsOf(output: string, code: number): Tally {
  const last =
    output.split("\n").findLast((line) =>
      /^(ok|FAILED) \| \d+ passed/.test(line)
    ) ?? "";
  const number = (what: string) =>
    Number(new RegExp(`(\\d+) ${what}`).exec(last)?.[1] ?? 0);
  return {
    passed: number("passed"),
    failed: number("failed") || (code === 0 ? 0 : 1),
    skipped: number("ignored"),
  };
}

/** Runs deno and shows what it prints; quiet checks only speak up when they fail. */
async function run(
  args: string[],
  whenGood: "keep" | "discard",
): Promise<{ code: number; output: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: PROJECT,
    env: { NO_COLOR: "1", DENO_JOBS: String(PARALLEL_MODULES) },
    stdin: "null",
    stdout: "piped",
    stderr: whenGood === "keep" ? "inherit" : "piped",
  }).spawn();
  if (whenGood === "discard") {
    const { code, stdout, stderr } = await child.output();
    if (code !== 0) {
      await Deno.stdout.write(stdout);
      await Deno.stderr.write(stderr);
    }
    return { code, output: "" };
  }
  let output = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    output += decoder.decode(chunk, { stream: true });
    await Deno.stdout.write(chunk);
  }
  return { code: (await child.status).code, output };
}

/** The command. */
export const CHECK: Command = { usage: USAGE, run: check };

if (import.meta.main) Deno.exit(await runCommand(CHECK, Deno.args));
