/**
 * The gate's judgement for a person.
 *
 * @module
 */

import type { Finding, Outcome } from "./finding.ts";
import type { GateResult } from "./gate.ts";
import { oneLine } from "../one_line.ts";

/** What the gate says in the end. */
export interface GateVerdict {
  /** Exit status: 0 nothing regressed, 1 something did, 2 it cannot be compared. */
  status: 0 | 1 | 2;
  /** The same in words. */
  text: string;
}

/** More lines of one kind are only counted. */
const MOST_LINES = 20;

/** So few that share a reason are named; more are counted. */
const MOST_NAMED = 3;

/** How outcomes are called in the last line, and in which order. */
const COUNTED: readonly (readonly [outcome: Outcome, name: string])[] = [
  ["regressed", "regressed"],
  ["improved", "improved"],
  ["unchanged", "unchanged"],
  ["unknown", "cannot be told"],
  ["incomparable", "cannot be compared"],
  ["new", "new"],
];

/**
 * The verdict. What regressed counts more than what could not be compared.
 *
 * @param result What was compared.
 * @returns Status and words.
 */
export function verdictOf(
  { findings }: Pick<GateResult, "findings">,
): GateVerdict {
  const found = new Set(findings.map(({ outcome }) => outcome));
  if (found.has("regressed")) return { status: 1, text: "regressed" };
  return found.has("incomparable")
    ? { status: 2, text: "a part cannot be compared, nothing else regressed" }
    : { status: 0, text: "nothing regressed" };
}

/**
 * The judgement in lines: what regressed, what cannot be told, what improved, and the
 * verdict last.
 *
 * @param result What was compared.
 * @returns Text for a terminal. Whatever stands in a run's files cannot steer it.
 */
export function gateText(result: GateResult): string {
  const { findings } = result;
  const counts = COUNTED.map(([outcome, name]) =>
    `${findings.filter((one) => one.outcome === outcome).length} ${name}`
  );
  return [
    heading(result),
    section("Regressed", linesOf(findings, "regressed")),
    section("Cannot be compared", incomparableLines(result)),
    section("Cannot be told", folded(findings, "unknown")),
    section("Improved", linesOf(findings, "improved")),
    [`Verdict ${verdictOf(result).text} (${counts.join(", ")})`],
  ].filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n")).join("\n\n");
}

/**
 * What cannot be compared, and why.
 *
 * @param result What was compared.
 * @returns A line per reason; none where everything can.
 */
export function incomparableLines(
  { findings }: Pick<GateResult, "findings">,
): string[] {
  return folded(findings, "incomparable");
}

function heading(
  {
    run,
    baselineFolder,
    baselineStartedAt,
    differences,
    timingsUnusable,
  }: GateResult,
): string[] {
  return [
    `Gate    ${oneLine(run)} against ${oneLine(baselineFolder)} of ${
      oneLine(baselineStartedAt)
    }`,
    ...(differences.length === 0 ? [] : [
      `Differs ${differences.map(oneLine).join("; ")}`,
      "        Compared all the same is what does not depend on it: assertions, error codes, delivery, truncation, segments of exchanges.",
    ]),
    ...(timingsUnusable === undefined
      ? []
      : [`Timings are not compared: ${timingsUnusable}`]),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - MOST_LINES;
  return [
    title,
    ...lines.slice(0, MOST_LINES).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}

function linesOf(findings: readonly Finding[], outcome: Outcome): string[] {
  return findings.filter((one) => one.outcome === outcome).map((finding) =>
    `${nameOf(finding)}: ${oneLine(finding.detail ?? "")}`
  );
}

/** A line per reason: that a hundred intervals are too wide is one thing to know. */
function folded(
  findings: readonly Finding[],
  outcome: "unknown" | "incomparable",
): string[] {
  const byReason = Map.groupBy(
    findings.filter((one) => one.outcome === outcome),
    ({ reason }) => reason ?? "no reason is known",
  );
  return [...byReason].map(([reason, group]) =>
    `${group.length}: ${oneLine(reason)}${blocksText(group)} (${
      namesOf(group)
    })`
  );
}

function blocksText(group: readonly Finding[]): string {
  const blocks = group.flatMap(({ blocksNeeded }) => blocksNeeded ?? []);
  if (blocks.length === 0) return "";
  const [fewest, most] = [Math.min(...blocks), Math.max(...blocks)];
  const range = fewest === most ? `${most}` : `${fewest} to ${most}`;
  return `; ${range} blocks would probably do`;
}

function namesOf(group: readonly Finding[]): string {
  if (group.length <= MOST_NAMED) return group.map(nameOf).join("; ");
  return [...Map.groupBy(group, ({ experiment }) => experiment)]
    .map(([experiment, ones]) => `${oneLine(experiment)} ${ones.length}`)
    .join(", ");
}

function nameOf({ experiment, subject }: Finding): string {
  return `${oneLine(experiment)}: ${oneLine(subject)}`;
}
