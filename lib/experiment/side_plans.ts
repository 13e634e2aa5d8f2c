/**
 * What the experiments about Nagle's algorithm and delayed acknowledgements compare and
 * draw: they differ in the option that is switched, and in what the reference study found.
 *
 * @module
 */

import type { ChartPlan } from "./chart_plan.ts";
import {
  against,
  type ComparisonPlan,
  type TwinPlan,
} from "./comparison_plan.ts";
import type { Sides } from "./lab.ts";
import type { Factors } from "./record.ts";

/** Factors of these experiments: the workload, the buffer, and the sides of the option. */
export type SideLevels<Factor extends string> = Record<
  Factor | "workload" | "bufferBytes",
  readonly Factors[string][]
>;

/** Which sides the reference study found fastest. */
export interface StudyFindings {
  /** With a buffer of 32 bytes. */
  at32Bytes: Sides;
  /** With a buffer of 64 KiB. */
  at64Kibibytes: Sides;
}

/** What is compared and drawn. */
export interface SidePlans<Factor extends string> {
  /** Each side against neither; in downloads also each against the one that the study found fastest. */
  comparisons: ComparisonPlan<SideLevels<Factor>>[];
  /** The download at 32 bytes with the option on neither side. */
  twin: TwinPlan<SideLevels<Factor>>;
  /** Every trial of both workloads, and the distribution of the exchanges. */
  charts: ChartPlan[];
}

const SWITCHED = ["client", "server", "both"] as const;

/**
 * The plans of an experiment whose factor says on which sides an option is switched.
 *
 * @param factor Name of that factor; its levels are `neither`, `client`, `server`, `both`.
 * @param found What the study found.
 * @param otherLevels Further levels that are compared with `neither` in request–response.
 * @returns The plans.
 */
export function sidePlans<const Factor extends string>(
  factor: Factor,
  found: StudyFindings,
  otherLevels: readonly string[] = [],
): SidePlans<Factor> {
  const levels = (common: Factors) =>
    common as Partial<
      Record<Factor | "workload" | "bufferBytes", Factors[string]>
    >;
  const download = (bufferBytes: number, fastest: Sides) => ({
    metric: "throughput_bytes_per_second" as const,
    factor,
    pairs: [
      ...against<string>("neither", SWITCHED),
      ...(fastest === "neither"
        ? []
        : SWITCHED.filter((side) => side !== fastest).map((side) =>
          [side, fastest] as [string, string]
        )),
    ],
    where: levels({ workload: "download", bufferBytes }),
  });
  return {
    comparisons: [
      download(32, found.at32Bytes),
      download(65_536, found.at64Kibibytes),
      {
        metric: "exchange_median_seconds",
        factor,
        pairs: against<string>("neither", [...SWITCHED, ...otherLevels]),
        where: levels({ workload: "request-response" }),
      },
    ],
    twin: {
      metric: "throughput_bytes_per_second",
      levels: levels({
        workload: "download",
        bufferBytes: 32,
        [factor]: "neither",
      }),
    },
    charts: [
      {
        kind: "trials",
        metric: "throughput_bytes_per_second",
        where: { workload: "download" },
      },
      {
        kind: "trials",
        metric: "exchange_median_seconds",
        where: { workload: "request-response" },
      },
      { kind: "exchanges", by: factor, where: { bufferBytes: 32 } },
    ],
  };
}
