import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { NoEvidence } from "./judgement.ts";
import { judgeObserved } from "./observed.ts";
import { plantedExperiment } from "./testing/planted.ts";

function judge(outcomeOf: (block: number) => string, observation = "outcome") {
  return judgeObserved(
    { rule: "observed", observation, equals: "refused", where: {} },
    plantedExperiment({
      conditions: [{
        factors: { client: "tcp" },
        observations: (block) => ({ outcome: outcomeOf(block) }),
      }],
    }),
  );
}

Deno.test("observed: confirmed if every trial has it", () => {
  const { verdict, here } = judge(() => "refused");
  assertEquals(verdict, "confirmed");
  assertStringIncludes(here, "outcome refused in 12 of 12 trials");
});

Deno.test("observed: refuted if none has it", () => {
  assertEquals(judge(() => "whole book").verdict, "refuted");
});

Deno.test("observed: cannot tell if some have it, and says how many", () => {
  const { verdict, here } = judge((block) => block < 3 ? "refused" : "");
  assertEquals(verdict, "cannot tell");
  assertStringIncludes(here, "refused in 3 of 12 trials");
  assertStringIncludes(here, "nothing in 9 of 12 trials");
});

Deno.test("observed: what nobody observed is no evidence", () => {
  assertThrows(() => judge(() => "", "served"), NoEvidence, "served");
});
