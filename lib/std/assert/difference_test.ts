import { deepEqual, match, ok } from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { difference } from "./difference.ts";

/** The lines below the heading. */
function linesOf(actual: unknown, expected: unknown): string[] {
  return stripVTControlCharacters(difference(actual, expected))
    .trimEnd().split("\n").slice(3);
}

Deno.test("difference marks the lines of each value and keeps those of both", () => {
  deepEqual(linesOf(["a", "b"], ["a", "c"]), [
    "    [",
    '      "a",',
    '-     "b",',
    '+     "c",',
    "    ]",
  ]);
});

Deno.test("difference compares texts line by line and shows how lines end", () => {
  deepEqual(linesOf("one\r\ntwo\n", "one\ntwo\n"), [
    "-   one\\r\\n",
    "+   one\\n",
    "    two\\n",
  ]);
});

Deno.test("difference leaves out what is far from every change", () => {
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  const lines = linesOf(numbers, numbers.with(50, -1));
  match(lines.at(0) ?? "", /… \d+ lines in common/);
  match(lines.at(-1) ?? "", /… \d+ lines in common/);
  ok(lines.includes("-     50,") && lines.includes("+     -1,"));
  ok(lines.length < 20, `there are ${lines.length} lines`);
});

Deno.test("difference of two long values shows where they begin to differ", () => {
  const bytes = new Uint8Array(100_000);
  const lines = linesOf(bytes.with(3, 9), bytes.map(() => 1));
  ok(lines.length < 60, `there are ${lines.length} lines`);
  match(lines.join("\n"), /^- {2,}9,$/m);
  match(lines.join("\n"), /… \d+ more lines/);
});

Deno.test("difference says so if there is none to be seen", () => {
  match(linesOf(() => 1, () => 1).join("\n"), /They read the same/);
});
