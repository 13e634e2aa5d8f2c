/**
 * Trials for tests of the analysis.
 *
 * @module
 */

import type { Metrics } from "../../experiment/metric.ts";
import type { MeasuredTrial } from "../summarize.ts";

/** Name of the experiment that the trials are of. */
export const EXPERIMENT = "sample";

/**
 * Makes the trials of some blocks.
 *
 * @param conditions Per condition the metrics of its trial in block 1, 2 …; undefined where
 * it has none in that block.
 * @returns The trials, block by block, without a warm-up block.
 */
export function measuredBlocks(
  conditions: Record<string, readonly (Metrics | undefined)[]>,
): MeasuredTrial[] {
  const blocks = Math.max(...Object.values(conditions).map((of) => of.length));
  const trials: MeasuredTrial[] = [];
  for (let block = 1; block <= blocks; block++) {
    for (const [condition, metricsByBlock] of Object.entries(conditions)) {
      const metrics = metricsByBlock[block - 1];
      if (metrics === undefined) continue;
      trials.push({
        experiment: EXPERIMENT,
        trial: trials.length,
        block,
        engine: "deno",
        condition,
        factors: { condition },
        metrics,
        warm_up: false,
      });
    }
  }
  return trials;
}
