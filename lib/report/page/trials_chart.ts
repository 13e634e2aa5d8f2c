/**
 * Every trial as a point, with the median and its interval, a row per condition.
 *
 * @module
 */

import type { Summary } from "../../analysis/summarize.ts";
import {
  factorsText,
  metricFigure,
  metricWords,
} from "../../analysis/words.ts";
import type { ChartPlan } from "../../experiment/chart_plan.ts";
import { metricAxis } from "./axes.ts";
import {
  capitalized,
  type Chart,
  emptyChart,
  thinnedNote,
  titleWhere,
} from "./chart.ts";
import type { ChartContext } from "./chart_context.ts";
import { conditionsWhere } from "./conditions.ts";
import { layoutRows, placeY } from "./rows.ts";
import { evenly } from "./sample.ts";
import { seriesColour } from "./series.ts";
import { medianText } from "./words.ts";

/** Points of a chart, unless it has so many conditions that each gets the fewest. */
const MOST_POINTS = 600;
const FEWEST_POINTS_OF_CONDITION = 20;

/** Share of a row's height that its points are spread over. */
const SPREAD = 0.7;

/**
 * Makes the chart.
 *
 * @param plan What the experiment wants.
 * @param context The experiment's figures.
 */
export function trialsChart(
  { metric, where }: Extract<ChartPlan, { kind: "trials" }>,
  { conditions, summaries, trials }: ChartContext,
): Chart {
  const title = titleWhere(
    `${capitalized(metricWords(metric))}, trial by trial`,
    where,
  );
  const byCondition = new Map<string, Summary>(
    summaries.filter((summary) => summary.metric === metric)
      .map((summary) => [summary.condition, summary]),
  );
  const shown = conditionsWhere(conditions, where).filter(({ key }) =>
    byCondition.has(key)
  );
  if (shown.length === 0) {
    return emptyChart(title, `No measured trial has a ${metricWords(metric)}.`);
  }
  const layout = layoutRows(shown);
  const { rows, rowHeight, height } = layout;
  const limit = Math.max(
    FEWEST_POINTS_OF_CONDITION,
    Math.floor(MOST_POINTS / rows.length),
  );
  const trialsOf = Map.groupBy(
    trials.filter(({ metrics }) => metrics[metric] !== undefined),
    ({ condition }) => condition,
  );
  const lastBlock = trials.reduce(
    (last, { block }) => Math.max(last, block),
    1,
  );
  const points = rows.flatMap(({ condition, y }) => {
    // thinned by size, so that the smallest and the largest are always there
    const bySize = (trialsOf.get(condition.key) ?? []).toSorted((a, b) =>
      a.metrics[metric]! - b.metrics[metric]!
    );
    return evenly(bySize, limit).map(({ block, trial, metrics }) => ({
      condition: condition.key,
      trial,
      block,
      value: metrics[metric]!,
      y: y + ((block - 0.5) / lastBlock - 0.5) * rowHeight * SPREAD,
    }));
  });
  const medians = rows.map(({ condition, y }) => {
    const { median, interval } = byCondition.get(condition.key)!.description;
    return { y, median, low: interval?.low, high: interval?.high };
  });
  const values = [
    ...points.map(({ value }) => value),
    ...medians.flatMap(({ median, low, high }) => [
      median,
      low ?? median,
      high ?? median,
    ]),
  ];
  const { of, scale, axis } = metricAxis(metric, values);
  const total = rows.reduce(
    (sum, { condition }) => sum + (trialsOf.get(condition.key)?.length ?? 0),
    0,
  );
  return {
    title,
    description: describeMedians(
      rows.map(({ condition }) => byCondition.get(condition.key)!),
    ),
    notes: [
      "A point is a trial, in each row the first block at the top; the diamond is the median, the line its 95% interval.",
      ...thinnedNote(points.length, total, "points"),
    ],
    key: [],
    drawing: {
      margin: { left: layout.left, right: 18, top: 20, bottom: 44 },
      height,
      layers: [
        {
          data: {
            values: points.map(({ value, y }) => ({
              value: of(value),
              y: Math.round(y * 2) / 2,
            })),
          },
          mark: {
            type: "point",
            filled: true,
            // radius 2
            size: 4 * Math.PI,
            opacity: 0.55,
            color: seriesColour(0),
          },
          encoding: {
            x: { field: "value", type: "quantitative", scale, axis },
            y: placeY("y", height),
          },
        },
        {
          data: {
            values: medians.flatMap(({ y, low, high }) =>
              low === undefined || high === undefined
                ? []
                : [{ y, low: of(low), high: of(high) }]
            ),
          },
          mark: { type: "rule", strokeWidth: 2.5, color: "var(--ink)" },
          encoding: {
            x: { field: "low", type: "quantitative", scale },
            x2: { field: "high" },
            y: placeY("y", height),
          },
        },
        {
          data: {
            values: medians.map(({ y, median }) => ({ y, median: of(median) })),
          },
          mark: {
            type: "point",
            shape: "diamond",
            filled: true,
            size: 70,
            opacity: 1,
            color: "var(--ink)",
            stroke: "var(--page)",
            strokeWidth: 1,
          },
          encoding: {
            x: { field: "median", type: "quantitative", scale },
            y: placeY("y", height),
          },
        },
        ...layout.layers,
      ],
    },
    data: {
      columns: ["condition", "trial", "block", metric],
      rows: points.map(({ condition, trial, block, value }) => [
        condition,
        trial,
        block,
        value,
      ]),
    },
  };
}

/** Medians in words: all of a few conditions, of many the extremes. */
function describeMedians(summaries: readonly Summary[]): string {
  const { metric } = summaries[0]!;
  const named = ({ condition, factors, twinOf, description }: Summary) =>
    `${factorsText(factors) || condition}${
      twinOf === undefined ? "" : " (again)"
    } ${medianText(metric, description)}`;
  if (summaries.length <= 6) {
    return `Medians with their 95% intervals: ${
      summaries.map(named).join("; ")
    }.`;
  }
  const sorted = summaries.toSorted((a, b) =>
    a.description.median - b.description.median
  );
  const lowest = Math.min(...summaries.map((one) => one.description.minimum));
  const highest = Math.max(...summaries.map((one) => one.description.maximum));
  return `${summaries.length} conditions. Smallest median: ${
    named(sorted[0]!)
  }. Largest: ${named(sorted.at(-1)!)}. Single trials range from ${
    metricFigure(metric, lowest)
  } to ${metricFigure(metric, highest)}.`;
}
