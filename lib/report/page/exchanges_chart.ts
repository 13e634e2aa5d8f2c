/**
 * The empirical distribution of the times of request–response exchanges, a step line per
 * level of a factor.
 *
 * @module
 */

import { quantileSorted } from "simple-statistics";
import {
  factorWords,
  grouped,
  levelText,
  metricFigure,
} from "../../analysis/words.ts";
import type { ChartPlan } from "../../experiment/chart_plan.ts";
import type { TrialRecord } from "../../experiment/record.ts";
import { figureAxis, titleAbove } from "./axes.ts";
import { type Chart, emptyChart, thinnedNote, titleWhere } from "./chart.ts";
import type { Collector } from "./chart_context.ts";
import { evenly, Sample } from "./sample.ts";
import { seriesColour, seriesDash } from "./series.ts";

/** What an experiment says of this chart. */
export type ExchangesPlan = Extract<ChartPlan, { kind: "exchanges" }>;

/** Times that are kept per level: far more than can be drawn, few enough for any run. */
const MOST_TIMES = 20_000;

/** Steps of one line. */
const MOST_STEPS = 150;

/** Collects the times. */
export class Exchanges implements Collector<TrialRecord> {
  readonly #by: string;
  /** A sample of the times per level, in seconds. */
  readonly byLevel = new Map<string, Sample<number>>();

  /**
   * Begins without a time.
   *
   * @param plan What the experiment wants.
   */
  constructor({ by }: ExchangesPlan) {
    this.#by = by;
  }

  /**
   * Keeps a record's exchanges.
   *
   * @param record A measured trial.
   */
  add({ factors, exchange_seconds: times = [] }: TrialRecord): void {
    if (times.length === 0) return;
    const sample = this.byLevel.getOrInsertComputed(
      levelText(this.#by, factors[this.#by] ?? "all"),
      () => new Sample<number>(MOST_TIMES),
    );
    for (const seconds of times) sample.add(seconds);
  }
}

/**
 * Makes the chart.
 *
 * @param plan What the experiment wants.
 * @param exchanges The times.
 * @param levels The factor's levels in order, as far as they are known.
 */
export function exchangesChart(
  { by, where }: ExchangesPlan,
  { byLevel }: Exchanges,
  levels: readonly (string | number | boolean)[],
): Chart {
  const title = titleWhere("Times of single exchanges", where);
  const order = levels.map((level) => levelText(by, level));
  const lines = [...byLevel].map(([level, sample]) => ({
    level,
    seen: sample.seen,
    // a logarithmic axis has no place for anything else
    times: sample.items.filter((time) => time > 0).sort((a, b) => a - b),
  })).filter(({ times }) => times.length > 0)
    .sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  if (lines.length === 0) {
    return emptyChart(title, "No measured trial has exchanges.");
  }
  const steps = lines.flatMap(({ level, times }, series) =>
    evenly([...times.keys()], MOST_STEPS).map((index) => ({
      level,
      series,
      seconds: times[index]!,
      share: (index + 1) / times.length,
    }))
  );
  const x = figureAxis({
    title: "time of an exchange",
    unit: "seconds",
    values: steps.map(({ seconds }) => seconds),
    preferLog: true,
  });
  const margin = { left: 56, right: 24, top: 32, bottom: 46 };
  return {
    title,
    description: lines.map(({ level, times, seen }) => {
      const [middle, high] = [0.5, 0.99].map((share) =>
        metricFigure("exchange_median_seconds", quantileSorted(times, share))
      );
      return `${factorWords(by)} ${level}: half of ${
        grouped(seen)
      } exchanges took at most ${middle}, 99% at most ${high}.`;
    }).join(" "),
    notes: [
      "The height of a line is the share of exchanges that took at most that time: the further left, the faster.",
      ...thinnedNote(
        steps.length,
        lines.reduce((sum, { seen }) => sum + seen, 0),
        "exchanges",
      ),
    ],
    key: lines.map(({ level }, series) => ({
      series,
      text: `${factorWords(by)} ${level}`,
      isLine: true,
    })),
    drawing: {
      margin,
      height: 220,
      layers: lines.map((_, series) => ({
        data: {
          values: steps.filter((step) => step.series === series)
            .map(({ seconds, share }) => ({ time: x.of(seconds), share })),
        },
        mark: {
          type: "line",
          interpolate: "step-after",
          color: seriesColour(series),
          strokeDash: seriesDash(series),
          strokeWidth: 2.2,
        },
        encoding: {
          x: {
            field: "time",
            type: "quantitative",
            scale: x.scale,
            axis: x.axis,
          },
          y: {
            field: "share",
            type: "quantitative",
            scale: { domain: [0, 1], round: true },
            axis: {
              title: "Share of exchanges",
              ...titleAbove(margin.left),
              format: ".0%",
              tickCount: 5,
            },
          },
        },
      })),
    },
    data: {
      columns: [by, "seconds", "share_at_most"],
      rows: steps.map(({ level, seconds, share }) => [level, seconds, share]),
    },
  };
}
