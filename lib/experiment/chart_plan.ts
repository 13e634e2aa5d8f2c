/**
 * What an experiment wants drawn, as data: it goes into the manifest, so that the pictures
 * can be made at any time from a run's files alone.
 *
 * @module
 */

import type { MetricName } from "./metric.ts";
import type { Factors } from "./record.ts";

/** One picture. */
export type ChartPlan =
  & {
    /** Levels that conditions must have to be in it. */
    where?: Factors;
  }
  & (
    | {
      /** Every trial as a point, with the median and its interval, a line per condition. */
      kind: "trials";
      /** What is drawn. */
      metric: MetricName;
    }
    | {
      /** Medians with their intervals over a factor that is a number, both axes logarithmic. */
      kind: "curve";
      /** What is drawn. */
      metric: MetricName;
      /** The factor along the axis. */
      over: string;
    }
    | {
      /** The empirical distribution of the request–response times, a step line per level. */
      kind: "exchanges";
      /** The factor whose levels are told apart. */
      by: string;
    }
    | {
      /** Where in the book the lost bytes were, a strip per trial. */
      kind: "lost-bytes";
    }
    | {
      /** Client ports in the order in which the connections were made. */
      kind: "ports";
    }
    | {
      /** How far each client of a trial was at which time. */
      kind: "progress";
    }
  );
