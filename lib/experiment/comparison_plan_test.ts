import { assertEquals } from "@std/assert";
import {
  against,
  plannedComparisons,
  steps,
  twinKey,
} from "./comparison_plan.ts";
import { allConditions } from "./condition.ts";

const CONDITIONS = allConditions({
  workload: ["download", "exchange"],
  bufferBytes: [32, 1024, 65_536],
});

Deno.test("plannedComparisons() pairs conditions that differ in the factor alone", () => {
  assertEquals(
    plannedComparisons([{
      metric: "time_seconds",
      factor: "bufferBytes",
      pairs: [[32, 65_536]],
    }], CONDITIONS),
    ["download", "exchange"].map((workload) => ({
      metric: "time_seconds",
      factor: "bufferBytes",
      baseline: `workload=${workload} bufferBytes=32`,
      treatment: `workload=${workload} bufferBytes=65536`,
    })),
  );
});

Deno.test("plannedComparisons() keeps to the levels that a plan asks for", () => {
  const planned = plannedComparisons([{
    metric: "time_seconds",
    factor: "workload",
    pairs: [["exchange", "download"]],
    where: { bufferBytes: 1024 },
  }], CONDITIONS);
  assertEquals(
    planned.map(({ baseline, treatment }) => [baseline, treatment]),
    [
      [
        "workload=exchange bufferBytes=1024",
        "workload=download bufferBytes=1024",
      ],
    ],
  );
});

Deno.test("plannedComparisons() leaves out what this run does not measure", () => {
  const without = CONDITIONS.filter(({ bufferBytes }) => bufferBytes !== 1024);
  const plans = [{
    metric: "time_seconds",
    factor: "bufferBytes",
    pairs: steps([32, 1024, 65_536]),
  }] as const;
  assertEquals(plannedComparisons(plans, without), []);
  assertEquals(plannedComparisons(plans, CONDITIONS).length, 4);
});

Deno.test("against() and steps() make pairs", () => {
  assertEquals(against("neither", ["client", "both"]), [
    ["neither", "client"],
    ["neither", "both"],
  ]);
  assertEquals(steps([1, 2, 4]), [[1, 2], [2, 4]]);
  assertEquals(steps([1]), []);
});

Deno.test("a twin has a name of its own", () => {
  assertEquals(twinKey("bufferBytes=32"), "bufferBytes=32 (again)");
});
