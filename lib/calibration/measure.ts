/**
 * Measures families of equal conditions, and of one that was made slower on purpose.
 *
 * @module
 */

import { median } from "simple-statistics";
import { isToldApart } from "../analysis/comparison.ts";
import { Lab, type LabOptions } from "../experiment/lab.ts";
import { scheduleBlock } from "../experiment/schedule.ts";
import { type Family, judgeFamily } from "./family.ts";
import { pausedDownload, type Pauses, type Workload } from "./workload.ts";

/** How families are measured. */
export interface FamilyPlan {
  /** Families that are measured. */
  families: number;
  /** Measured blocks of each; one warm-up block comes before them. */
  blocks: number;
  /** Decides the order of the trials. */
  seed: number;
  /** Ends the measuring between two trials. */
  signal?: AbortSignal;
}

/**
 * Measures families.
 *
 * @param lab Where.
 * @param conditions The conditions of each family; the first one is compared with the others.
 * @param plan How many.
 * @returns The families.
 * @throws {TypeError} If a trial has not the metric of its workload.
 */
export async function measureFamilies(
  lab: Lab,
  conditions: readonly Workload[],
  { families, blocks, seed, signal }: FamilyPlan,
): Promise<Family[]> {
  const measured: Family[] = [];
  const { metric, name } = conditions[0]!;
  for (let family = 0; family < families; family++) {
    const values: number[][] = conditions.map(() => []);
    for (let block = 0; block <= blocks; block++) {
      const places = scheduleBlock([...conditions.keys()], {
        experiment: `${name} ${family}`,
        seed,
        block,
      });
      for (const { condition, warmUp } of places) {
        signal?.throwIfAborted();
        const outcome = await lab.whileAlive(conditions[condition]!.trial(lab));
        await lab.stopServers();
        const value = outcome.metrics[metric];
        if (value === undefined) {
          throw new TypeError(`A trial of ${name} has no ${metric}`);
        }
        if (!warmUp) values[condition]!.push(value);
      }
    }
    measured.push({ metric, values });
  }
  return measured;
}

/** What became of slowdowns that were planted. */
export interface PlantedCount {
  /** Runs: each compares a download with itself and with a slower one. */
  runs: number;
  /** Runs that called the slower one slower. */
  found: number;
  /** Runs that called the same one something else. */
  falseAlarms: number;
  /** Median of the estimated ratios of the times, slower to normal. */
  ratio: number;
}

/**
 * Of the download that is made slower: a few long pauses, because on a busy machine each
 * pause ends late by a time that does not grow with it.
 */
const PAUSES: Pauses = { writes: 8, pauseMicroseconds: 5_000 };
/** Trials that tell how long it takes. */
const PILOT_BLOCKS = 10;

/**
 * Makes a server pause a little longer, and looks whether that is found.
 *
 * @param lab Where.
 * @param slowdown By how much longer the download takes, as a share, above 0.
 * @param plan How many runs, of how many blocks, and the pauses of the normal download.
 * @returns What was found.
 */
export async function measurePlanted(
  lab: Lab,
  slowdown: number,
  { pauses = PAUSES, ...plan }: FamilyPlan & { pauses?: Pauses },
): Promise<PlantedCount> {
  const normal = pausedDownload("paused-download", pauses);
  const [pilot] = await measureFamilies(lab, [normal], {
    ...plan,
    families: 1,
    blocks: PILOT_BLOCKS,
  });
  const addedMicroseconds = slowdown * median(pilot!.values[0]!) * 1e6 /
    pauses.writes;
  const slower = pausedDownload("slower-download", {
    ...pauses,
    pauseMicroseconds: Math.round(pauses.pauseMicroseconds + addedMicroseconds),
  });
  const families = await measureFamilies(lab, [normal, normal, slower], plan);
  const judged = families.map(judgeFamily);
  return {
    runs: judged.length,
    found: judged.filter(([, planted]) => planted!.verdict === "slower").length,
    falseAlarms: judged.filter(([same]) => isToldApart(same!)).length,
    ratio: median(judged.map(([, planted]) => planted!.estimate!)),
  };
}

/**
 * The processes for it: one server, one client.
 *
 * @param options The books, the engine, and a folder for what does not fit into memory.
 * @returns A lab; it has to be disposed of.
 */
export function openLab(
  options: Pick<LabOptions, "corpus" | "engine" | "spillDirectory">,
): Promise<Lab> {
  return Lab.open({
    ...options,
    full: false,
    sampleTcpInfoMs: 0,
    servers: 1,
    clients: 1,
  });
}
