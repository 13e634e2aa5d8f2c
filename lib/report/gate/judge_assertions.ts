/**
 * What must hold in every trial, or over all of them: did it, and does it still?
 *
 * @module
 */

import type { ManifestExperiment } from "../../experiment/manifest.ts";
import { type Finding, WHOLE_EXPERIMENT } from "./finding.ts";
import type { GatedExperiment } from "./gated_run.ts";

/** The baseline's experiment and the run's. */
export interface Both {
  /** In the baseline. */
  baseline: GatedExperiment;
  /** In the run that is judged. */
  run: GatedExperiment;
}

/**
 * Compares the assertions of an experiment by their names, and whether its trials could be
 * completed.
 *
 * @param both The experiment in both runs.
 * @returns A finding for each assertion of either run, and one for the trials; one more where
 * the run's experiment failed and none of its assertions did.
 */
export function judgeAssertions({ baseline, run }: Both): Finding[] {
  const before = byName(baseline.note);
  const now = byName(run.note);
  const experiment = run.note.name;
  return [
    judgeErrors({ baseline, run }),
    ...judgeFailure(run.note),
    ...[...before].map(([name, { held }]): Finding => {
      const finding = { experiment, subject: name };
      const current = now.get(name);
      if (current === undefined) {
        return {
          ...finding,
          outcome: "incomparable",
          reason: "the run does not have the assertion",
        };
      }
      if (current.held === held) return { ...finding, outcome: "unchanged" };
      return held
        ? {
          ...finding,
          outcome: "regressed",
          detail: current.detail ?? "it does not hold any more",
        }
        : { ...finding, outcome: "improved", detail: "it holds now" };
    }),
    ...[...now.keys()].filter((name) => !before.has(name)).map((
      name,
    ): Finding => judgeNew(experiment, now.get(name)!)),
  ];
}

/** An assertion that is broken from its first day is no better than one that breaks later. */
function judgeNew(
  experiment: string,
  { name, held, detail }: ManifestExperiment["assertions"][number],
): Finding {
  const finding = { experiment, subject: name };
  return held ? { ...finding, outcome: "new" } : {
    ...finding,
    outcome: "regressed",
    detail: `it is new, and it does not hold: ${
      detail ?? "no reason is given"
    }`,
  };
}

/** A failure is told by its assertions; one that they do not know of must not pass for none. */
function judgeFailure(
  { name, status, assertions }: ManifestExperiment,
): Finding[] {
  if (status !== "failed" || assertions.some(({ held }) => !held)) return [];
  return [{
    outcome: "incomparable",
    experiment: name,
    subject: WHOLE_EXPERIMENT,
    reason: "it failed, and no assertion says at what",
  }];
}

function judgeErrors({ baseline, run }: Both): Finding {
  const [before, now] = [baseline.errors.length, run.errors.length];
  const finding = {
    experiment: run.note.name,
    subject: "every trial is completed",
  };
  if (now > 0 && before > 0) {
    return {
      ...finding,
      outcome: "unknown",
      reason: "trials failed in both runs",
    };
  }
  if (now === before) return { ...finding, outcome: "unchanged" };
  return now > 0
    ? {
      ...finding,
      outcome: "regressed",
      detail: `${now} failed and none in the baseline; the first: ${run
        .errors[0]!}`,
    }
    : {
      ...finding,
      outcome: "improved",
      detail: `${before} failed in the baseline and none now`,
    };
}

function byName(
  { assertions }: ManifestExperiment,
): Map<string, ManifestExperiment["assertions"][number]> {
  return new Map(assertions.map((one) => [one.name, one]));
}
