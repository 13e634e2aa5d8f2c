import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type EachTrialRule, judgeEachTrial } from "./each_trial.ts";
import { NoEvidence } from "./judgement.ts";
import { around, BLOCKS, plantedExperiment } from "./testing/planted.ts";

function judge(
  is: EachTrialRule["is"],
  truncated: number[],
  received: number[],
) {
  return judgeEachTrial(
    {
      rule: "each-trial",
      metric: "bytes_truncated",
      is,
      than: "received_bytes",
      where: {},
    },
    plantedExperiment({
      conditions: [{
        factors: { bufferBytes: 32 },
        metrics: { bytes_truncated: truncated, received_bytes: received },
      }],
    }),
  );
}

Deno.test("each-trial: confirmed if it is so in all trials", () => {
  assertEquals(
    judge("more than", around(9), around(5)).verdict,
    "confirmed",
  );
  assertEquals(judge("equal to", around(5), around(5)).verdict, "confirmed");
});

Deno.test("each-trial: refuted if it is so in none", () => {
  assertEquals(judge("more than", around(5), around(5)).verdict, "refuted");
  assertEquals(judge("equal to", around(5), around(9)).verdict, "refuted");
});

Deno.test("each-trial: cannot tell if it is so in some, and says how many", () => {
  const received = around(5).with(0, 20);
  const { verdict, here } = judge("more than", around(9), received);
  assertEquals(verdict, "cannot tell");
  assertStringIncludes(here, `${BLOCKS - 1} of ${BLOCKS} trials`);
});

Deno.test("each-trial: a missing metric is no evidence", () => {
  assertThrows(
    () => judge("more than", around(9), []),
    NoEvidence,
    "received_bytes",
  );
});
