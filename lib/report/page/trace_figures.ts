/**
 * The traced trials of an experiment: a diagram of each, and where its captures are.
 *
 * @module
 */

import { factorsText } from "../../analysis/words.ts";
import { TRACE_ENDINGS } from "../../link/trace_files.ts";
import { type Chart, emptyChart } from "./chart.ts";
import { chartFigure } from "./chart_figure.ts";
import { isForLadder, mainConversation } from "./conversation.ts";
import { type Html, markup } from "./markup.ts";
import { packetLadderChart } from "./packet_ladder_chart.ts";
import { timeSequenceChart } from "./time_sequence_chart.ts";
import type { TracedTrial } from "./traced_trials.ts";
import { shortened } from "./words.ts";

/** Characters of a link's description. */
const MOST_LINK_CHARACTERS = 120;

/**
 * Makes the figures.
 *
 * @param traces What is drawn.
 * @param anchor The experiment's place in the page.
 * @returns Nothing where there is nothing.
 */
export async function traceFigures(
  traces: readonly TracedTrial[],
  anchor: string,
): Promise<Html | undefined> {
  if (traces.length === 0) return undefined;
  const figures: Html[] = [];
  for (const [index, traced] of traces.entries()) {
    const { kind, chart } = traceChart(traced);
    figures.push(
      markup`<div>${await chartFigure(chart, {
        id: `${anchor}-trace-${index + 1}`,
        kind,
      })}
${captureLinks(traced)}</div>`,
    );
  }
  return markup`<h4>Packet by packet</h4>
<div class="charts">${figures}</div>`;
}

/**
 * The diagram that suits a trace.
 *
 * @param traced The traced trial.
 * @returns The chart and its kind.
 */
export function traceChart(
  { trial, packets, isCut, problem }: TracedTrial,
): { kind: "packet-ladder" | "time-sequence"; chart: Chart } {
  const levels = factorsText(trial.factors) || trial.condition;
  const title = `Packets of trial ${trial.trial} (${levels})`;
  const conversation = mainConversation(packets);
  if (conversation === undefined) {
    const reason = problem === ""
      ? "The trace has no packet of TCP or UDP."
      : problem;
    return { kind: "time-sequence", chart: emptyChart(title, reason) };
  }
  const isLadder = isForLadder(conversation);
  const chart = (isLadder ? packetLadderChart : timeSequenceChart)(
    title,
    conversation,
  );
  return {
    kind: isLadder ? "packet-ladder" : "time-sequence",
    chart: {
      ...chart,
      notes: [
        `Link: ${shortened(String(trial.link), MOST_LINK_CHARACTERS)}.`,
        ...chart.notes,
        ...(isCut ? ["Only the beginning of the trace was read."] : []),
      ],
    },
  };
}

function captureLinks({ base }: TracedTrial): Html | undefined {
  if (base === "") return undefined;
  const link = (ending: string, text: string) =>
    markup`<a href="${base}${ending}">${text}</a>`;
  return markup`<p class="notes">Captures: ${
    link(TRACE_ENDINGS.server, "at the server")
  }, ${link(TRACE_ENDINGS.client, "at the client")}; ${
    link(TRACE_ENDINGS.packets, "all packets (CSV)")
  }. To read one, in the run’s folder: <code>tshark -r ${base}${TRACE_ENDINGS.server}</code></p>`;
}
