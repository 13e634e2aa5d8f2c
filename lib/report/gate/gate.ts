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
  type RunDifferences,
  whyIncomparable,
  whyOtherExperiment,
} from "./comparable.ts";
import type { Finding } from "./finding.ts";
import { type GatedRun, readGatedRun } from "./gated_run.ts";
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
   * By how much a ratio of timings may move, as a share of it, above 0.
   *
   * @default {1}
   */
  margin?: number;
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
  /** Experiments that are others than in the baseline, and why: sentences. */
  incomparable: string[];
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

  const { shared, incomparable, others } = pair(baseline, run);
  if (shared.length === 0) {
    throw incomparableError(
      run,
      baseline,
      incomparable[0] ?? "they have no experiment in common",
    );
  }
  const differences = differencesOf(baseline.manifest, run.manifest);
  const unusable = whyNoTimings(differences, shared);
  const { margin = DEFAULT_GATE_MARGIN } = options;
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
    incomparable,
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
): { shared: Both[]; incomparable: string[]; others: Finding[] } {
  const shared: Both[] = [];
  const incomparable: string[] = [];
  const others: Finding[] = [];
  for (const [name, before] of baseline.experiments) {
    const now = run.experiments.get(name);
    const unknown = (reason: string) =>
      others.push({
        outcome: "unknown",
        experiment: name,
        subject: "the whole experiment",
        reason,
      });
    if (now === undefined) {
      unknown("it is not in the run");
    } else if (now.note.status === "skipped") {
      unknown(`it was skipped: ${now.note.skipped?.reason ?? "no reason"}`);
    } else if (now.note.status === "running") {
      unknown("the run was interrupted in it");
    } else if (["skipped", "running"].includes(before.note.status)) {
      unknown("the baseline did not finish it");
    } else {
      const reason = whyOtherExperiment(
        { manifest: baseline.manifest, experiment: before },
        { manifest: run.manifest, experiment: now },
      );
      if (reason === undefined) shared.push({ baseline: before, run: now });
      else incomparable.push(`${name} is another experiment: ${reason}`);
    }
  }
  for (const name of run.experiments.keys()) {
    if (baseline.experiments.has(name)) continue;
    others.push({
      outcome: "new",
      experiment: name,
      subject: "the whole experiment",
    });
  }
  return { shared, incomparable, others };
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
