/**
 * For tests: the run of `fixtures/runs/small` with something to compare and every kind of
 * chart to draw.
 *
 * @module
 */

import { join } from "@std/path";
import { analyse } from "../../../analysis/analyse.ts";
import type { ChartPlan } from "../../../experiment/chart_plan.ts";
import type { PlannedComparison } from "../../../experiment/comparison_plan.ts";
import type { Manifest } from "../../../experiment/manifest.ts";
import type { TrialRecord } from "../../../experiment/record.ts";
import { describedRun, type RunDescription } from "../../read_run.ts";
import { SMALL_RUN } from "../../testing/run_copy.ts";
import { headOf } from "../../trial_columns.ts";
import type { PageInput } from "../overview.ts";
import { RunCharts } from "../run_charts.ts";

/** The two files of a run. */
export interface SampleRun {
  /** What `manifest.json` holds; absent for a run without one. */
  manifest?: Manifest;
  /** What `trials.jsonl` holds. */
  records: TrialRecord[];
}

/** What the experiments of the run want drawn: every kind of chart. */
const CHARTS: Record<string, ChartPlan[]> = {
  "buffer-size": [
    {
      kind: "curve",
      metric: "throughput_bytes_per_second",
      over: "bufferBytes",
    },
    { kind: "trials", metric: "throughput_bytes_per_second" },
    { kind: "lost-bytes" },
    { kind: "progress", where: { bufferBytes: 32 } },
  ],
  nagle: [{ kind: "exchanges", by: "noDelay" }],
  "port-allocation": [{ kind: "ports" }],
};

const COMPARISONS: Record<string, PlannedComparison[]> = {
  "buffer-size": [
    {
      metric: "throughput_bytes_per_second",
      factor: "bufferBytes",
      baseline: "transport=tcp bufferBytes=32",
      treatment: "transport=tcp bufferBytes=65536",
    },
    {
      metric: "throughput_bytes_per_second",
      factor: "bufferBytes",
      baseline: "transport=udp bufferBytes=32",
      treatment: "transport=udp bufferBytes=65536",
    },
  ],
};

/** Charts that the page of the run has. */
export const SAMPLE_CHARTS: number = Object.values(CHARTS).flat().length;

/**
 * Reads the run.
 *
 * @returns A copy of its own for every call.
 */
export async function sampleRun(): Promise<Required<SampleRun>> {
  const [manifest, trials] = await Promise.all(
    ["manifest.json", "trials.jsonl"].map((name) =>
      Deno.readTextFile(join(SMALL_RUN, name))
    ),
  ) as [string, string];
  const parsed: Manifest = JSON.parse(manifest);
  return {
    manifest: {
      ...parsed,
      experiments: parsed.experiments.map((experiment) => ({
        ...experiment,
        charts: CHARTS[experiment.name] ?? [],
        comparisons: COMPARISONS[experiment.name] ?? [],
      })),
    },
    records: trials.trim().split("\n").map((line) => JSON.parse(line)),
  };
}

/**
 * Analyses a run as a report does.
 *
 * @param run The run.
 * @param changes Conclusions that take the place of those that were drawn.
 * @returns What the page is made of.
 */
export function analysed(
  { manifest, records }: SampleRun,
  changes: Partial<PageInput["analysis"]> = {},
): { input: PageInput; charts: RunCharts } {
  const description: RunDescription = manifest === undefined
    ? { run: "small", experiments: [], skipped: [] }
    : describedRun(manifest);
  const { experiments } = description;
  const charts = new RunCharts(experiments);
  for (const record of records) charts.add(record);
  const trials = records.map(headOf);
  return {
    input: {
      description,
      trials,
      analysis: { ...analyse(trials, experiments), ...changes },
      fileWarnings: [],
      traces: [],
    },
    charts,
  };
}

/** Text that would run in a page, a table of Markdown or a spreadsheet that takes it as its own. */
export const HOSTILE =
  `</script></title><img src=x onerror=alert(1)> "'=1+1 | @someone \`code\` \u202e`;

/**
 * A run in which every name and text that can be hostile is.
 *
 * @returns The run.
 */
export async function hostileRun(): Promise<Required<SampleRun>> {
  const run = await sampleRun();
  // inside a string of JSON
  const hostile = JSON.stringify(HOSTILE).slice(1, -1);
  let text = JSON.stringify(run);
  for (
    const word of [
      "neither",
      "nagle",
      "alice",
      "noDelay",
      "every trial was completed",
      "1 of 24 trials failed",
      "/dev/net/tun cannot be opened",
      run.manifest.run,
    ]
  ) {
    text = text.replaceAll(word, hostile);
  }
  const changed: Required<SampleRun> = JSON.parse(text);
  return {
    ...changed,
    records: changed.records.map((record) =>
      record.error === undefined ? record : { ...record, error: HOSTILE }
    ),
  };
}
