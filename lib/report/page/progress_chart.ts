/**
 * How far each client of a trial was at which time: how they get on against each other.
 *
 * @module
 */

import { counted, factorsText, metricFigure } from "../../analysis/words.ts";
import type { ChartPlan } from "../../experiment/chart_plan.ts";
import type { TransferRecord, TrialRecord } from "../../experiment/record.ts";
import { figureAxis, titleAbove } from "./axes.ts";
import { type Chart, emptyChart, firstTrialNote, titleWhere } from "./chart.ts";
import type { ChartContext, Collector } from "./chart_context.ts";
import { conditionsWhere } from "./conditions.ts";
import { evenly } from "./sample.ts";
import { seriesColour, seriesDash } from "./series.ts";

/** Points of one client's line. */
const MOST_POINTS = 60;

/** Where a client was. */
interface ProgressPoint {
  seconds: number;
  bytes: number;
}

/** One client of a trial. */
interface ClientProgress {
  client: number;
  transport: string;
  points: ProgressPoint[];
}

/** Keeps the clients of one trial per condition: lines of several would lie over each other. */
export class Progress implements Collector<TrialRecord> {
  /** By the condition's key: the first trial's clients, and how many trials there are. */
  readonly byCondition = new Map<
    string,
    { trial: number; clients: readonly ClientProgress[]; trials: number }
  >();

  /**
   * Keeps a record's clients.
   *
   * @param record A measured trial.
   */
  add({ condition, trial, transfers }: TrialRecord): void {
    if (transfers.length === 0) return;
    this.byCondition.getOrInsertComputed(
      condition,
      () => ({ trial, clients: clientsOf(transfers), trials: 0 }),
    ).trials++;
  }
}

/** Each client's way, in seconds since the first client's start. */
function clientsOf(transfers: readonly TransferRecord[]): ClientProgress[] {
  const firstStart = Math.min(
    ...transfers.map(({ started_at_ms }) => started_at_ms),
  );
  return transfers.map((transfer, client) => {
    const start = (transfer.started_at_ms - firstStart) / 1000;
    const { progress = [], first_byte_seconds: first, time_seconds: end } =
      transfer;
    // what is missing before a place counts as passed, also at the end
    const bytes = Math.max(transfer.received_bytes, progress.at(-1)?.[1] ?? 0);
    const between = progress.filter(([seconds]) =>
      seconds > first && seconds < end
    );
    return {
      client,
      transport: transfer.transport,
      points: [
        [0, 0] as const,
        [first, 0] as const,
        ...evenly(between, MOST_POINTS),
        [end, bytes] as const,
      ]
        .map(([seconds, bytes]) => ({ seconds: start + seconds, bytes }))
        .filter(({ seconds, bytes }) =>
          Number.isFinite(seconds) && Number.isFinite(bytes)
        ),
    };
  });
}

/**
 * Makes the chart.
 *
 * @param plan What the experiment wants.
 * @param progress The clients' ways.
 * @param context The experiment's figures.
 */
export function progressChart(
  { where }: Extract<ChartPlan, { kind: "progress" }>,
  { byCondition }: Progress,
  { conditions }: ChartContext,
): Chart {
  const title = titleWhere("Clients' progress against each other", where);
  const trials = conditionsWhere(conditions, where).flatMap((condition) =>
    byCondition.has(condition.key) && condition.twinOf === undefined
      ? [{ condition, ...byCondition.get(condition.key)! }]
      : []
  );
  const ways = trials.flatMap(({ condition, trial, clients }) =>
    clients.map((client) => ({ condition: condition.key, trial, ...client }))
  );
  if (ways.length === 0) return emptyChart(title, "No trial has transfers.");
  const transports = [...new Set(ways.map(({ transport }) => transport))];
  const points = ways.flatMap(({ points }) => points);
  const x = figureAxis({
    title: "time since the first client's start",
    unit: "seconds",
    values: [0, ...points.map(({ seconds }) => seconds)],
  });
  const y = figureAxis({
    title: "place in the book",
    unit: "bytes",
    values: [0, ...points.map(({ bytes }) => bytes)],
  });
  const margin = { left: 62, right: 24, top: 32, bottom: 46 };
  return {
    title,
    description: trials.map(({ condition, clients }) => {
      const ends = clients.map(({ points }) => points.at(-1)!.seconds);
      const [first, last] = [Math.min(...ends), Math.max(...ends)].map((end) =>
        metricFigure("time_seconds", end)
      );
      const end = ends.length === 1
        ? `has its last byte after ${last}`
        : `have their last bytes after ${first} to ${last}`;
      return `${factorsText(condition.factors) || condition.key}: ${
        counted(clients.length, "client")
      } ${end}.`;
    }).join(" "),
    notes: [
      "A line is a client, from its start over its first byte to its last byte; bytes that are missing count as passed.",
      ...firstTrialNote(trials),
    ],
    key: transports.map((transport, series) => ({
      series,
      text: transport.toUpperCase(),
      isLine: true,
    })),
    drawing: {
      margin,
      height: 230,
      layers: transports.map((transport, series) => ({
        data: {
          values: ways.flatMap((way, line) =>
            way.transport !== transport
              ? []
              : way.points.map(({ seconds, bytes }) => ({
                line,
                seconds: x.of(seconds),
                bytes: y.of(bytes),
              }))
          ),
        },
        mark: {
          type: "line",
          color: seriesColour(series),
          strokeDash: seriesDash(series),
          strokeWidth: 1.6,
        },
        encoding: {
          x: {
            field: "seconds",
            type: "quantitative",
            scale: x.scale,
            axis: x.axis,
          },
          y: {
            field: "bytes",
            type: "quantitative",
            scale: y.scale,
            axis: { ...y.axis, ...titleAbove(margin.left) },
          },
          detail: { field: "line", type: "nominal" },
        },
      })),
    },
    data: {
      columns: [
        "condition",
        "trial",
        "client",
        "transport",
        "seconds",
        "bytes",
      ],
      rows: ways.flatMap(({ condition, trial, client, transport, points }) =>
        points.map(({ seconds, bytes }) => [
          condition,
          trial,
          client,
          transport,
          seconds,
          bytes,
        ])
      ),
    },
  };
}
