import { assertEquals } from "@std/assert";
import { resolve } from "@std/path";
import type { ReportResult } from "../report/write_report.ts";
import { describeResult } from "./describe_result.ts";

const RESULT: ReportResult = {
  run: "a-run",
  folder: resolve(Deno.cwd(), "reports/a-run"),
  files: ["trials.csv", "summary.csv"],
  trials: 8,
  warmUpTrials: 4,
  failedTrials: 1,
  experiments: ["nagle"],
  skipped: [],
  headline: "",
  analysis: {
    summaries: [],
    comparisons: [],
    warnings: [],
    claims: [],
    studyTables: [],
  },
  warnings: [],
};

Deno.test("describeResult says where the run is and what it holds", () => {
  assertEquals(
    describeResult(RESULT).split("\n").slice(1),
    [
      "Trials  8 of 1 experiment; 4 of the warm-up block and 1 failed are not in summary.csv",
      "Files   trials.csv, summary.csv",
    ],
  );
});

Deno.test("describeResult says what was skipped, why, and what would help", () => {
  const lines = describeResult({
    ...RESULT,
    experiments: ["nagle", "loss"],
    skipped: [
      { name: "delay", reason: "no TUN", remedy: "modprobe tun" },
      { name: "loss", reason: "no TUN", remedy: "" },
      { name: "size", reason: "no libc", remedy: "", inPart: true },
    ],
    headline: "nagle\n  1 ms",
  }).split("\n");
  assertEquals(lines[1]?.slice(0, 27), "Trials  8 of 2 experiments;");
  assertEquals(lines.slice(3), [
    "Skipped delay: no TUN (to help: modprobe tun)",
    "Skipped loss: no TUN",
    "Skipped a part of size: no libc",
    "",
    "nagle",
    "  1 ms",
  ]);
});
