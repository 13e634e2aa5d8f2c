/**
 * One experiment: its question, conditions, invariants, charts, tables, evidence and
 * warnings.
 *
 * @module
 */

import { type Comparison, isToldApart } from "../../analysis/comparison.ts";
import type { RunWarning } from "../../analysis/run_warning.ts";
import type { Summary } from "../../analysis/summarize.ts";
import {
  counted,
  factorWords,
  grouped,
  levelText,
  metricWords,
} from "../../analysis/words.ts";
import type { ManifestExperiment } from "../../experiment/manifest.ts";
import type { TrialHead } from "../trial_columns.ts";
import type { Chart } from "./chart.ts";
import { chartFigure } from "./chart_figure.ts";
import { comparisonTable } from "./comparison_table.ts";
import { conditionsOf, type PageCondition } from "./conditions.ts";
import { evidenceTable, medianTable } from "./condition_tables.ts";
import { type Html, markup } from "./markup.ts";
import { measuredBlocks } from "./overview.ts";
import type { RunCharts } from "./run_charts.ts";
import { badge, folded } from "./tables.ts";
import { traceFigures } from "./trace_figures.ts";
import type { TracedTrial } from "./traced_trials.ts";
import { effectSentence, type FactorsOf } from "./verdict_words.ts";

/** Rows of a table that is not folded away. */
const SHORT_TABLE = 6;

/** An experiment's part of the page. */
export interface ExperimentParts {
  /** What the manifest says of it. */
  experiment: ManifestExperiment;
  /** Its place in the page. */
  anchor: string;
  /** Its trials, with the warm-up block and failed ones. */
  trials: readonly TrialHead[];
  /** Its summaries. */
  summaries: readonly Summary[];
  /** Its comparisons. */
  comparisons: readonly Comparison[];
  /** What is doubtful about its figures. */
  warnings: readonly RunWarning[];
  /** Levels of its conditions. */
  factorsOf: FactorsOf;
  /** The run's charts. */
  charts: RunCharts;
  /** Its trials whose packets are drawn. */
  traces: readonly TracedTrial[];
}

/**
 * Makes the section.
 *
 * @param parts See {@linkcode ExperimentParts}.
 */
export async function experimentSection(
  parts: ExperimentParts,
): Promise<Html> {
  const { experiment, anchor, trials, summaries, comparisons, warnings } =
    parts;
  const measured = trials.filter(({ warm_up, error }) =>
    !warm_up && error === undefined
  );
  const conditions = conditionsOf(measured, experiment.factors);
  const charts = experiment.status === "skipped" && trials.length === 0
    ? []
    : parts.charts.of(experiment.name, {
      conditions,
      trials: measured,
      summaries,
    });
  const metrics = wantedMetrics(experiment, comparisons);
  const shown = summaries.filter(({ metric }) =>
    metrics.size === 0 || metrics.has(metric)
  );
  return markup`<section class="experiment" id="${anchor}"
      aria-labelledby="${anchor}-heading">
<h3 id="${anchor}-heading">${experiment.name}</h3>
<p class="question">${experiment.question}</p>
${state(experiment)}
${conditionsPart(experiment, conditions, measuredBlocks(trials))}
${invariantsPart(experiment)}
${warningsPart(warnings)}
${await chartsPart(charts, anchor)}
${await traceFigures(parts.traces, anchor)}
${
    comparisons.length === 0
      ? undefined
      : markup`${aaPart(comparisons)}${
        folded(
          `Comparisons of ${experiment.name} (${comparisons.length})`,
          comparisonTable(experiment.name, comparisons, parts.factorsOf),
          comparisons.length > SHORT_TABLE,
        )
      }`
  }
${
    shown.length === 0 ? undefined : folded(
      `Medians of ${experiment.name} (${
        counted(conditions.length, "condition")
      })`,
      medianTable(experiment.name, conditions, shown),
      conditions.length > SHORT_TABLE,
    )
  }
${evidencePart(experiment.name, conditions, summaries)}</section>`;
}

/** What the experiment draws or compares is what its table shows. */
function wantedMetrics(
  { charts = [] }: ManifestExperiment,
  comparisons: readonly Comparison[],
): Set<string> {
  return new Set([
    ...charts.flatMap((plan) => "metric" in plan ? plan.metric : []),
    ...comparisons.map(({ metric }) => metric),
  ]);
}

/** Anything but a plain end. */
function state(
  { status, skipped, skipped_in_part: part, precision }: ManifestExperiment,
): Html {
  return markup`${
    skipped === undefined || status !== "skipped"
      ? undefined
      : markup`<p>It was skipped: ${skipped.reason}. To help: ${skipped.remedy}</p>`
  }${
    part === undefined
      ? undefined
      : markup`<p>A part was skipped: ${part.reason}. To help: ${part.remedy}</p>`
  }${
    status === "running"
      ? markup`<p>It did not come to its end: the run was interrupted, or goes on.</p>`
      : undefined
  }${precision === undefined ? undefined : precisionPart(precision)}`;
}

function precisionPart(
  { asked_ratio, reached, ended_by, not_reached }: NonNullable<
    ManifestExperiment["precision"]
  >,
): Html {
  const asked = `intervals within ±${Number((asked_ratio * 100).toFixed(2))}%`;
  if (reached) {
    return markup`<p>It went on until it had ${asked}, and reached that.</p>`;
  }
  return markup`<p>It was to go on until it had ${asked}; the ${ended_by} ended it before.${
    not_reached.length > 0 ? " Wider are:" : ""
  }</p>
<ul>${
    not_reached.slice(0, 5).map(({ what, metric, half_width_ratio: half }) =>
      markup`<li>${what}, ${metricWords(metric)}: ${
        typeof half === "number"
          ? `±${(half * 100).toPrecision(2)}%`
          : "no interval"
      }</li>`
    )
  }${
    not_reached.length > 5
      ? markup`<li>and ${grouped(not_reached.length - 5)} more</li>`
      : undefined
  }</ul>`;
}

function conditionsPart(
  { factors, seconds }: ManifestExperiment,
  conditions: readonly PageCondition[],
  blocks: number,
): Html {
  const names = Object.entries(factors);
  const size = `${counted(conditions.length, "condition")}${
    blocks > 0 ? ` in ${counted(blocks, "measured block")}` : ""
  }${seconds === undefined ? "" : `, ${grouped(Math.round(seconds))} s`}.`;
  return markup`<p>${size}</p>
${
    names.length === 0
      ? undefined
      : markup`<dl class="factors">${
        names.map(([name, levels]) =>
          markup`<div>
<dt>${factorWords(name)}</dt>
<dd>${
            levels.map((level) => levelText(name, level)).join(
              " · ",
            )
          }</dd>
</div>`
        )
      }</dl>`
  }`;
}

function invariantsPart({ assertions }: ManifestExperiment): Html | undefined {
  if (assertions.length === 0) return undefined;
  const broken = assertions.filter(({ held }) => !held);
  const list = markup`<ul class="plain">${
    assertions.toSorted((a, b) => Number(a.held) - Number(b.held)).map((
      { name, held, detail },
    ) =>
      markup`<li>${badge(held ? "held" : "did not hold")} ${name}${
        detail === undefined || detail === "" ? undefined : markup`: ${detail}`
      }</li>`
    )
  }</ul>`;
  return folded(
    `${assertions.length - broken.length} of ${
      counted(assertions.length, "assertion")
    } held`,
    list,
    broken.length === 0,
  );
}

function warningsPart(warnings: readonly RunWarning[]): Html | undefined {
  if (warnings.length === 0) return undefined;
  const list = markup`<ul class="warnings">${
    warnings.map(({ text, remedy }) =>
      markup`<li>${text} <em>${remedy}</em></li>`
    )
  }</ul>`;
  return folded(
    counted(warnings.length, "warning"),
    list,
    warnings.length > 3,
  );
}

async function chartsPart(
  charts: { kind: string; chart: Chart }[],
  anchor: string,
): Promise<Html | undefined> {
  if (charts.length === 0) return undefined;
  const figures: Html[] = [];
  for (const [index, { kind, chart }] of charts.entries()) {
    figures.push(
      await chartFigure(chart, { id: `${anchor}-chart-${index + 1}`, kind }),
    );
  }
  return markup`<div class="charts">${figures}</div>`;
}

function aaPart(comparisons: readonly Comparison[]): Html {
  return markup`${
    comparisons.filter(({ sameCondition }) => sameCondition).map((comparison) =>
      markup`<p>A/A: <code>${comparison.baseline}</code> was measured twice in every block. ${
        isToldApart(comparison)
          ? markup`${
            badge(
              "false alarm",
            )
          } The two were told apart, and should not have been: `
          : "The two were not told apart, as it should be: "
      }${effectSentence(comparison)}.</p>`
    )
  }`;
}

function evidencePart(
  name: string,
  conditions: readonly PageCondition[],
  summaries: readonly Summary[],
): Html | undefined {
  const table = evidenceTable(name, conditions, summaries);
  return table === undefined
    ? undefined
    : folded(`Evidence of ${name}: what the kernel counted`, table);
}
