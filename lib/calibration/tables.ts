/**
 * The calibration for a terminal.
 *
 * @module
 */

import { textTable } from "../report/text_table.ts";
import { binomialInterval } from "../statistics/binomial_interval.ts";
import {
  type CalibrationResult,
  COVERAGE_TARGET,
  MOST_FALSE_ALARMS,
  PLANTED_SLOWDOWN,
} from "./calibrate.ts";
import type { AlarmCount } from "./family.ts";
import type { PlantedCount } from "./measure.ts";

/**
 * The counts as text.
 *
 * @param result The calibration.
 * @returns Lines, without a line end at the last one.
 */
export function calibrationTable(result: CalibrationResult): string {
  const rows = result.workloads.flatMap(({ workload, measured, resampled }) => [
    row(workload, "measured", measured),
    row(workload, "resampled", resampled),
  ]);
  const { measured, resampled } = result.total;
  const table = textTable(
    [
      ...rows,
      row("all", "measured", measured),
      row("all", "resampled", resampled),
    ],
    {
      header: [
        "workload",
        "families",
        "n",
        "false alarms",
        "95% interval",
        "intervals",
        "coverage",
        "95% interval",
      ],
      textColumns: 2,
    },
  );
  const { planted } = result;
  return [
    table,
    ...(planted === undefined ? [] : ["", plantedText(planted)]),
    "",
    `The counts ${result.agrees ? "agree" : "do NOT agree"} with at most ${
      100 * MOST_FALSE_ALARMS
    }% false alarms per family and ${100 * COVERAGE_TARGET.low}% to ${
      100 * COVERAGE_TARGET.high
    }% coverage.`,
  ].join("\n");
}

function row(workload: string, kind: string, count: AlarmCount): string[] {
  const { families, alarms, intervals, covering } = count;
  return [
    workload,
    kind,
    String(families),
    ...share(alarms, families),
    String(intervals),
    ...share(covering, intervals),
  ];
}

/** A share in per cent, and how sure it is. */
function share(hits: number, tries: number): [string, string] {
  if (tries === 0) return ["-", "-"];
  const { low, high } = binomialInterval(hits, tries);
  return [
    `${percent(hits / tries)}%`,
    `${percent(low)} to ${percent(high)}%`,
  ];
}

function percent(ratio: number): string {
  return (100 * ratio).toFixed(1);
}

function plantedText(
  { runs, found, falseAlarms, ratio }: PlantedCount,
): string {
  return `A server ${
    100 * PLANTED_SLOWDOWN
  }% slower was found in ${found} of ${runs} runs ` +
    `(median ratio of the times ${
      ratio.toFixed(3)
    }), an equal one was called different in ` +
    `${falseAlarms}.`;
}
