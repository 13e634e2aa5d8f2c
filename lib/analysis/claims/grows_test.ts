import { assertEquals, assertStringIncludes } from "@std/assert";
import { steps } from "../../experiment/comparison_plan.ts";
import { type GrowsRule, judgeGrows } from "./grows.ts";
import { around, plantedExperiment } from "./testing/planted.ts";

const LEVELS = [32, 1024, 65_536];

/** Judges a run whose throughput at 32 bytes, 1 KiB and 64 KiB is what is given. */
function judge(throughput: number[][], more: Partial<GrowsRule> = {}) {
  return judgeGrows(
    {
      rule: "grows",
      metric: "throughput_bytes_per_second",
      factor: "bufferBytes",
      levels: LEVELS,
      becomes: "faster",
      where: {},
      ...more,
    },
    plantedExperiment({
      conditions: throughput.map((values, index) => ({
        factors: { bufferBytes: LEVELS[index]! },
        metrics: { throughput_bytes_per_second: values },
      })),
      plans: [{
        metric: "throughput_bytes_per_second",
        factor: "bufferBytes",
        pairs: steps(LEVELS),
      }],
    }),
  );
}

Deno.test("grows: confirmed from end to end, also where a step is too small to tell", () => {
  const { verdict, here } = judge([
    around(10),
    around(100, 0.3),
    around(104, 0.3, 3),
  ]);
  assertEquals(verdict, "confirmed");
  assertStringIncludes(here, "64 KiB against 32 B");
  assertStringIncludes(here, "1 KiB faster, 64 KiB inconclusive");
});

Deno.test("grows: refuted if a step goes back", () => {
  assertEquals(
    judge([around(10), around(100), around(50)]).verdict,
    "refuted",
  );
});

Deno.test("grows: refuted if the ends are alike", () => {
  assertEquals(
    judge([around(10, 0.01, 1), around(10, 0.01, 2), around(10)]).verdict,
    "refuted",
  );
});

Deno.test("grows: refuted if the growth is smaller than asked for, confirmed if it is as large", () => {
  const throughput = [around(10), around(20), around(80)];
  assertEquals(judge(throughput, { atLeastTimes: 10 }).verdict, "refuted");
  assertEquals(judge(throughput, { atLeastTimes: 7 }).verdict, "confirmed");
  const scattered = [around(10), around(20), around(80, 0.1, 3)];
  assertEquals(judge(scattered, { atLeastTimes: 8 }).verdict, "cannot tell");
});

Deno.test("grows: cannot tell if the ends cannot be told apart", () => {
  const { verdict, here } = judge([
    around(100, 0.3),
    around(102, 0.3, 3),
    around(104, 0.3).toReversed(),
  ]);
  assertEquals(verdict, "cannot tell");
  assertStringIncludes(here, "blocks");
});
