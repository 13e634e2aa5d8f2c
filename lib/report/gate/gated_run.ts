/**
 * What the gate takes from a run's folder.
 *
 * @module
 */

import type { MeasuredTrial } from "../../analysis/summarize.ts";
import type {
  Manifest,
  ManifestExperiment,
} from "../../experiment/manifest.ts";
import { checkRunFolder, readManifest, readTrials } from "../read_run.ts";
import { ReportError } from "../report_error.ts";
import { Warnings } from "../warnings.ts";
import { type Fact, factsOf, type FactValue } from "./facts.ts";

/** The values of one fact in the trials of one condition. */
export interface ObservedFact {
  /** Which one. */
  fact: Fact;
  /** One value per trial that has it. */
  values: FactValue[];
}

/** One experiment of a run. */
export interface GatedExperiment {
  /** Its part in the manifest. */
  note: ManifestExperiment;
  /** Its measured trials, as far as comparisons need them. */
  trials: MeasuredTrial[];
  /** The errors of its trials that could not be completed, the warm-up block included. */
  errors: string[];
  /** Facts by condition and by name. */
  conditions: Map<string, Map<string, ObservedFact>>;
}

/** A run as the gate sees it. */
export interface GatedRun {
  /** Its folder. */
  folder: string;
  /** Its manifest. */
  manifest: Manifest;
  /** Its experiments by name. */
  experiments: Map<string, GatedExperiment>;
  /** What was wrong with its files. */
  warnings: string[];
}

/**
 * Reads a run. The records are read one by one, and most of each is left behind.
 *
 * @param folder The run's folder.
 * @returns What there is to compare.
 * @throws {ReportError} If the folder is no run's, if it has no manifest that can be used,
 * or if its records are of another schema.
 */
export async function readGatedRun(folder: string): Promise<GatedRun> {
  await checkRunFolder(folder);
  const warnings = new Warnings();
  const { manifest, experiments: notes } = await readManifest(folder, warnings);
  if (manifest === undefined) {
    throw new ReportError(`Cannot compare ${folder}: ${warnings.list()[0]}`);
  }
  const experiments = new Map(
    notes.map((note): [string, GatedExperiment] => [
      note.name,
      { note, trials: [], errors: [], conditions: new Map() },
    ]),
  );
  for await (const record of readTrials(folder, warnings)) {
    const experiment = experiments.get(record.experiment);
    if (experiment === undefined) continue;
    if (record.error !== undefined) experiment.errors.push(record.error);
    if (record.error !== undefined || record.warm_up) continue;
    const { experiment: name, trial, block, condition, factors } = record;
    const { metrics, warm_up, engine } = record;
    experiment.trials.push(
      {
        experiment: name,
        trial,
        block,
        condition,
        factors,
        metrics,
        warm_up,
        engine,
      },
    );
    const facts = experiment.conditions.getOrInsertComputed(
      condition,
      () => new Map<string, ObservedFact>(),
    );
    for (const [fact, value] of factsOf(record)) {
      facts.getOrInsertComputed(fact.name, () => ({ fact, values: [] }))
        .values.push(value);
    }
  }
  return { folder, manifest, experiments, warnings: warnings.list() };
}
