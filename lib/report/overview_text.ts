/**
 * The run in a few lines for a terminal: what holds, what differs, what could not be told.
 *
 * @module
 */

import { counted, grouped, metricWords } from "../analysis/words.ts";
import type { PrecisionReached } from "../experiment/precision.ts";
import { oneLine } from "./one_line.ts";
import {
  claimsSentence,
  type Overview,
  overviewOf,
  type PageInput,
} from "./page/overview.ts";
import { levelsByExperiment } from "./page/report_page.ts";
import { comparedWords, effectSentence } from "./page/verdict_words.ts";

/** Lines of any list. */
const MOST_LINES = 15;

/**
 * Puts the run into words.
 *
 * @param input The run.
 * @returns Lines without a line end at the last one.
 */
export function overviewText(input: PageInput): string {
  const overview = overviewOf(input);
  const { analysis, description: { skipped } } = input;
  const factorsOf = levelsByExperiment(input);
  const held = overview.assertions - overview.broken.length;
  return [
    ...(overview.unfinished.length === 0
      ? []
      : [heading("Not finished", overview.unfinished.join(", "))]),
    heading(
      "Holds",
      overview.assertions === 0
        ? "nothing was asserted"
        : `${grouped(held)} of ${counted(overview.assertions, "assertion")}`,
    ),
    ...listed([
      ...overview.broken.map(({ experiment, name, detail }) =>
        `NOT ${experiment}: ${name}${detail && `. ${detail}`}`
      ),
      ...overview.failedTrials.map(({ experiment, trial, condition, error }) =>
        `FAILED ${experiment}, trial ${trial}, ${condition}: ${error ?? ""}`
      ),
    ]),
    heading(
      "Differs",
      overview.comparisons === 0
        ? "nothing was compared"
        : `${grouped(overview.different)} of ${
          counted(overview.comparisons, "comparison")
        }; ${grouped(overview.equivalent)} are equivalent. ` +
          (overview.striking.length > 0
            ? "The largest difference of each experiment:"
            : ""),
    ),
    ...listed(overview.striking.map((comparison) => {
      const { experiment } = comparison;
      const { change, common } = comparedWords(
        comparison,
        factorsOf.get(experiment) ?? new Map(),
      );
      return `${experiment}: ${change}${common && ` (${common})`}: ${
        effectSentence(comparison)
      }`;
    })),
    heading(
      "Cannot be told",
      `${
        counted(overview.inconclusive.length, "comparison")
      }. ${overview.wouldSettle}`,
    ),
    ...listed(sameConditionLines(overview)),
    ...overview.claims.map((counts, index) =>
      heading(index === 0 ? "Claims" : "", claimsSentence(counts))
    ),
    ...(analysis.warnings.length === 0 ? [] : [
      heading(
        "Doubts",
        `${counted(analysis.warnings.length, "warning")} about the figures:`,
      ),
      ...listed(
        analysis.warnings.map(({ experiment, text, remedy }) =>
          `${experiment}: ${text} ${shortRemedy(remedy)}`
        ),
      ),
    ]),
    ...notPrecise(input),
    ...(skipped.length === 0 ? [] : [
      heading("Skipped", counted(skipped.length, "experiment") + " or parts:"),
      ...listed(
        skipped.map(({ name, reason, remedy, inPart }) =>
          `${inPart ? "a part of " : ""}${name}: ${reason}${
            remedy && ` (to help: ${remedy})`
          }`
        ),
      ),
    ]),
  ].join("\n");
}

/** What was compared with itself, and how often that was a false alarm. */
function sameConditionLines(
  { sameConditions: { all, falseAlarms } }: Overview,
): string[] {
  return all === 0 ? [] : [
    `${counted(all, "condition")} compared with ${
      all === 1 ? "itself" : "themselves"
    } (A/A), told apart: ${grouped(falseAlarms.length)}`,
  ];
}

/** With `--until`: what it did not reach. */
function notPrecise({ description }: PageInput): string[] {
  const missed = description.experiments.flatMap(({ name, precision }) =>
    precision === undefined || precision.reached
      ? []
      : [`${name}: ${missedText(precision)}`]
  );
  return missed.length === 0
    ? []
    : [heading("Not as precise as asked for", ""), ...listed(missed)];
}

function missedText({ not_reached, ended_by }: PrecisionReached): string {
  const [widest] = not_reached;
  const example = widest === undefined
    ? ""
    : `, such as the ${metricWords(widest.metric)} of ${widest.what}`;
  return `${
    counted(not_reached.length, "interval")
  } still wider when its ${ended_by} ended it${example}`;
}

/** What would help, up to where the explanation begins; the page has all of it. */
function shortRemedy(remedy: string): string {
  return remedy.replace(/;.*/s, ".");
}

function heading(title: string, text: string): string {
  return `${title.padEnd(14)}  ${oneLine(text)}`.trimEnd();
}

function listed(lines: readonly string[]): string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) =>
    `  - ${oneLine(line)}`
  );
  const rest = lines.length - shown.length;
  return rest > 0 ? [...shown, `  - and ${grouped(rest)} more`] : shown;
}
