import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Rule } from "./claim.ts";
import { judgeRule } from "./judge_rule.ts";
import {
  around,
  PLANTED,
  planted,
  type PlantedRun,
} from "./testing/planted.ts";

const RULE: Rule = {
  rule: "bound",
  metric: "time_seconds",
  where: {},
  atMost: 3,
};

const RUN: PlantedRun = {
  conditions: [{ factors: {}, metrics: { time_seconds: around(2) } }],
};

Deno.test("a rule looks at the claim's experiment unless it names another one", () => {
  const findings = planted(RUN);
  assertEquals(judgeRule(RULE, findings, PLANTED).verdict, "confirmed");
  assertEquals(
    judgeRule({ ...RULE, experiment: PLANTED }, findings, "other").verdict,
    "confirmed",
  );
});

Deno.test("rules within rules are judged", () => {
  const rule: Rule = {
    rule: "depends",
    on: "the bound",
    cases: {
      high: { rule: "all", parts: { "it is short": RULE } },
      low: { ...RULE, atMost: 1 },
    },
  };
  const { verdict, here } = judgeRule(rule, planted(RUN), PLANTED);
  assertEquals(verdict, "depends");
  assertStringIncludes(here, "High (confirmed): It is short (confirmed): ");
});

Deno.test("an experiment that is missing, was skipped or has no trial cannot tell, with the reason", () => {
  const missing = judgeRule(RULE, planted(RUN), "other");
  assertEquals(missing.verdict, "cannot tell");
  assertStringIncludes(
    missing.here,
    "no measured trial of the experiment other",
  );
  const skipped = planted({ conditions: [], status: "skipped" });
  assertEquals(judgeRule(RULE, skipped, PLANTED), {
    verdict: "cannot tell",
    here: `The experiment ${PLANTED} was skipped.`,
  });
});

Deno.test("warm-up and failed trials decide nothing", () => {
  const findings = planted(RUN);
  for (const fault of [{ warm_up: true }, { error: "the server died" }]) {
    const trials = findings.trials.map((trial) => ({ ...trial, ...fault }));
    const { verdict } = judgeRule(RULE, { ...findings, trials }, PLANTED);
    assertEquals(verdict, "cannot tell");
  }
});

Deno.test("what no experiment looks at cannot be told", () => {
  const rule: Rule = { rule: "unseen", because: "Nobody looks." };
  assertEquals(judgeRule(rule, planted(RUN), PLANTED), {
    verdict: "cannot tell",
    here: "Nobody looks.",
  });
});
