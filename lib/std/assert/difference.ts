/**
 * How two values differ, line by line, for a person to read.
 *
 * @module
 */

import { diff, styleText } from "node:util";
import { show } from "./message.ts";

/** Unchanged lines that stay beside each change. */
const CONTEXT_LINES = 4;

/**
 * Differing lines, of both values together, up to which they are matched with
 * each other: the time and memory of matching grow with their square.
 */
const MATCHED_LINES = 1_000;

/** Lines of each value to show where they are not matched. */
const UNMATCHED_LINES = 20;

/** Said of two functions, for example, or of private fields. */
const UNSEEN =
  "    They read the same and differ in something that does not show.";

/** `1`: only in the actual value, `-1`: only in the expected one, `0`: in both. */
type Change = [side: number, line: string];

/**
 * Shows two values as one text: lines of the actual value only begin with `-`,
 * lines of the expected value only with `+`. Texts are compared as they are,
 * other values as they are shown.
 *
 * @param actual The value that there is.
 * @param expected The value that there should be.
 * @returns Several lines, in colour unless `NO_COLOR` is set.
 */
export function difference(actual: unknown, expected: unknown): string {
  const texts = typeof actual === "string" && typeof expected === "string";
  const linesOf = texts
    ? linesOfText
    : (value: unknown) => show(value).split("\n");
  const changes = compareLines(linesOf(actual), linesOf(expected));
  return [
    "",
    `    ${paint("gray", "[Diff]")} ${paint("red", "Actual")} / ${
      paint("green", "Expected")
    }`,
    "",
    ...fold(changes).map(showChange),
    ...(changes.some(([side]) => side !== 0) ? [] : [UNSEEN]),
    "",
  ].join("\n");
}

/** Each line with its end and other control characters made visible. */
function linesOfText(text: unknown): string[] {
  return String(text).split(/(?<=\n)/).map((line) =>
    line.replaceAll(
      /\p{Cc}/gu,
      (character) => JSON.stringify(character).slice(1, -1),
    )
  );
}

function compareLines(actual: string[], expected: string[]): Change[] {
  const shorter = Math.min(actual.length, expected.length);
  let start = 0;
  while (start < shorter && actual[start] === expected[start]) start++;
  let end = 0;
  while (
    end < shorter - start && actual.at(-1 - end) === expected.at(-1 - end)
  ) end++;
  const common = (line: string): Change => [0, line];
  return [
    ...actual.slice(0, start).map(common),
    ...matchLines(
      actual.slice(start, actual.length - end),
      expected.slice(start, expected.length - end),
    ),
    ...actual.slice(actual.length - end).map(common),
  ];
}

function matchLines(actual: string[], expected: string[]): Change[] {
  const lines = actual.length + expected.length;
  if (lines === 0) return []; // which Deno's diff() does not survive
  if (lines <= MATCHED_LINES) return diff(actual, expected);
  return [
    ...beginning(actual).map((line): Change => [1, line]),
    ...beginning(expected).map((line): Change => [-1, line]),
  ];
}

function beginning(lines: string[]): string[] {
  const more = lines.length - UNMATCHED_LINES;
  if (more <= 0) return lines;
  return [...lines.slice(0, UNMATCHED_LINES), `… ${more} more lines`];
}

/** Leaves out unchanged lines that are far from every change. */
function fold(changes: Change[]): Change[] {
  const near = new Set<number>();
  changes.forEach(([side], index) => {
    if (side === 0) return;
    for (let step = -CONTEXT_LINES; step <= CONTEXT_LINES; step++) {
      near.add(index + step);
    }
  });
  const folded: Change[] = [];
  let hidden = 0;
  const tellHidden = () => {
    if (hidden > 0) folded.push([0, `… ${hidden} lines in common`]);
    hidden = 0;
  };
  changes.forEach((change, index) => {
    if (!near.has(index)) return void hidden++;
    tellHidden();
    folded.push(change);
  });
  tellHidden();
  return folded;
}

function showChange([side, line]: Change): string {
  if (side > 0) return paint("red", `-   ${line}`);
  if (side < 0) return paint("green", `+   ${line}`);
  return `    ${line}`;
}

function paint(colour: "gray" | "green" | "red", text: string): string {
  if (Deno.noColor) return text;
  // Whether the message ends up on a terminal cannot be told from here.
  return styleText(colour, text, { validateStream: false });
}
