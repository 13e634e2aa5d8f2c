/**
 * What is measured again and again to see whether equal conditions are told apart.
 *
 * @module
 */

import {
  downloadTrial,
  type Lab,
  requestResponseTrial,
  type TrialOutcome,
} from "../experiment/mod.ts";
import type { MetricName } from "../experiment/metric.ts";

const KIBIBYTE = 1024;

/** One way to use the sockets. */
export interface Workload {
  /** Its name in the tables. */
  name: string;
  /** The timing that is compared. */
  metric: MetricName;
  /** One trial. */
  trial: (lab: Lab) => Promise<TrialOutcome>;
}

/**
 * Short trials of different kinds: their noise is of different kinds, too. A transfer as
 * fast as it goes is bimodal, a paced one is narrow, an exchange has outliers.
 */
export const WORKLOADS: readonly Workload[] = [
  {
    name: "tcp-download",
    metric: "throughput_bytes_per_second",
    trial: (lab) =>
      downloadTrial(lab, {
        transport: "tcp",
        bufferBytes: KIBIBYTE,
        prefixBytes: 512 * KIBIBYTE,
      }),
  },
  {
    name: "udp-download",
    metric: "throughput_bytes_per_second",
    trial: (lab) =>
      downloadTrial(lab, {
        transport: "udp",
        bufferBytes: KIBIBYTE,
        prefixBytes: 128 * KIBIBYTE,
      }),
  },
  {
    name: "request-response",
    metric: "exchange_median_seconds",
    trial: (lab) =>
      requestResponseTrial(lab, { bufferBytes: 32, noDelay: "both" }),
  },
  pausedDownload("paced-download", { writes: 32, pauseMicroseconds: 200 }),
];

/** A server's pauses. */
export interface Pauses {
  /** Writes, each with a pause after it. */
  writes: number;
  /** How long each is, in microseconds, 0 or more. */
  pauseMicroseconds: number;
}

/**
 * A download whose server pauses after every write.
 *
 * @param name Its name in the tables.
 * @param pauses How often and how long.
 * @returns The workload.
 */
export function pausedDownload(
  name: string,
  { writes, pauseMicroseconds }: Pauses,
): Workload {
  return {
    name,
    metric: "time_seconds",
    trial: (lab) =>
      downloadTrial(lab, {
        transport: "tcp",
        bufferBytes: KIBIBYTE,
        prefixBytes: writes * KIBIBYTE,
        pauseMicroseconds,
      }),
  };
}
