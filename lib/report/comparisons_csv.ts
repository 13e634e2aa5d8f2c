/**
 * `comparisons.csv`: a row per pair of conditions that were compared.
 *
 * @module
 */

import { MOST_BLOCKS } from "../analysis/blocks_needed.ts";
import type { Comparison } from "../analysis/comparison.ts";
import { metricDefinition } from "../experiment/metric.ts";
import type { Table } from "./table.ts";

const OF_THE_EFFECT = "ratio, or unit of the metric where effect is difference";

/** The table of comparisons, in the order in which they were planned. */
export const COMPARISONS_TABLE: Table<Comparison> = {
  file: "comparisons.csv",
  rows: "One row per comparison of two conditions over their shared blocks.",
  columns: [
    {
      name: "experiment",
      type: "text",
      unit: "",
      meaning: "Name of the experiment. Its comparisons are one family.",
      cell: ({ experiment }) => experiment,
    },
    {
      name: "metric",
      type: "text",
      unit: "",
      meaning: "Name of the metric that is compared.",
      cell: ({ metric }) => metric,
    },
    {
      name: "unit",
      type: "text",
      unit: "",
      meaning: "Unit of the metric, in words.",
      cell: ({ metric }) => metricDefinition(metric).unit,
    },
    {
      name: "factor",
      type: "text",
      unit: "",
      meaning:
        "The factor in which the two conditions differ; empty where a condition is compared with itself (A/A).",
      cell: ({ factor }) => factor,
    },
    {
      name: "baseline",
      type: "text",
      unit: "",
      meaning: "Key of the condition that is compared with.",
      cell: ({ baseline }) => baseline,
    },
    {
      name: "treatment",
      type: "text",
      unit: "",
      meaning: "Key of the condition that is compared.",
      cell: ({ treatment }) => treatment,
    },
    {
      name: "same_condition",
      type: "boolean",
      unit: "",
      meaning:
        "Whether both are the same condition, measured twice in every block: then any verdict but equivalent or inconclusive is a false alarm.",
      cell: ({ sameCondition }) => sameCondition,
    },
    {
      name: "blocks",
      type: "integer",
      unit: "count",
      meaning: "Measured blocks in which both conditions have the metric.",
      cell: ({ blocks }) => blocks,
    },
    {
      name: "effect",
      type: "text",
      unit: "",
      meaning:
        "ratio: treatment divided by baseline, block by block. difference: treatment less baseline, where some trial has 0.",
      cell: ({ effect }) => effect,
    },
    {
      name: "estimate",
      type: "number",
      unit: OF_THE_EFFECT,
      meaning:
        "Hodges-Lehmann estimate of the effect (of ratios on their logarithms).",
      cell: ({ estimate }) => estimate,
    },
    {
      name: "ci95_low",
      type: "number",
      unit: OF_THE_EFFECT,
      meaning:
        "Lower end of the 95% confidence interval that belongs to the test; empty below five blocks.",
      cell: ({ low }) => low,
    },
    {
      name: "ci95_high",
      type: "number",
      unit: OF_THE_EFFECT,
      meaning: "Upper end of the same interval.",
      cell: ({ high }) => high,
    },
    {
      name: "coverage",
      type: "number",
      unit: "ratio",
      meaning:
        "Confidence that the interval really has: 0.9375 with five blocks, at least 0.95 from six on, 0 without an interval.",
      cell: ({ coverage }) => coverage,
    },
    {
      name: "p_value",
      type: "number",
      unit: "probability",
      meaning:
        "Two-sided p-value of the Wilcoxon signed-rank test over the blocks, exact up to 100 of them.",
      cell: ({ pValue }) => pValue,
    },
    {
      name: "p_value_holm",
      type: "number",
      unit: "probability",
      meaning:
        "The same after Holm's correction over all comparisons of the experiment.",
      cell: ({ pValueHolm }) => pValueHolm,
    },
    {
      name: "family_size",
      type: "integer",
      unit: "count",
      meaning: "Comparisons over which the correction was made.",
      cell: ({ familySize }) => familySize,
    },
    {
      name: "verdict",
      type: "text",
      unit: "",
      meaning:
        "equivalent: the interval lies within the margin, whatever the p-value (it is not corrected over the family). Else faster or slower, of a metric that is no speed more or less: the corrected p-value is at most 0.05. inconclusive: neither.",
      cell: ({ verdict }) => verdict,
    },
    {
      name: "margin_ratio",
      type: "number",
      unit: "ratio",
      meaning:
        "Conditions are equivalent if the interval lies within 1 ± this; of differences within ± this share of the baseline's median, of shares within ± this.",
      cell: ({ margin }) => margin,
    },
    {
      name: "blocks_needed",
      type: "integer",
      unit: "count",
      meaning:
        `Measured blocks that would probably settle an inconclusive one; ${MOST_BLOCKS} stands for that many or more.`,
      cell: ({ blocksNeeded }) => blocksNeeded,
    },
  ],
};
