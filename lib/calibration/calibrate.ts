/**
 * The whole calibration: false alarms, coverage, and what was planted.
 *
 * @module
 */

import type { Corpus } from "../corpus/corpus.ts";
import { Progress } from "../experiment/progress.ts";
import { randomFrom } from "../random/random.ts";
import { binomialInterval } from "../statistics/binomial_interval.ts";
import { type AlarmCount, countAlarms, type Family } from "./family.ts";
import {
  measureFamilies,
  measurePlanted,
  openLab,
  type PlantedCount,
} from "./measure.ts";
import { resampledFamily } from "./resample.ts";
import { WORKLOADS } from "./workload.ts";

/** What is done unless said otherwise; on two cores it takes four minutes. */
export const CALIBRATION_DEFAULTS = {
  /** Measured families per workload. */
  families: 50,
  /** Blocks of a family. */
  blocks: 10,
  /** Families drawn per workload. */
  resampled: 5_000,
  /** Runs with a slower server. */
  plantedRuns: 10,
  /** Blocks of such a run. */
  plantedBlocks: 20,
} as const;

/** By how much the planted server is slower. */
export const PLANTED_SLOWDOWN = 0.1;

/** False alarms that are allowed, as a share of the families. */
export const MOST_FALSE_ALARMS = 0.05;

/** Coverage that a 95% interval should have. */
export const COVERAGE_TARGET = { low: 0.93, high: 0.97 } as const;

/** Comparisons of a family. */
const COMPARISONS = 4;

/** What is to be done. */
export interface CalibrateOptions {
  /** Measured families per workload, at least 1. */
  families: number;
  /** Blocks of a family, at least 5. */
  blocks: number;
  /** Families drawn per workload. */
  resampled: number;
  /** Runs with a slower server. */
  plantedRuns: number;
  /** Engine of the endpoints. */
  engine: string;
  /** Decides the order of the trials, and what is drawn. */
  seed: number;
  /** The books. */
  corpus: Corpus;
  /** Folder for a book that is too large for memory. */
  spillDirectory: string;
  /** Ends the measuring between two trials. */
  signal: AbortSignal;
}

/** What one workload came to. */
export interface WorkloadResult {
  /** Name of the workload. */
  workload: string;
  /** Blocks of a family. */
  blocks: number;
  /** Of the measured families. */
  measured: AlarmCount;
  /** Of the drawn ones. */
  resampled: AlarmCount;
  /** The measured families, every value. */
  families: Family[];
}

/** What the calibration came to. */
export interface CalibrationResult {
  /** One per workload. */
  workloads: WorkloadResult[];
  /** All workloads together. */
  total: { measured: AlarmCount; resampled: AlarmCount };
  /** Runs with a slower server; absent where none was asked for. */
  planted?: PlantedCount;
  /** Whether the counts, as sure as they are, agree with what is promised. */
  agrees: boolean;
}

/**
 * Calibrates.
 *
 * @param options How much.
 * @returns The counts.
 * @throws The signal's reason, once it is aborted.
 */
export async function calibrate(
  options: CalibrateOptions,
): Promise<CalibrationResult> {
  const { families, blocks, resampled, plantedRuns, seed, signal } = options;
  await using lab = await openLab(options);
  const workloads: WorkloadResult[] = [];
  for (const workload of WORKLOADS) {
    using progress = new Progress(`calibrate ${workload.name}`);
    const measured: Family[] = [];
    for (let family = 0; family < families; family++) {
      progress.show({ done: family, total: families, condition: "families" });
      measured.push(
        ...await measureFamilies(
          lab,
          Array(1 + COMPARISONS).fill(workload),
          { families: 1, blocks, seed: seed + family, signal },
        ),
      );
    }
    const random = randomFrom(`${seed}/${workload.name}/resampled`);
    workloads.push({
      workload: workload.name,
      blocks,
      measured: countAlarms(measured),
      resampled: countAlarms(
        Array.from(
          { length: resampled },
          () => resampledFamily(measured, blocks, random),
        ),
      ),
      families: measured,
    });
  }
  const total = {
    measured: sum(workloads.map(({ measured }) => measured)),
    resampled: sum(workloads.map(({ resampled }) => resampled)),
  };
  const planted = plantedRuns === 0 ? undefined : await measurePlanted(
    lab,
    PLANTED_SLOWDOWN,
    {
      families: plantedRuns,
      blocks: CALIBRATION_DEFAULTS.plantedBlocks,
      seed,
      signal,
    },
  );
  return {
    workloads,
    total,
    ...(planted === undefined ? {} : { planted }),
    agrees: [
      ...Object.values(total),
      ...workloads.flatMap(({ measured, resampled }) => [measured, resampled]),
    ].every(agrees),
  };
}

/**
 * Whether counts can be had from a lab that keeps its promises: at most 5% false alarms,
 * and coverage of 93% to 97%, each to within what so few families can tell. (Intervals of
 * one family share a baseline, so what is said of their coverage is a little surer than it
 * should be.)
 *
 * @param count The counts.
 * @returns Whether neither is out of the question.
 */
export function agrees(
  { families, alarms, intervals, covering }: AlarmCount,
): boolean {
  if (families === 0 || intervals === 0) return true;
  const coverage = binomialInterval(covering, intervals);
  return binomialInterval(alarms, families).low <= MOST_FALSE_ALARMS &&
    coverage.low <= COVERAGE_TARGET.high &&
    coverage.high >= COVERAGE_TARGET.low;
}

function sum(counts: readonly AlarmCount[]): AlarmCount {
  const of = (name: keyof AlarmCount) =>
    counts.reduce((total, count) => total + count[name], 0);
  return {
    families: of("families"),
    alarms: of("alarms"),
    intervals: of("intervals"),
    covering: of("covering"),
  };
}
