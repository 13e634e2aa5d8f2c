/**
 * Whether two runs can be compared, and how far.
 *
 * @module
 */

import type { Manifest } from "../../experiment/manifest.ts";
import { isObject } from "../form.ts";
import type { GatedExperiment } from "./gated_run.ts";

/** What differs between the machines, or the books, of two runs. */
export interface RunDifferences {
  /** Each such as `kernel 6.18.44 in the baseline, 6.11.0 now`. */
  differences: string[];
  /** Whether the processors are the same kind and number, so that ratios of times compare. */
  sameProcessors: boolean;
  /** Whether every book has the same digest. */
  sameBooks: boolean;
  /** Whether every book has the same size. */
  sameBookSizes: boolean;
}

/** An experiment, and the manifest of the run that it is of. */
export interface ExperimentOfRun {
  /** Of the whole run. */
  manifest: Manifest;
  /** One of its experiments. */
  experiment: GatedExperiment;
}

/** What is said about a machine, and where it stands in the manifest. */
const MACHINE: readonly (readonly [name: string, path: readonly string[]])[] = [
  ["system", ["environment", "operating_system", "name"]],
  ["kernel", ["environment", "operating_system", "kernel_release"]],
  ["architecture", ["environment", "operating_system", "architecture"]],
  ["processor", ["environment", "cpu", "model"]],
  ["cores", ["environment", "cpu", "logical_cores"]],
  ["allowed cores", ["environment", "cpu", "allowed"]],
  ["Deno", ["environment", "runtime", "deno"]],
];

/** A ratio of times is about these, too. */
const PROCESSORS = ["architecture", "processor", "cores", "allowed cores"];

/** What has to be the same, and how a person calls it. */
const ESSENTIAL = [
  ["schema", "schema of the manifest"],
  ["engine", "--engine"],
  // on one core UDP loses what it does not on two, and ratios change sides
  ["cores", "--cores"],
  ["full", "--full"],
  ["link", "--link"],
] as const;

/** The kernel's own list of congestion controls: levels that no lab sheet decides. */
const CONGESTION_CONTROLS = [
  "environment",
  "sysctls",
  "net.ipv4.tcp_available_congestion_control",
];

/**
 * Why two runs cannot be compared at all.
 *
 * @param baseline Manifest of the baseline.
 * @param run Manifest of the run.
 * @returns The reason, a clause; undefined if they can.
 */
export function whyIncomparable(
  baseline: Manifest,
  run: Manifest,
): string | undefined {
  for (const [field, name] of ESSENTIAL) {
    if (baseline[field] === run[field]) continue;
    return `${name} is ${shown(baseline[field])} in the baseline and ${
      shown(run[field])
    } in the run`;
  }
  return undefined;
}

/**
 * Why an experiment cannot be compared with its baseline.
 *
 * @param baseline The experiment in the baseline.
 * @param run The experiment in the run.
 * @returns The reason, a clause; undefined if it can.
 */
export function whyOtherExperiment(
  baseline: ExperimentOfRun,
  run: ExperimentOfRun,
): string | undefined {
  const before = baseline.experiment.note.factors;
  const now = run.experiment.note.factors;
  for (const factor of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const [old, current] = [before[factor], now[factor]];
    if (String(old) === String(current)) continue;
    const ofTheKernel = String(old) === congestionControls(baseline.manifest) &&
      String(current) === congestionControls(run.manifest);
    if (ofTheKernel) continue;
    return `factor ${factor} has ${levels(old)} in the baseline and ${
      levels(current)
    } in the run`;
  }
  return undefined;
}

/**
 * What differs between two runs that can be compared.
 *
 * @param baseline Manifest of the baseline.
 * @param run Manifest of the run.
 * @returns The differences and what follows from them.
 */
export function differencesOf(
  baseline: Manifest,
  run: Manifest,
): RunDifferences {
  const different = MACHINE.map(([name, path]) => ({
    name,
    before: shown(at(baseline, path)),
    now: shown(at(run, path)),
  })).filter(({ before, now }) => before !== now);
  const sameBooks = booksOf(baseline, "sha256") === booksOf(run, "sha256");
  return {
    differences: [
      ...different.map(({ name, before, now }) =>
        `${name} ${before} in the baseline, ${now} now`
      ),
      ...(sameBooks
        ? []
        : [`books ${baseline.corpus} in the baseline, ${run.corpus} now`]),
    ],
    sameProcessors: !different.some(({ name }) => PROCESSORS.includes(name)),
    sameBooks,
    sameBookSizes: booksOf(baseline, "bytes") === booksOf(run, "bytes"),
  };
}

function congestionControls(manifest: Manifest): string | undefined {
  const names = at(manifest, CONGESTION_CONTROLS);
  return typeof names === "string" ? names.split(" ").join() : undefined;
}

function booksOf({ books }: Manifest, part: "sha256" | "bytes"): string {
  return JSON.stringify(
    Array.isArray(books)
      ? books.map((book) => isObject(book) ? book[part] : undefined)
      : [],
  );
}

/** A part of a manifest, which may have any form: it is a file. */
function at(manifest: Manifest, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, name) => isObject(part) ? part[name] : undefined,
    manifest,
  );
}

function levels(values: readonly unknown[] | undefined): string {
  return values === undefined ? "no levels" : `the levels ${values.join(", ")}`;
}

function shown(value: unknown): string {
  return value === undefined || value === null ? "not given" : String(value);
}
