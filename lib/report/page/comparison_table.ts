/**
 * The table of an experiment's comparisons.
 *
 * @module
 */

import type { Comparison } from "../../analysis/comparison.ts";
import { grouped, metricWords } from "../../analysis/words.ts";
import { type Html, markup } from "./markup.ts";
import { badge, pageTable } from "./tables.ts";
import {
  blocksText,
  comparedWords,
  effectFigure,
  effectInterval,
  type FactorsOf,
  pValueText,
} from "./verdict_words.ts";

/**
 * Makes the table.
 *
 * @param experiment Name of the experiment.
 * @param comparisons Its comparisons.
 * @param factorsOf Levels of its conditions.
 */
export function comparisonTable(
  experiment: string,
  comparisons: readonly Comparison[],
  factorsOf: FactorsOf,
): Html {
  return markup`${
    pageTable(`Comparisons of ${experiment}`, [
      {
        header: "What was changed",
        isText: true,
        cell: (comparison) => {
          const { change, common } = comparedWords(comparison, factorsOf);
          return markup`${change} <small>${common}</small>`;
        },
      },
      {
        header: "Metric",
        isText: true,
        cell: ({ metric }) => metricWords(metric),
      },
      {
        header: "Verdict",
        isText: true,
        cell: ({ verdict }) => badge(verdict),
      },
      {
        header: "Ratio or difference",
        isText: false,
        cell: (comparison) =>
          comparison.estimate === undefined
            ? undefined
            : effectFigure(comparison, comparison.estimate),
      },
      { header: "95% interval", isText: false, cell: effectInterval },
      {
        header: "p",
        isText: false,
        cell: ({ pValue }) => pValueText(pValue),
      },
      {
        header: "p after Holm",
        isText: false,
        cell: ({ pValueHolm }) => pValueText(pValueHolm),
      },
      {
        header: "Blocks",
        isText: false,
        cell: ({ blocks }) => grouped(blocks),
      },
      {
        header: "Blocks that would settle it",
        isText: false,
        cell: ({ blocksNeeded }) =>
          blocksNeeded === undefined ? undefined : blocksText(blocksNeeded),
      },
    ], comparisons)
  }<p
      class="notes">A ratio is what was changed to what it was before, block by block; where a trial has 0 it is a difference. p: Wilcoxon’s signed-rank test; after Holm: corrected for all comparisons of the experiment.</p>`;
}
