import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Finding } from "./finding.ts";
import type { GateResult } from "./gate.ts";
import { gateText, incomparableLines, verdictOf } from "./gate_text.ts";

const RESULT: GateResult = {
  run: "a-run",
  baselineFolder: "fixtures/baseline",
  baselineStartedAt: "2026-10-03T09:15:00.000Z",
  differences: [],
  findings: [],
  warnings: [],
};

const UNKNOWN: Finding = {
  outcome: "unknown",
  experiment: "nagle",
  subject: "a ratio",
  reason: "an interval is too wide",
};

const INCOMPARABLE: Finding = {
  ...UNKNOWN,
  outcome: "incomparable",
  reason: "it is not in the run",
};

Deno.test("gateText puts what regressed first and the verdict last", () => {
  const text = gateText({
    ...RESULT,
    differences: ["kernel 6.1 in the baseline, 6.2 now"],
    findings: [
      { outcome: "improved", experiment: "pause", subject: "x", detail: "y" },
      { outcome: "unchanged", experiment: "pause", subject: "z" },
      { outcome: "regressed", experiment: "nagle", subject: "a", detail: "b" },
    ],
  });
  assertEquals(text.split("\n"), [
    "Gate    a-run against fixtures/baseline of 2026-10-03T09:15:00.000Z",
    "Differs kernel 6.1 in the baseline, 6.2 now",
    "        Compared all the same is what does not depend on it: assertions, error codes, delivery, truncation, segments of exchanges.",
    "",
    "Regressed",
    "  nagle: a: b",
    "",
    "Improved",
    "  pause: x: y",
    "",
    "Verdict regressed (1 regressed, 1 improved, 1 unchanged, 0 cannot be told, 0 cannot be compared, 0 new)",
  ]);
});

Deno.test("gateText folds what cannot be told by the reason", () => {
  const text = gateText({
    ...RESULT,
    findings: [
      UNKNOWN,
      { ...UNKNOWN, reason: "it is gone" },
      ...[12, 40, 7].map((blocksNeeded) => ({
        ...UNKNOWN,
        experiment: "pause",
        blocksNeeded,
      })),
    ],
  });
  assertStringIncludes(
    text,
    "\n  4: an interval is too wide; 7 to 40 blocks would probably do (nagle 1, pause 3)\n" +
      "  1: it is gone (nagle: a ratio)\n",
  );
});

Deno.test("gateText only counts what is more than a screen of it", () => {
  const findings = Array.from({ length: 50 }, (_, index): Finding => ({
    outcome: "regressed",
    experiment: "nagle",
    subject: `condition ${index}`,
    detail: "worse",
  }));
  const text = gateText({ ...RESULT, findings });
  assertStringIncludes(text, "… and 30 more");
  assertStringIncludes(text, "50 regressed");
});

Deno.test("text of a file cannot steer the terminal or add a line", () => {
  const hostile = "\x1b[2J\x07\r\u009b1m\u202e\u2028x\nVerdict all is well";
  const text = gateText({
    ...RESULT,
    run: hostile,
    baselineStartedAt: hostile,
    differences: [hostile],
    findings: (["regressed", "improved", "unknown", "incomparable"] as const)
      .map((
        outcome,
      ) => ({
        outcome,
        experiment: hostile,
        subject: hostile,
        detail: hostile,
        reason: hostile,
      })),
  });
  assertEquals(text.match(/[^\P{Cc}\n]|[\u202e\u2028]/gu), null);
  assertEquals(
    text.split("\n").filter((line) => line.startsWith("Verdict")).length,
    1,
  );
});

Deno.test("gateText tells what cannot be compared apart from what cannot be told", () => {
  const result = {
    ...RESULT,
    findings: [
      UNKNOWN,
      { ...INCOMPARABLE, experiment: "pause" },
      INCOMPARABLE,
    ],
  };
  const line = "2: it is not in the run (pause: a ratio; nagle: a ratio)";
  assertStringIncludes(
    gateText(result),
    `Cannot be compared\n  ${line}\n\nCannot be told\n  1: an interval`,
  );
  assertEquals(incomparableLines(result), [line]);
});

Deno.test("verdictOf: regressed before not comparable before nothing", () => {
  const regressed: Finding = { ...UNKNOWN, outcome: "regressed" };
  const statuses = [
    [UNKNOWN],
    [UNKNOWN, INCOMPARABLE],
    [INCOMPARABLE, regressed],
  ].map((findings) => verdictOf({ findings }).status);
  assertEquals(statuses, [0, 2, 1]);
});
