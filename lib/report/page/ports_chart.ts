/**
 * Client ports in the order in which the connections were made.
 *
 * @module
 */

import { counted } from "../../analysis/words.ts";
import type { ChartPlan } from "../../experiment/chart_plan.ts";
import type { PortRow, TrialRecord } from "../../experiment/record.ts";
import { titleAbove } from "./axes.ts";
import { type Chart, emptyChart, firstTrialNote, titleWhere } from "./chart.ts";
import type { ChartContext, Collector } from "./chart_context.ts";
import { conditionsWhere } from "./conditions.ts";
import { evenly } from "./sample.ts";
import { seriesColour, seriesShape } from "./series.ts";

/** Connections that are drawn of one transport. */
const MOST_CONNECTIONS = 400;

/** Keeps the ports of one trial per condition: those of several would lie over each other. */
export class Ports implements Collector<TrialRecord> {
  /** By the condition's key: the first trial's pairs, and how many trials there are. */
  readonly byCondition = new Map<
    string,
    { trial: number; ports: readonly PortRow[]; trials: number }
  >();

  /**
   * Keeps a record's ports.
   *
   * @param record A measured trial.
   */
  add({ condition, trial, ports = [] }: TrialRecord): void {
    if (ports.length === 0) return;
    this.byCondition.getOrInsertComputed(
      condition,
      () => ({ trial, ports, trials: 0 }),
    ).trials++;
  }
}

/**
 * Makes the chart.
 *
 * @param plan What the experiment wants.
 * @param collected The ports.
 * @param context The experiment's figures.
 */
export function portsChart(
  { where }: Extract<ChartPlan, { kind: "ports" }>,
  { byCondition }: Ports,
  { conditions }: ChartContext,
): Chart {
  const title = titleWhere("Client ports, connection by connection", where);
  const trials = conditionsWhere(conditions, where).flatMap(({ key }) =>
    byCondition.has(key) ? [{ key, ...byCondition.get(key)! }] : []
  );
  const points = trials.flatMap(({ key, trial, ports }) =>
    evenly(ports, MOST_CONNECTIONS).map((row) => ({ key, trial, ...row }))
  ).filter(({ sequence, client_port }) =>
    Number.isFinite(sequence) && Number.isFinite(client_port)
  );
  if (points.length === 0) {
    return emptyChart(title, "No measured trial lists its ports.");
  }
  const transports = [...new Set(points.map(({ transport }) => transport))];
  const lowest = Math.min(...points.map(({ client_port }) => client_port));
  const highest = Math.max(...points.map(({ client_port }) => client_port));
  const room = Math.max(1, (highest - lowest) * 0.04);
  const margin = { left: 62, right: 24, top: 32, bottom: 46 };
  return {
    title,
    description: transports.map((transport) => {
      const ports = points.filter((point) => point.transport === transport)
        .map(({ client_port }) => client_port);
      return `${transport.toUpperCase()}: ${
        counted(ports.length, "connection")
      }, client ports ${Math.min(...ports)} to ${Math.max(...ports)}.`;
    }).join(" "),
    notes: [
      "A point is a connection: the port that the kernel gave to its client.",
      ...firstTrialNote(trials),
    ],
    key: transports.map((transport, series) => ({
      series,
      text: transport.toUpperCase(),
    })),
    drawing: {
      margin,
      height: 230,
      layers: transports.map((transport, series) => ({
        data: {
          values: points.filter((point) => point.transport === transport)
            .map(({ sequence, client_port }) => ({
              sequence: sequence + 1,
              port: client_port,
            })),
        },
        mark: {
          type: "point",
          filled: true,
          shape: seriesShape(series),
          size: 18,
          opacity: 0.8,
          color: seriesColour(series),
        },
        encoding: {
          x: {
            field: "sequence",
            type: "quantitative",
            scale: { round: true, zero: false },
            axis: { title: "Connection", tickCount: 6, grid: false },
          },
          y: {
            field: "port",
            type: "quantitative",
            scale: {
              domain: [lowest - room, highest + room],
              zero: false,
              round: true,
            },
            // ports are names: no separators
            axis: {
              title: "Client port",
              ...titleAbove(margin.left),
              format: "d",
              tickCount: 6,
            },
          },
        },
      })),
    },
    data: {
      columns: ["condition", "trial", "transport", "sequence", "client_port"],
      rows: points.map(({ key, trial, transport, sequence, client_port }) => [
        key,
        trial,
        transport,
        sequence,
        client_port,
      ]),
    },
  };
}
