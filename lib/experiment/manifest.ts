/**
 * The manifest of a run: everything needed to repeat it and to believe it.
 *
 * @module
 */

import type { Environment } from "../kernel/environment.ts";
import type { ChartPlan } from "./chart_plan.ts";
import type { PlannedComparison } from "./comparison_plan.ts";
import type { PrecisionReached } from "./precision.ts";

/** Version of the manifest's form. */
export const MANIFEST_SCHEMA = 1;

/** A file of the corpus that the run served. */
export interface ManifestBook {
  /** Its name. */
  name: string;
  /** Its size in bytes. */
  bytes: number;
  /** Its SHA-256 in hex. */
  sha256: string;
}

/** An experiment's part in the run. */
export interface ManifestExperiment {
  /** Its name. */
  name: string;
  /** The question that the experiment asks. */
  question: string;
  /** Every factor with its levels. */
  factors: Record<string, (string | number | boolean)[]>;
  /** Conditions in one block. */
  conditions: number;
  /**
   * Measured blocks, without the warm-up block: those that were asked for, and with
   * `--until` those that were measured in the end.
   */
  repetitions: number;
  /** Which conditions are compared, decided before anything was measured. */
  comparisons?: PlannedComparison[];
  /** What is drawn of it. */
  charts?: ChartPlan[];
  /** With `--until`: whether it was reached, and if not, what is missing. */
  precision?: PrecisionReached;
  /** `running` while it measures; a run that was interrupted keeps it. */
  status: "running" | "done" | "failed" | "skipped";
  /** Why it was skipped, and what would help. */
  skipped?: { reason: string; remedy: string };
  /** What part of it could not be done, why, and what would help. */
  skipped_in_part?: { reason: string; remedy: string };
  /** Each assertion over the records, and whether it held. */
  assertions: { name: string; held: boolean; detail?: string }[];
  /** When it started, ISO 8601 in UTC. */
  started_at: string;
  /** Absent while it measures. */
  seconds?: number;
  /** One-minute load average before and after. */
  load_before?: number;
  /** One-minute load average after it. */
  load_after?: number;
}

/** `manifest.json`. */
export interface Manifest {
  /** {@linkcode MANIFEST_SCHEMA} of the program that wrote it. */
  schema: number;
  /** Name of the run's folder. */
  run: string;
  /** When it started, ISO 8601 in UTC. */
  started_at: string;
  /** The command line as it was given. */
  command: string[];
  /** Decides the order of the trials. */
  seed: number;
  /** Measured blocks, without the warm-up. */
  repetitions: number;
  /** Whether `--full` was given. */
  full: boolean;
  /** Engine that was asked for; null: `deno`, and all of them where the engine is a factor. */
  engine: string | null;
  /** On which cores the processes were to run; absent where that was left to the scheduler. */
  cores?: string;
  /** Path between the hosts. */
  link: string;
  /** Folder given with `--corpus`, or `stand-ins`. */
  corpus: string;
  /** Every book of the corpus. */
  books: ManifestBook[];
  /** The machine and what runs on it. */
  environment: Environment;
  /** Each experiment's part. */
  experiments: ManifestExperiment[];
}
