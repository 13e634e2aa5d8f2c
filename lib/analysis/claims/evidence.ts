/**
 * Sentences about why something is so, filled with figures of the records.
 *
 * A place for a figure is `{metric: levels}` or `{experiment/metric: levels}`, with
 * levels as in a condition's key: `{server_data_segments_out: workload=download
 * bufferBytes=32 noDelay=both}`. It becomes the median with its unit. A sentence with a
 * place that cannot be filled is left out, for instance where a system other than Linux
 * does not tell.
 *
 * @module
 */

import type { MetricName } from "../../experiment/metric.ts";
import { metricFigure } from "../words.ts";
import type { Findings } from "./judgement.ts";

/** A place for a figure. */
export interface FigurePlace {
  /** Name of the experiment. */
  experiment: string;
  /** The metric whose median goes there. */
  metric: MetricName;
  /** Levels as they stand in a condition's key, such as `bufferBytes=32`. */
  levels: string[];
}

const PLACE = /\{(?:(\w+)\/)?(\w+): ([^}]+)\}/g;

/**
 * The places of a sentence.
 *
 * @param sentence The sentence.
 * @param experiment The claim's experiment.
 * @returns Its places in order.
 */
export function placesOf(sentence: string, experiment: string): FigurePlace[] {
  return [...sentence.matchAll(PLACE)].map(([, other, metric, levels]) => ({
    experiment: other ?? experiment,
    metric: metric as MetricName,
    // a level may have spaces in it, so only those before the next factor count
    levels: levels!.split(/ (?=\w+=)/),
  }));
}

/**
 * Fills sentences with figures.
 *
 * @param sentences Sentences with places.
 * @param findings What the run has found.
 * @param experiment The claim's experiment.
 * @returns Those that could be filled, one after the other; empty if none could.
 */
export function evidenceText(
  sentences: readonly string[],
  findings: Findings,
  experiment: string,
): string {
  return sentences.flatMap((sentence) => {
    const figures = placesOf(sentence, experiment).map((place) =>
      figureOf(place, findings)
    );
    if (figures.includes(undefined)) return [];
    return [sentence.replaceAll(PLACE, () => figures.shift()!)];
  }).join(" ");
}

function figureOf(
  { experiment, metric, levels }: FigurePlace,
  { summaries }: Findings,
): string | undefined {
  const found = summaries.filter((summary) =>
    summary.experiment === experiment && summary.metric === metric &&
    summary.twinOf === undefined &&
    levels.every((level) =>
      Object.entries(summary.factors).some(([factor, value]) =>
        `${factor}=${value}` === level
      )
    )
  );
  // more than one would be a figure of nobody knows which condition
  return found.length === 1
    ? metricFigure(metric, found[0]!.description.median)
    : undefined;
}
