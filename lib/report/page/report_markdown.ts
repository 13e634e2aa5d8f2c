/**
 * `report.md`: the short form of a run for a comment on a pull request or the summary of a
 * job.
 *
 * @module
 */

import type { Comparison } from "../../analysis/comparison.ts";
import { counted, grouped, metricWords } from "../../analysis/words.ts";
import { escapeMarkdown } from "./markdown_text.ts";
import {
  claimsSentence,
  type Overview,
  overviewOf,
  type PageInput,
} from "./overview.ts";
import { levelsByExperiment } from "./report_page.ts";
import {
  comparedWords,
  effectFigure,
  effectInterval,
  type FactorsOf,
} from "./verdict_words.ts";
import { shortened } from "./words.ts";

/** Rows of the table of differences. */
const MOST_ROWS = 15;

/** Lines of any list. */
const MOST_LINES = 8;

/** Characters of a text that comes from a run: an error can be as long as it likes. */
const MOST_CHARACTERS = 300;

/**
 * Makes the short form.
 *
 * @param input The run.
 * @returns The text of a Markdown file.
 */
export function reportMarkdown(input: PageInput): string {
  const { description: { run, skipped }, analysis, fileWarnings } = input;
  const overview = overviewOf(input);
  const failures = [
    ...overview.broken.map(({ experiment, name, detail }) =>
      `${text(experiment)}: ${text(name)}${detail && `. ${text(detail)}`}`
    ),
    ...overview.failedTrials.map(({ experiment, trial, condition, error }) =>
      `${text(experiment)}, trial ${trial} (${text(condition)}): ${
        text(error ?? "")
      }`
    ),
  ];
  const warnings = analysis.warnings.length + fileWarnings.length;
  const lines = [
    `## transport-lab: run ${text(run)}`,
    "",
    text(overview.measured),
    "",
    ...(overview.unfinished.length === 0
      ? []
      : [`- **Not finished: ${overview.unfinished.map(text).join(", ")}.**`]),
    `- ${assertionsText(overview)}${
      failures.length === 0 ? "." : "; not held or not completed:"
    }`,
    ...listed(failures.map((failure) => `  - ${failure}`)),
    comparisonLine(overview),
    ...sameConditionLines(overview.sameConditions),
    ...overview.claims.map((counts) => `- ${text(claimsSentence(counts))}`),
    ...listed(
      skipped.map(({ name, reason, inPart }) =>
        `- Skipped${inPart ? " in part" : ""}: ${text(name)}, ${text(reason)}`
      ),
    ),
    ...(warnings === 0
      ? []
      : [`- ${counted(warnings, "warning")}; the page says what would help.`]),
    ...listed(traceLines(input)),
    "",
    ...strikingTable(overview.striking, levelsByExperiment(input)),
    "The whole page is `report.html` in the run’s folder; it opens without a network.",
  ];
  return lines.join("\n") + "\n";
}

/** What was traced, and how it is read. */
function traceLines({ trials, traces }: PageInput): string[] {
  const traced = trials.filter(({ trace }) => trace !== undefined).length;
  if (traced === 0) return [];
  return [
    `- Packets of ${counted(traced, "trial")} were traced; the page draws ${
      grouped(traces.filter(({ problem }) => problem === "").length)
    } of them. The captures of these open in Wireshark and tshark:`,
    ...traces.filter(({ base }) => base !== "").map(({ trial, base }) =>
      `  - ${text(trial.experiment)}, trial ${trial.trial} (${
        text(trial.condition)
      }): ${text(`${base}.{server,client}.pcapng`)}`
    ),
  ];
}

function assertionsText({ assertions, broken }: Overview): string {
  if (assertions === 0) return "Nothing was asserted";
  return `**${grouped(assertions - broken.length)} of ${
    counted(assertions, "assertion")
  } held**`;
}

function comparisonLine(
  { different, equivalent, inconclusive, comparisons, wouldSettle }: Overview,
): string {
  if (comparisons === 0) return "- Nothing was compared.";
  return `- **${grouped(different)} of ${
    counted(comparisons, "comparison")
  } told a difference**, ${
    grouped(equivalent)
  } that there is none worth speaking of, ${
    grouped(inconclusive.length)
  } could not tell. ${wouldSettle}`.trimEnd();
}

function sameConditionLines(
  { all, falseAlarms }: { all: number; falseAlarms: readonly Comparison[] },
): string[] {
  if (all === 0) return [];
  return [
    `- A/A: ${counted(all, "condition")} measured twice, ${
      falseAlarms.length === 0
        ? "no false alarm."
        : `${counted(falseAlarms.length, "false alarm")}: ${
          falseAlarms.map(({ experiment }) => text(experiment)).join(", ")
        }.`
    }`,
  ];
}

function strikingTable(
  striking: readonly Comparison[],
  factorsOf: ReadonlyMap<string, FactorsOf>,
): string[] {
  if (striking.length === 0) return [];
  const rows = striking.slice(0, MOST_ROWS).map((comparison) => {
    const { experiment, metric, verdict, estimate } = comparison;
    const { change, common } = comparedWords(
      comparison,
      factorsOf.get(experiment) ?? new Map(),
    );
    return [
      text(experiment),
      text(common === "" ? change : `${change}; ${common}`),
      text(metricWords(metric)),
      verdict,
      estimate === undefined ? "" : text(effectFigure(comparison, estimate)),
      text(effectInterval(comparison)),
    ];
  });
  return [
    "| experiment | what was changed | metric | verdict | ratio or difference | 95% interval |",
    "| --- | --- | --- | --- | ---: | ---: |",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
    "",
    ...(striking.length > MOST_ROWS
      ? [`${striking.length - MOST_ROWS} more are in the page.`, ""]
      : []),
  ];
}

/** A list that cannot flood the page. */
function listed(lines: readonly string[]): string[] {
  const rest = lines.length - MOST_LINES;
  return rest <= 0
    ? [...lines]
    : [...lines.slice(0, MOST_LINES), `  - and ${grouped(rest)} more`];
}

function text(value: string): string {
  return escapeMarkdown(shortened(value, MOST_CHARACTERS));
}
