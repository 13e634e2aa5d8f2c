import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type HeldRule, judgeHeld } from "./held.ts";
import { NoEvidence } from "./judgement.ts";
import { plantedExperiment } from "./testing/planted.ts";

const RULE: HeldRule = {
  rule: "held",
  assertion: "in every trial: every byte arrives",
  ifHeld: "confirmed",
  ifBroken: "refuted",
  where: { transport: "tcp" },
};

function run(held: boolean, transport = "tcp") {
  return plantedExperiment({
    conditions: [{ factors: { transport } }],
    assertions: [{ name: RULE.assertion, held }],
  });
}

Deno.test("held: says what the claim wants it to say", () => {
  assertEquals(judgeHeld(RULE, run(true)).verdict, "confirmed");
  assertEquals(judgeHeld(RULE, run(false)).verdict, "refuted");
  const opposite: HeldRule = {
    ...RULE,
    ifHeld: "refuted",
    ifBroken: "cannot tell",
  };
  assertEquals(judgeHeld(opposite, run(true)).verdict, "refuted");
  assertEquals(judgeHeld(opposite, run(false)).verdict, "cannot tell");
});

Deno.test("held: names the assertion and the number of trials", () => {
  const { here } = judgeHeld(RULE, run(true));
  assertStringIncludes(here, '"every byte arrives"');
  assertStringIncludes(here, "12 trials");
});

Deno.test("held: over no trial, or unknown, it says nothing", () => {
  assertThrows(() => judgeHeld(RULE, run(true, "udp")), NoEvidence, "tcp");
  assertThrows(
    () => judgeHeld({ ...RULE, assertion: "renamed" }, run(true)),
    NoEvidence,
    "renamed",
  );
});
