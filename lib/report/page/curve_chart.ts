/**
 * Medians with their intervals over a factor that is a number, a line for each combination
 * of the other factors, both axes logarithmic.
 *
 * @module
 */

import {
  factorsText,
  factorWords,
  levelText,
  metricWords,
} from "../../analysis/words.ts";
import type { ChartPlan } from "../../experiment/chart_plan.ts";
import type { Factors } from "../../experiment/record.ts";
import type { Description } from "../../statistics/describe.ts";
import { metricAxis, titleAbove } from "./axes.ts";
import {
  capitalized,
  type Chart,
  CHART_WIDTH,
  emptyChart,
  titleWhere,
} from "./chart.ts";
import type { ChartContext } from "./chart_context.ts";
import {
  conditionsWhere,
  type PageCondition,
  pickFactors,
  varyingFactors,
} from "./conditions.ts";
import { seriesColour, seriesDash, seriesShape } from "./series.ts";
import { medianText } from "./words.ts";

/** Labels nearer to each other than this are written aslant. */
const LABEL_ROOM = 50;

interface CurvePoint {
  condition: PageCondition;
  level: number;
  series: number;
  description: Description;
}

/**
 * Makes the chart.
 *
 * @param plan What the experiment wants.
 * @param context The experiment's figures.
 */
export function curveChart(
  { metric, over, where }: Extract<ChartPlan, { kind: "curve" }>,
  { conditions, summaries }: ChartContext,
): Chart {
  const title = titleWhere(
    `${capitalized(metricWords(metric))} over ${factorWords(over)}`,
    where,
  );
  const descriptions = new Map(
    summaries.filter((summary) => summary.metric === metric)
      .map(({ condition, description }) => [condition, description]),
  );
  // a twin would lie on the condition that it repeats
  const shown = conditionsWhere(conditions, where).filter((condition) =>
    condition.twinOf === undefined && descriptions.has(condition.key) &&
    typeof condition.factors[over] === "number"
  );
  if (shown.length === 0) {
    return emptyChart(
      title,
      `No measured trial has a ${metricWords(metric)} and a number as its ${
        factorWords(over)
      }.`,
    );
  }
  const others = varyingFactors(shown).filter((factor) => factor !== over);
  const nameOf = (factors: Factors) =>
    factorsText(pickFactors(factors, others));
  const names = [...new Set(shown.map(({ factors }) => nameOf(factors)))];
  const points: CurvePoint[] = shown.map((condition) => ({
    condition,
    level: condition.factors[over] as number,
    series: names.indexOf(nameOf(condition.factors)),
    description: descriptions.get(condition.key)!,
  })).sort((a, b) => a.series - b.series || a.level - b.level);

  const y = metricAxis(
    metric,
    points.flatMap(({ description: { median, interval } }) => [
      median,
      interval?.low ?? median,
      interval?.high ?? median,
    ]),
    true,
  );
  const sides = { left: 62, right: 24, top: 32 };
  const x = levelAxis(over, points, CHART_WIDTH - sides.left - sides.right);
  const margin = { ...sides, bottom: x.axis.titleY + 14 };
  const values = points.map(({ level, series, description }) => ({
    level,
    series,
    median: y.of(description.median),
    low: y.of(description.interval?.low ?? description.median),
    high: y.of(description.interval?.high ?? description.median),
  }));
  const encodingX = {
    field: "level",
    type: "quantitative" as const,
    ...x,
  };
  return {
    title,
    description: points.length === 0 ? "" : names.map((name, series) => {
      const ofSeries = points.filter((point) => point.series === series);
      const ends = ofSeries.length === 1
        ? [ofSeries[0]!]
        : [ofSeries[0]!, ofSeries.at(-1)!];
      return `${name || "All"}: ${
        ends.map(({ level, description }) =>
          `${medianText(metric, description)} at ${levelText(over, level)}`
        ).join(", ")
      }.`;
    }).join(" "),
    notes: [
      "Medians with their 95% intervals" +
      (y.isLog
        ? "; each step of the axes is a multiple of the last one."
        : "."),
    ],
    key: names.length < 2
      ? []
      : names.map((text, series) => ({ series, text, isLine: true })),
    drawing: {
      margin,
      height: 250,
      layers: names.flatMap((_, series) => {
        const data = {
          values: values.filter((value) => value.series === series),
        };
        const color = seriesColour(series);
        return [
          {
            data,
            mark: {
              type: "line" as const,
              color,
              strokeWidth: 1.5,
              strokeDash: seriesDash(series),
            },
            encoding: {
              x: encodingX,
              y: {
                field: "median",
                type: "quantitative" as const,
                scale: y.scale,
                axis: { ...y.axis, ...titleAbove(margin.left) },
              },
            },
          },
          {
            data,
            mark: { type: "rule" as const, color, strokeWidth: 1.5 },
            encoding: {
              x: encodingX,
              y: {
                field: "low",
                type: "quantitative" as const,
                scale: y.scale,
              },
              y2: { field: "high" },
            },
          },
          {
            data,
            mark: {
              type: "point" as const,
              shape: seriesShape(series),
              filled: true,
              opacity: 1,
              size: 50,
              color,
            },
            encoding: {
              x: encodingX,
              y: {
                field: "median",
                type: "quantitative" as const,
                scale: y.scale,
              },
            },
          },
        ];
      }),
    },
    data: {
      columns: [
        "condition",
        over,
        "median",
        "ci95_low",
        "ci95_high",
        "n",
      ],
      rows: points.map(({ condition, level, description }) => [
        condition.key,
        level,
        description.median,
        description.interval?.low,
        description.interval?.high,
        description.n,
      ]),
    },
  };
}

/** The axis of the levels: a label for each of them. */
function levelAxis(
  over: string,
  points: readonly CurvePoint[],
  width: number,
) {
  const levels = [...new Set(points.map(({ level }) => level))].sort((a, b) =>
    a - b
  );
  const [low, high] = [levels[0]!, levels.at(-1)!];
  const isLog = low > 0;
  const place = (level: number) => isLog ? Math.log(level) : level;
  const span = place(high) - place(low) || 1;
  const nearest = Math.min(
    ...levels.slice(1).map((level, index) =>
      (place(level) - place(levels[index]!)) / span * width
    ),
  );
  const isAslant = nearest < LABEL_ROOM;
  return {
    scale: {
      type: isLog ? "log" as const : "linear" as const,
      domain: isLog ? [low / 1.1, high * 1.1] : [low - 1, high + 1],
      nice: false,
      round: true,
    },
    axis: {
      title: capitalized(factorWords(over)),
      values: levels,
      titleY: isAslant ? 52 : 32,
      grid: false,
      labelOverlap: false,
      labelAngle: isAslant ? -40 : 0,
      // made of numbers alone: no text of a run gets into an expression
      labelExpr:
        levels.map((level) =>
          `datum.value == ${level} ? '${levelText(over, level)}' : `
        ).join("") + "''",
    },
  };
}
