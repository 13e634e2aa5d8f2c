/**
 * Axes of the charts.
 *
 * @module
 */

import { scaleFor } from "../../analysis/figure.ts";
import { metricWords } from "../../analysis/words.ts";
import { metricDefinition, type MetricName } from "../../experiment/metric.ts";
import { capitalized } from "./chart.ts";

/** Values further apart than this many times are drawn on a logarithmic axis. */
const WIDE_RATIO = 20;

/** An axis of figures: how values are turned into its unit, and Vega-Lite's part of it. */
export interface FigureAxis {
  /** A value in the axis's unit. */
  of: (value: number) => number;
  /** Whether it is logarithmic. */
  isLog: boolean;
  /** Scale, for Vega-Lite. */
  scale: {
    type: "log" | "linear";
    domain: [number, number];
    round: true;
    nice: boolean;
    zero?: false;
  };
  /** Axis, for Vega-Lite. */
  axis: {
    title: string;
    format: string;
    values?: number[];
    tickCount?: number;
    labelOverlap: "greedy";
  };
}

/**
 * Puts the title of a vertical axis above the plot, lying: beside the labels it would need
 * room that depends on their length.
 *
 * @param left Room at the left of the plot.
 */
export function titleAbove(
  left: number,
): { titleAngle: 0; titleAlign: "left"; titleX: number; titleY: number } {
  return { titleAngle: 0, titleAlign: "left", titleX: 4 - left, titleY: -14 };
}

/** How an axis is made. */
export interface AxisOptions {
  /** Its title in words, without the unit. */
  title: string;
  /** Unit of the values, as the catalogue of metrics says it. */
  unit: string;
  /** Every value that must have its place on it. */
  values: readonly number[];
  /** Logarithmic wherever the values can be, however near to each other. */
  preferLog?: boolean;
}

/**
 * An axis for figures: logarithmic where they are all positive and far apart.
 *
 * @param options See {@linkcode AxisOptions}.
 */
export function figureAxis(
  { title, unit, values, preferLog = false }: AxisOptions,
): FigureAxis {
  let [low, high] = extent(values);
  const isLog = low > 0 && (preferLog || high / low > WIDE_RATIO);
  // few digits at the end where most values are: the middle of a logarithmic axis
  const scale = scaleFor(isLog ? Math.sqrt(low * high) : high, unit);
  [low, high] = [low / scale.divisor, high / scale.divisor];
  const label = scale.label === "" || ` ${title} `.includes(` ${scale.label} `)
    ? ""
    : ` (${scale.label})`;
  const common = {
    title: capitalized(title) + label,
    format: ",~r",
    labelOverlap: "greedy" as const,
  };
  const of = (value: number) => value / scale.divisor;
  if (isLog) {
    const domain: [number, number] = [low / 1.15, high * 1.15];
    return {
      of,
      isLog,
      scale: { type: "log", domain, round: true, nice: false },
      axis: { ...common, values: logTicks(domain) },
    };
  }
  // a bar of nothing would be as long as one of everything if the axis had no length
  const bottom = Math.min(0, low);
  const top = high > bottom ? high * (high > 0 ? 1.03 : 1) : bottom + 1;
  return {
    of,
    isLog,
    scale: {
      type: "linear",
      domain: [bottom, top],
      round: true,
      nice: true,
      zero: false,
    },
    axis: { ...common, tickCount: 5 },
  };
}

/**
 * An axis for a metric.
 *
 * @param metric The metric.
 * @param values Every value that must have its place on it.
 * @param preferLog See {@linkcode AxisOptions}.
 */
export function metricAxis(
  metric: MetricName,
  values: readonly number[],
  preferLog = false,
): FigureAxis {
  return figureAxis({
    title: metricWords(metric),
    unit: metricDefinition(metric).unit,
    values,
    preferLog,
  });
}

/** Smallest and largest value; 0 and 0 for none. Loops, because a run can have too many to spread. */
function extent(values: readonly number[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

/** Powers of ten; with few of them, also what is between. */
function logTicks([low, high]: readonly [number, number]): number[] {
  const decades = Math.log10(high / low);
  const steps = decades < 1
    ? [1, 1.5, 2, 3, 5, 7]
    : decades < 2.2
    ? [1, 2, 5]
    : [1];
  const every = Math.ceil(decades / 7);
  const ticks: number[] = [];
  for (
    let power = Math.floor(Math.log10(low));
    power <= Math.log10(high);
    power++
  ) {
    if (power % every !== 0) continue;
    for (const step of steps) {
      // 10 ** -2 times 3 is not quite 0.03
      const tick = Number(`${step}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}
