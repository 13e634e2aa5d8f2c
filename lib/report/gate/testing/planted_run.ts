/**
 * For tests: a run's folder with what a test plants in it.
 *
 * @module
 */

import { join } from "@std/path";
import {
  tcpTransfer,
  trialOf,
} from "../../../../fixtures/experiments/sample_records.ts";
import { conditionKey } from "../../../experiment/condition.ts";
import type { TrialRecord } from "../../../experiment/record.ts";

/** Measured blocks of a planted run, after the warm-up block. */
export const BLOCKS = 10;

/** The exchange that stalls on a timer, and the one that does not. */
export const STALLED = "noDelay=neither";

/** See {@linkcode STALLED}. */
export const FREE = "noDelay=client";

/** Median exchange of each in the runs as they are, in seconds. */
const SECONDS: Record<string, number> = { [STALLED]: 0.044, [FREE]: 0.022 };

/** The assertion that the planted experiment has. */
export const ASSERTION = "in every trial: TCP delivers every byte";

/** A manifest, as far as tests change it. */
// deno-lint-ignore no-explicit-any -- tests also make manifests that are wrong
export type AnyManifest = any;

/** What a test plants. */
export interface Planted {
  /** Changes the manifest. */
  manifest?: (manifest: AnyManifest) => void;
  /** Changes each record, the warm-up block's included. */
  trial?: (trial: TrialRecord) => void;
}

/** A folder that holds planted runs; it is removed at the end of an `await using` block. */
export class PlantedRuns implements AsyncDisposable {
  /** The folder. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Makes the folder.
   *
   * @returns It, without any run.
   */
  static async make(): Promise<PlantedRuns> {
    return new PlantedRuns(await Deno.makeTempDir({ prefix: "gate_" }));
  }

  /**
   * Writes a run: an experiment with a factor of two levels, ten blocks with a little noise,
   * and the comparison of the two.
   *
   * @param name Name of the run and its folder.
   * @param planted What differs.
   * @returns The run's folder.
   */
  async plant(name: string, planted: Planted = {}): Promise<string> {
    const folder = join(this.folder, name);
    await Deno.mkdir(folder);
    const manifest = manifestOf(name);
    planted.manifest?.(manifest);
    const trials = trialsOf();
    for (const trial of trials) planted.trial?.(trial);
    await Deno.writeTextFile(
      join(folder, "manifest.json"),
      JSON.stringify(manifest),
    );
    await Deno.writeTextFile(
      join(folder, "trials.jsonl"),
      trials.map((trial) => JSON.stringify(trial) + "\n").join(""),
    );
    return folder;
  }

  /** Removes the folder with all runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

function manifestOf(run: string): AnyManifest {
  return {
    schema: 1,
    run,
    started_at: "2026-10-03T09:15:00.000Z",
    engine: null,
    full: false,
    link: "loopback",
    corpus: "stand-ins",
    books: [{ name: "les_miserables", bytes: 1000, sha256: "ba78" }],
    environment: {
      operating_system: {
        name: "linux",
        kernel_release: "6.18.44",
        architecture: "x86_64",
      },
      runtime: { deno: "2.9.6" },
      cpu: { model: "A processor", logical_cores: 2, allowed: "0-1" },
      sysctls: { "net.ipv4.tcp_available_congestion_control": "reno cubic" },
      interfaces: [{ name: "lo" }],
    },
    experiments: [{
      name: "nagle",
      question: "When does it pay?",
      factors: { noDelay: ["neither", "client"] },
      conditions: 2,
      repetitions: BLOCKS,
      status: "done",
      assertions: [{ name: ASSERTION, held: true }],
      comparisons: [{
        metric: "exchange_median_seconds",
        factor: "noDelay",
        baseline: STALLED,
        treatment: FREE,
      }],
      charts: [],
      started_at: "2026-10-03T09:15:00.000Z",
    }],
  };
}

function trialsOf(): TrialRecord[] {
  return Array.from({ length: BLOCKS + 1 }, (_, block) => block).flatMap(
    (block) =>
      ["neither", "client"].map((noDelay, place) => {
        const factors = { noDelay };
        const condition = conditionKey(factors);
        return trialOf([tcpTransfer()], {
          experiment: "nagle",
          trial: 2 * block + place,
          block,
          warm_up: block === 0,
          condition,
          factors,
          metrics: {
            // up to 2% more, another share in every trial
            exchange_median_seconds: SECONDS[condition]! *
              (1 + (7 * block + 3 * place) % 11 / 500),
            delayed_acks: condition === STALLED ? 10 : 0,
          },
          observations: { refused_with: "EMSGSIZE" },
          counters: { "TcpExt.DelayedACKs": 1 },
        });
      }),
  );
}
