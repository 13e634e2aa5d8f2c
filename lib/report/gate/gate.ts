/**
 * The gate: a run against the baseline that it should be no worse than.
 *
 * Compared are assertions (did it hold, does it still?), deterministic evidence (see
 * `facts.ts`) and, where the machines and the precision allow it, timings as ratios within
 * a run (see `judge_ratios.ts`).
 *
 * @module
 */

import { checkRunFolder } from "../read_run.ts";
import { ReportError } from "../report_error.ts";
import {
  differencesOf,
  type ExperimentOfRun,
  type RunDifferences,
  whyIncomparable,
  whyOtherExperiment,
} from "./comparable.ts";
import { type Finding, WHOLE_EXPERIMENT } from "./finding.ts";
import {
  type GatedExperiment,
  type GatedRun,
  readGatedRun,
} from "./gated_run.ts";
import { type Both, judgeAssertions } from "./judge_assertions.ts";
import { judgeFacts } from "./judge_facts.ts";
import {
  DEFAULT_GATE_MARGIN,
  judgeRatios,
  LARGEST_PACE,
  paceOf,
} from "./judge_ratios.ts";

/** Options of {@linkcode compareWithBaseline}. */
export interface GateOptions {
  /**
   * By how much a ratio of timings may move, as a share of it, above 0. It has regressed if
   * its whole interval lies beyond the baseline's interval by more than this.
   *
   * @default {1}
   */
  margin?: number;
  /**
   * Whether the run may have fewer experiments than the baseline.
   *
   * @default {false}
   */
  partial?: boolean;
}

/** What came of the comparison. */
export interface GateResult {
  /** Name of the run. */
  run: string;
  /** Folder of the baseline, as it was given. */
  baselineFolder: string;
  /** When the baseline was measured, ISO 8601 in UTC. */
  baselineStartedAt: string;
  /** What differs between the machines and the books; empty where nothing does. */
  differences: string[];
  /** Why no timings were compared; absent where they were. */
  timingsUnusable?: string;
  /** Everything that was compared. */
  findings: Finding[];
  /** What was wrong with the baseline's files. */
  warnings: string[];
}

/**
 * Compares a run with a baseline.
 *
 * @param folder The run's folder.
 * @param baselineFolder The baseline's.
 * @param options See {@linkcode GateOptions}.
 * @returns What was found.
 * @throws {ReportError} If they cannot be compared, with the reason.
 */
export async function compareWithBaseline(
  folder: string,
  baselineFolder: string,
  options: GateOptions = {},
): Promise<GateResult> {
  await checkBaseline(baselineFolder);
  const baseline = await readGatedRun(baselineFolder);
  const run = await readGatedRun(folder);
  const reason = whyIncomparable(baseline.manifest, run.manifest);
  if (reason !== undefined) throw incomparableError(run, baseline, reason);

  const { margin = DEFAULT_GATE_MARGIN, partial = false } = options;
  const { shared, others } = pair(baseline, run, partial);
  if (shared.length === 0) {
    throw incomparableError(run, baseline, whyNothingShared(run, others));
  }
  const differences = differencesOf(baseline.manifest, run.manifest);
  const unusable = whyNoTimings(differences, shared);
  return {
    run: run.manifest.run,
    baselineFolder,
    baselineStartedAt: String(baseline.manifest.started_at),
    differences: differences.differences,
    ...(unusable === undefined ? {} : { timingsUnusable: unusable }),
    findings: [
      ...others,
      ...shared.flatMap((both) => [
        ...judgeAssertions(both),
        ...judgeFacts(both, differences.sameBooks),
        ...judgeRatios(both, {
          margin,
          ...(unusable === undefined ? {} : { unusable }),
        }),
      ]),
    ],
    warnings: baseline.warnings,
  };
}

/** The message of {@linkcode checkRunFolder} is about the run, and this is the other folder. */
async function checkBaseline(folder: string): Promise<void> {
  try {
    await checkRunFolder(folder);
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    throw new ReportError(
      `Cannot use ${folder} as the baseline: no run is there that can be read. Name the folder of a run with --baseline, such as fixtures/baseline.`,
      { cause: error },
    );
  }
}

function incomparableError(
  run: GatedRun,
  baseline: GatedRun,
  reason: string,
): ReportError {
  return new ReportError(
    `Cannot compare ${run.folder} with ${baseline.folder}: ${reason}. Make the run with the options of the baseline, or make a new baseline.`,
  );
}

/** The experiments that can be compared, and what is to be said of all others. */
function pair(
  baseline: GatedRun,
  run: GatedRun,
  partial: boolean,
): { shared: Both[]; others: Finding[] } {
  const shared: Both[] = [];
  const others: Finding[] = [];
  for (const [name, before] of baseline.experiments) {
    const now = run.experiments.get(name);
    const finding = { experiment: name, subject: WHOLE_EXPERIMENT };
    if (now === undefined) {
      others.push({
        ...finding,
        outcome: partial || !isFinished(before) ? "unknown" : "incomparable",
        reason: "it is not in the run",
      });
      continue;
    }
    const obstacle = obstacleTo(
      { manifest: baseline.manifest, experiment: before },
      { manifest: run.manifest, experiment: now },
    );
    if (obstacle === undefined) shared.push({ baseline: before, run: now });
    else others.push({ ...finding, ...obstacle });
  }
  for (const name of run.experiments.keys()) {
    if (baseline.experiments.has(name)) continue;
    others.push({
      outcome: "new",
      experiment: name,
      subject: WHOLE_EXPERIMENT,
    });
  }
  return { shared, others };
}

/** What keeps an experiment that both runs have from being compared. */
function obstacleTo(
  baseline: ExperimentOfRun,
  run: ExperimentOfRun,
): Pick<Finding, "outcome" | "reason"> | undefined {
  const { status, skipped } = run.experiment.note;
  if (!isFinished(baseline.experiment)) {
    return { outcome: "unknown", reason: "the baseline did not finish it" };
  }
  if (status === "skipped") {
    return skipped === undefined
      ? { outcome: "incomparable", reason: "it was skipped without a reason" }
      : { outcome: "unknown", reason: `it was skipped: ${skipped.reason}` };
  }
  if (status === "running") {
    return { outcome: "incomparable", reason: "the run was interrupted in it" };
  }
  const reason = whyOtherExperiment(baseline, run);
  return reason === undefined ? undefined : {
    outcome: "incomparable",
    reason: `it is another experiment: ${reason}`,
  };
}

/** Whether it came to its end, be it a bad one. */
function isFinished({ note }: GatedExperiment): boolean {
  return note.status === "done" || note.status === "failed";
}

/** The first reason why not one experiment of the baseline can be compared. */
function whyNothingShared(run: GatedRun, others: readonly Finding[]): string {
  const first = others.find(({ experiment, reason }) =>
    run.experiments.has(experiment) && reason !== undefined
  );
  return first === undefined
    ? "they have no experiment in common"
    : `${first.experiment}: ${first.reason}`;
}

function whyNoTimings(
  { sameProcessors, sameBookSizes }: RunDifferences,
  shared: readonly Both[],
): string | undefined {
  if (!sameProcessors) return "timings of other processors are not compared";
  if (!sameBookSizes) return "timings of books of other sizes are not compared";
  const pace = paceOf(shared);
  if (pace <= LARGEST_PACE && pace >= 1 / LARGEST_PACE) return undefined;
  return pace > 1
    ? `the run is as a whole ${pace.toFixed(1)} times slower than the baseline`
    : `the run is as a whole ${
      (1 / pace).toFixed(1)
    } times faster than the baseline`;
}
