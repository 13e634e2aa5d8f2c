import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type BoundRule, judgeBound } from "./bound.ts";
import { NoEvidence } from "./judgement.ts";
import { around, plantedExperiment } from "./testing/planted.ts";

function judge(bounds: Partial<BoundRule>, blocks?: number) {
  return judgeBound(
    {
      rule: "bound",
      metric: "time_seconds",
      where: { bufferBytes: 32 },
      ...bounds,
    },
    plantedExperiment({
      conditions: [{
        factors: { bufferBytes: 32 },
        metrics: { time_seconds: around(2, 0.1) },
      }],
      ...(blocks === undefined ? {} : { blocks }),
    }),
  );
}

Deno.test("bound: confirmed if the whole interval is within", () => {
  const { verdict, here } = judge({ atMost: 3 });
  assertEquals(verdict, "confirmed");
  assertStringIncludes(here, "at most 3 s");
  assertEquals(judge({ atLeast: 1, atMost: 3 }).verdict, "confirmed");
});

Deno.test("bound: refuted if the whole interval is outside", () => {
  assertEquals(judge({ atMost: 1 }).verdict, "refuted");
  assertEquals(judge({ atLeast: 3 }).verdict, "refuted");
});

Deno.test("bound: cannot tell where the bound is in the interval, or there is none", () => {
  assertEquals(judge({ atMost: 2 }).verdict, "cannot tell");
  const { verdict, here } = judge({ atMost: 3 }, 4);
  assertEquals(verdict, "cannot tell");
  assertStringIncludes(here, "5 trials");
});

Deno.test("bound: a missing condition or metric is no evidence", () => {
  assertThrows(() => judge({ where: { bufferBytes: 1 } }), NoEvidence);
  assertThrows(() => judge({ metric: "delayed_acks" }), NoEvidence);
});
