import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { judgeCompared } from "./compared.ts";
import { NoEvidence } from "./judgement.ts";
import { around, plantedExperiment } from "./testing/planted.ts";

function judge(
  alone: number[],
  shared: number[],
  planned = true,
) {
  return judgeCompared(
    {
      rule: "compared",
      metric: "throughput_bytes_per_second",
      factor: "clients",
      baseline: 1,
      treatment: 2,
      where: {},
      is: "slower",
    },
    plantedExperiment({
      conditions: [[1, alone], [2, shared]].map(([clients, values]) => ({
        factors: { clients: clients as number },
        metrics: { throughput_bytes_per_second: values as number[] },
      })),
      plans: planned
        ? [{
          metric: "throughput_bytes_per_second",
          factor: "clients",
          pairs: [[1, 2]],
        }]
        : [],
    }),
  );
}

Deno.test("compared: confirmed if the comparison says it", () => {
  const { verdict, here } = judge(around(100), around(50));
  assertEquals(verdict, "confirmed");
  assertStringIncludes(here, "2 clients against 1 client: 0.500 times");
});

Deno.test("compared: a comparison that nobody planned is made", () => {
  assertEquals(judge(around(100), around(50), false).verdict, "confirmed");
});

Deno.test("compared: refuted if it says the contrary, or equivalent", () => {
  assertEquals(judge(around(50), around(100)).verdict, "refuted");
  assertEquals(judge(around(100), around(100, 0.01, 3)).verdict, "refuted");
});

Deno.test("compared: cannot tell while it is inconclusive", () => {
  const { verdict, here } = judge(around(100, 0.3), around(104, 0.3, 3));
  assertEquals(verdict, "cannot tell");
  assertStringIncludes(here, "blocks");
});

Deno.test("compared: a metric that is missing is no evidence", () => {
  assertThrows(() => judge([], []), NoEvidence, "throughput");
});
