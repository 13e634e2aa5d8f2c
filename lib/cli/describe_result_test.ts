import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { resolve } from "@std/path";
import type { ReportResult } from "../report/write_report.ts";
import { describeResult } from "./describe_result.ts";

const RESULT: ReportResult = {
  run: "a-run",
  folder: resolve(Deno.cwd(), "reports/a-run"),
  files: ["report.html", "trials.csv", "summary.csv"],
  trials: 8,
  warmUpTrials: 4,
  failedTrials: 1,
  experiments: ["nagle"],
  skipped: [],
  overview: "Holds           8 of 8 assertions",
  headline: "nagle\n  condition  median",
  warnings: [],
};

Deno.test("describeResult says where the run and its page are, and what it found", () => {
  assertEquals(describeResult(RESULT).split("\n").slice(1), [
    `Page    ${
      describeResult(RESULT).split("\n")[0]!.slice("Run     ".length)
    }/report.html`,
    "Files   trials.csv, summary.csv",
    "Trials  8 of 1 experiment; 4 of the warm-up block and 1 failed are not in summary.csv",
    "",
    "Holds           8 of 8 assertions",
  ]);
});

Deno.test("describeResult prints the medians only where they are asked for", () => {
  assert(!describeResult(RESULT).includes("median"));
  assertStringIncludes(
    describeResult(RESULT, { medians: true }),
    "\n\nnagle\n  condition  median",
  );
});
