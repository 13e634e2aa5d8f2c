import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { against, steps } from "../../experiment/comparison_plan.ts";
import { judgeFastest } from "./fastest.ts";
import { NoEvidence } from "./judgement.ts";
import { around, plantedExperiment } from "./testing/planted.ts";

const METRIC = "throughput_bytes_per_second";

/** A run whose throughput at each side is what is given. */
function run(throughput: Record<string, number[]>, pairs: [string, string][]) {
  return plantedExperiment({
    conditions: Object.entries(throughput).map(([side, values]) => ({
      factors: { side },
      metrics: { [METRIC]: values },
    })),
    plans: [{ metric: METRIC, factor: "side", pairs }],
  });
}

function judge(
  level: string,
  throughput: Record<string, number[]>,
  pairs: [string, string][],
) {
  return judgeFastest({
    rule: "fastest",
    metric: METRIC,
    factor: "side",
    level,
    others: Object.keys(throughput).filter((side) => side !== level),
    where: {},
  }, run(throughput, pairs));
}

Deno.test("fastest: confirmed if faster than every other level", () => {
  const { verdict, here } = judge(
    "both",
    { both: around(200), client: around(100), neither: around(80) },
    against("both", ["client", "neither"]),
  );
  assertEquals(verdict, "confirmed");
  assertStringIncludes(here, "client against both: 0.500 times the throughput");
});

Deno.test("fastest: faster than a level that is faster than another is enough", () => {
  const { verdict } = judge(
    "both",
    { both: around(200), client: around(100), neither: around(80) },
    steps(["neither", "client", "both"]),
  );
  assertEquals(verdict, "confirmed");
});

Deno.test("fastest: refuted if any level is faster", () => {
  const { verdict } = judge(
    "both",
    { both: around(100), client: around(50), neither: around(200) },
    against("both", ["client", "neither"]),
  );
  assertEquals(verdict, "refuted");
});

Deno.test("fastest: refuted if a level is equivalent", () => {
  const { verdict } = judge(
    "both",
    { both: around(100), client: around(100, 0.01, 3), neither: around(50) },
    against("both", ["client", "neither"]),
  );
  assertEquals(verdict, "refuted");
});

Deno.test("fastest: cannot tell, and says how long it would take", () => {
  const { verdict, here } = judge(
    "both",
    { both: around(104, 0.3), client: around(100, 0.3, 3) },
    against("both", ["client"]),
  );
  assertEquals(verdict, "cannot tell");
  assertStringIncludes(here, "To tell would take about");
});

Deno.test("fastest: a time is faster where there is less of it", () => {
  const findings = plantedExperiment({
    conditions: ["neither", "client"].map((side, index) => ({
      factors: { side },
      metrics: { time_seconds: around(index + 1) },
    })),
    plans: [{
      metric: "time_seconds",
      factor: "side",
      pairs: [["neither", "client"]],
    }],
  });
  const rule = {
    rule: "fastest",
    metric: "time_seconds",
    factor: "side",
    level: "neither",
    others: ["client"],
    where: {},
  } as const;
  assertEquals(
    judgeFastest({ ...rule, others: [...rule.others] }, findings).verdict,
    "confirmed",
  );
});

Deno.test("fastest: a level that is missing or never compared is no evidence", () => {
  const throughput = { both: around(2), client: around(1) };
  assertThrows(() => judge("both", throughput, []), NoEvidence, "no other");
  assertThrows(
    () =>
      judgeFastest({
        rule: "fastest",
        metric: METRIC,
        factor: "side",
        level: "server",
        others: ["both"],
        where: {},
      }, run(throughput, [])),
    NoEvidence,
    "side=server",
  );
});
