import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { NoEvidence } from "./judgement.ts";
import { judgeNoise } from "./noise.ts";
import { around, PLANTED, planted } from "./testing/planted.ts";

const METRIC = "throughput_bytes_per_second";

function judge(spread: number, difference: number, hasTwin = true) {
  const factors = { side: "neither" };
  return judgeNoise(
    { rule: "noise", metric: METRIC, experiments: [PLANTED], difference },
    planted({
      conditions: [
        { factors, metrics: { [METRIC]: around(100, spread) } },
        ...(hasTwin
          ? [{
            factors,
            metrics: { [METRIC]: around(100, spread).toReversed() },
            isTwin: true,
          }]
          : []),
      ],
    }),
  );
}

Deno.test("noise: confirmed if equal trials differ by more", () => {
  const { verdict, here } = judge(0.3, 0.01);
  assertEquals(verdict, "confirmed");
  assertStringIncludes(here, "12 pairs");
});

Deno.test("noise: refuted if equal trials differ by less", () => {
  assertEquals(judge(0.001, 0.01).verdict, "refuted");
});

Deno.test("noise: cannot tell where the difference is in the interval", () => {
  assertEquals(judge(0.3, 0.2).verdict, "cannot tell");
});

Deno.test("noise: without a condition that is measured twice there is no evidence", () => {
  assertThrows(() => judge(0.1, 0.01, false), NoEvidence, PLANTED);
});
