/**
 * Tables with a row per condition: medians, and the kernel's counts as evidence.
 *
 * @module
 */

import type { Summary } from "../../analysis/summarize.ts";
import {
  factorsText,
  grouped,
  metricFigure,
  metricWords,
} from "../../analysis/words.ts";
import {
  metricDefinition,
  type MetricName,
  METRICS,
} from "../../experiment/metric.ts";
import type { PageCondition } from "./conditions.ts";
import { type Html, markup } from "./markup.ts";
import { type PageColumn, pageTable } from "./tables.ts";
import { medianText } from "./words.ts";

/** What explains a figure, rather than being one that somebody asked for. */
const EVIDENCE: readonly MetricName[] = [
  "server_data_segments_out",
  "client_segments_out",
  "server_retransmitted_segments",
  "retransmitted_segments",
  "delayed_acks",
  "pure_acks",
  "auto_corked_writes",
  "server_receive_window_limited_seconds",
  "server_send_buffer_limited_seconds",
  "datagrams_sent",
  "datagrams_dropped_at_receiver",
  "datagrams_lost_on_the_way",
  "drops_unexplained",
  "datagrams_truncated",
  "bytes_truncated",
  "udp_receive_buffer_errors",
  "udp_no_ports",
];

/**
 * The table of medians.
 *
 * @param experiment Name of the experiment.
 * @param conditions Its conditions in order.
 * @param summaries The summaries that are shown.
 */
export function medianTable(
  experiment: string,
  conditions: readonly PageCondition[],
  summaries: readonly Summary[],
): Html {
  const found = lookUp(summaries);
  const metrics = (Object.keys(METRICS) as MetricName[]).filter((metric) =>
    summaries.some((summary) => summary.metric === metric)
  );
  return markup`${
    pageTable<PageCondition>(`Medians of ${experiment}`, [
      CONDITION,
      {
        header: "Trials",
        isText: false,
        cell: ({ key }) =>
          grouped(
            metrics.reduce(
              (most, metric) =>
                Math.max(most, found(key, metric)?.description.n ?? 0),
              0,
            ),
          ),
      },
      ...metrics.map((metric): PageColumn<PageCondition> => ({
        header: metricWords(metric),
        isText: false,
        cell: ({ key }) => {
          const summary = found(key, metric);
          return summary && medianText(metric, summary.description);
        },
      })),
    ], conditions)
  }<p
      class="notes">In brackets: the 95% interval of the median; there is none below five trials. Every metric of every condition is in <code>summary.csv</code>.</p>`;
}

/**
 * The table of the kernel's counts.
 *
 * @param experiment Name of the experiment.
 * @param conditions Its conditions in order.
 * @param summaries All of its summaries.
 * @returns The table; nothing where nothing was counted.
 */
export function evidenceTable(
  experiment: string,
  conditions: readonly PageCondition[],
  summaries: readonly Summary[],
): Html | undefined {
  const found = lookUp(summaries);
  const counted = EVIDENCE.filter((metric) =>
    summaries.some((summary) =>
      summary.metric === metric && summary.description.maximum > 0
    )
  );
  if (counted.length === 0) return undefined;
  return markup`${
    pageTable<PageCondition>(
      `What the kernel counted in ${experiment}: medians per trial`,
      [
        CONDITION,
        ...counted.map((metric): PageColumn<PageCondition> => ({
          header: metricWords(metric),
          isText: false,
          cell: ({ key }) => {
            const summary = found(key, metric);
            return summary && metricFigure(metric, summary.description.median);
          },
        })),
      ],
      conditions,
    )
  }<dl class="notes">${
    counted.map((metric) =>
      markup`<div>
<dt>${metricWords(metric)}</dt>
<dd>${metricDefinition(metric).meaning}</dd>
</div>`
    )
  }</dl>`;
}

const CONDITION: PageColumn<PageCondition> = {
  header: "Condition",
  isText: true,
  cell: ({ key, factors, twinOf }) =>
    (factorsText(factors) || key) + (twinOf === undefined ? "" : " (again)"),
};

function lookUp(
  summaries: readonly Summary[],
): (condition: string, metric: MetricName) => Summary | undefined {
  const byKey = new Map(
    summaries.map((
      summary,
    ) => [`${summary.metric} ${summary.condition}`, summary]),
  );
  return (condition, metric) => byKey.get(`${metric} ${condition}`);
}
