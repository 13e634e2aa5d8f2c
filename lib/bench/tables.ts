/**
 * What the benchmark prints: a table for each part, and the table of goals.
 *
 * @module
 */

import { describe } from "../statistics/describe.ts";
import type { MedianInterval } from "../statistics/median_interval.ts";
import { figure, type Scale, scaleFor } from "../analysis/figure.ts";
import type { Judgement } from "./goal.ts";
import { pairedRatios, type Sample } from "./sample.ts";
import { textTable } from "../report/text_table.ts";

/** The contender that every table of a part compares with the others. */
const SUBJECT = "libc";

/** Ratios and counts are printed as they are. */
const PLAIN: Scale = { divisor: 1, label: "" };

/**
 * The table of one part.
 *
 * @param samples Samples of that part.
 * @returns Its lines; says so where nothing was measured.
 */
export function partTable(samples: readonly Sample[]): string {
  const groups = Map.groupBy(
    samples.filter((sample) => !sample.warm_up),
    ({ condition, metric, contender }) =>
      JSON.stringify([condition, metric, contender]),
  );
  if (groups.size === 0) return "nothing was measured";
  const rows = [...groups.values()].toSorted(inOrder).map((group) => {
    const [{ condition, metric, contender, unit }] = group as [Sample];
    const { median, interval, n } = describe(group.map(({ value }) => value));
    const scale = scaleFor(median, unit);
    const ratios = contender === SUBJECT
      ? []
      : pairedRatios(samples, { ...group[0]!, contender: SUBJECT }, contender);
    return [
      condition,
      metric,
      contender,
      withUnit(figure(median, scale), scale),
      intervalText(interval, scale),
      String(n),
      ratios.length === 0 ? "" : figure(describe(ratios).median, PLAIN),
    ];
  });
  return textTable(rows, {
    header: [
      "condition",
      "metric",
      "contender",
      "median",
      "95% interval",
      "n",
      `${SUBJECT} / it`,
    ],
    textColumns: 3,
  });
}

/** Conditions and metrics in the order of their first samples, contenders by their medians. */
function inOrder(one: Sample[], other: Sample[]): number {
  const [a, b] = [one[0]!, other[0]!];
  return natural(a.condition, b.condition) || natural(a.metric, b.metric) ||
    describe(other.map(({ value }) => value)).median -
      describe(one.map(({ value }) => value)).median;
}

/** Order of texts in which 2 comes before 10. */
function natural(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

/**
 * The table of goals.
 *
 * @param judgements What became of them.
 * @returns Its lines.
 */
export function goalTable(judgements: readonly Judgement[]): string {
  const rows = judgements.map(
    ({ goal, n, unit, median, interval, met, certain }) => {
      const scale = scaleFor(goal.bound, unit);
      const subject = goal.peer === undefined
        ? `${goal.contender}: ${goal.metric}`
        : `${goal.contender} / ${goal.peer}`;
      return [
        goal.part,
        goal.condition,
        subject,
        `${goal.direction} ${
          withUnit(String(goal.bound / scale.divisor), scale)
        }`,
        median === undefined ? "" : figure(median, scale),
        median === undefined ? "" : intervalText(interval, scale),
        String(n),
        met === undefined
          ? "not measured"
          : `${met ? "met" : "NOT MET"}${certain ? "" : ", not certain"}`,
      ];
    },
  );
  return textTable(rows, {
    header: [
      "part",
      "condition",
      "what",
      "goal",
      "median",
      "95% interval",
      "n",
      "verdict",
    ],
    textColumns: 4,
  });
}

function withUnit(text: string, { label }: Scale): string {
  return label === "" ? text : `${text} ${label}`;
}

function intervalText(
  interval: MedianInterval | undefined,
  scale: Scale,
): string {
  if (interval === undefined) return "n too small";
  const coverage = interval.method === "extremes"
    ? ` (${interval.coverage * 100}%)`
    : "";
  return `${figure(interval.low, scale)} to ${
    withUnit(figure(interval.high, scale), scale)
  }${coverage}`;
}
