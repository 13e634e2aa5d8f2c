import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  DISTANCE_EXPERIMENT,
  type DistanceQuestion,
  judgeOverDistance,
  NOT_MEASURED,
} from "./distance.ts";
import { around, planted } from "./testing/planted.ts";

const QUESTION: DistanceQuestion = {
  asks: "It is faster with it.",
  decision: {
    rule: "compared",
    metric: "throughput_bytes_per_second",
    factor: "setting",
    baseline: "without",
    treatment: "with",
    is: "faster",
    where: { workload: "download" },
  },
};

/** What is found where it is so many times as fast with it, by the round trip. */
function found(timesAsFast: Record<number, number>, status?: "skipped") {
  return planted({
    experiment: DISTANCE_EXPERIMENT,
    ...(status === undefined ? {} : { status }),
    conditions: Object.entries(timesAsFast).flatMap(([roundTripMs, times]) =>
      (["without", "with"] as const).map((setting, index) => ({
        factors: {
          workload: "download",
          roundTripMs: Number(roundTripMs),
          setting,
        },
        metrics: {
          // a wide spread that has nothing to do with the setting cannot be told
          throughput_bytes_per_second: times === 0
            ? around(100, 0.5, 3 * index)
            : around(setting === "with" ? 100 * times : 100),
        },
      }))
    ),
  });
}

const [FASTER, SAME, OPEN, SLOWER] = [2, 1, 0, 0.5];

function says(timesAsFast: Record<number, number>): string {
  return judgeOverDistance(QUESTION, found(timesAsFast)).says;
}

Deno.test("over distance: from which round trip on a claim holds", () => {
  assertEquals(
    says({ 0: SAME, 1: SLOWER, 10: FASTER, 50: FASTER }),
    "holds from a round trip of 10 ms on, not at 0, 1 ms",
  );
  assertEquals(
    says({ 0: SAME, 1: OPEN, 10: FASTER, 50: FASTER }),
    "holds from a round trip of 10 ms on, not at 0 ms, cannot tell at 1 ms",
  );
});

Deno.test("over distance: up to which round trip a claim holds", () => {
  assertEquals(
    says({ 0: FASTER, 1: FASTER, 10: SAME, 50: SLOWER }),
    "holds up to a round trip of 1 ms, not at 10, 50 ms",
  );
  assertEquals(
    says({ 0: FASTER, 1: SAME, 10: SAME }),
    "holds at a round trip of 0 ms, not at 1, 10 ms",
  );
});

Deno.test("over distance: everywhere, nowhere, here and there", () => {
  assertEquals(
    says({ 0: FASTER, 1: FASTER, 10: FASTER }),
    "holds at all of 0, 1, 10 ms",
  );
  assertEquals(
    says({ 0: SAME, 1: SLOWER, 10: SAME }),
    "holds at none of 0, 1, 10 ms",
  );
  assertEquals(says({ 0: OPEN, 10: OPEN }), "cannot tell at any of 0, 10 ms");
  assertEquals(
    says({ 0: SAME, 10: OPEN }),
    "does not hold at 0 ms, cannot tell at 10 ms",
  );
  assertEquals(
    says({ 0: FASTER, 1: SAME, 10: FASTER, 50: SAME }),
    "holds at a round trip of 0, 10 ms, not at 1, 50 ms",
  );
});

Deno.test("over distance: in a word", () => {
  const holds = (timesAsFast: Record<number, number>) =>
    judgeOverDistance(QUESTION, found(timesAsFast)).holds;
  assertEquals(holds({ 0: FASTER, 10: FASTER }), "everywhere");
  assertEquals(holds({ 0: FASTER, 10: OPEN }), "somewhere");
  assertEquals(holds({ 0: SAME, 10: OPEN }), "nowhere");
  assertEquals(holds({ 0: OPEN, 10: OPEN }), "cannot tell");
});

Deno.test("over distance: each round trip has its verdict and its figures, the shortest first", () => {
  const { asks, here } = judgeOverDistance(
    QUESTION,
    found({ 50: FASTER, 0: SLOWER }),
  );
  assertEquals(asks, QUESTION.asks);
  assertStringIncludes(
    here,
    "At 0 ms (refuted): with against without: 0.500 times",
  );
  assertStringIncludes(
    here,
    "At 50 ms (confirmed): with against without: 2 times",
  );
  assertEquals(here.indexOf("At 0 ms"), 0);
});

Deno.test("over distance: a growth is judged at each round trip, too", () => {
  const { says } = judgeOverDistance({
    asks: "It grows threefold.",
    decision: {
      rule: "grows",
      metric: "throughput_bytes_per_second",
      factor: "setting",
      levels: ["without", "with"],
      becomes: "faster",
      atLeastTimes: 3,
      where: { workload: "download" },
    },
  }, found({ 0: 4, 10: FASTER }));
  assertEquals(says, "holds at a round trip of 0 ms, not at 10 ms");
});

Deno.test("over distance: a round trip without its conditions cannot be told", () => {
  const { says, holds, here } = judgeOverDistance({
    ...QUESTION,
    decision: { ...QUESTION.decision, where: { workload: "upload" } },
  }, found({ 0: FASTER }));
  assertEquals(says, "cannot tell at any of 0 ms");
  assertEquals(holds, "cannot tell");
  assertStringIncludes(here, "workload=upload");
});

Deno.test("over distance: without the experiment nothing was measured, with the reason", () => {
  for (
    const findings of [
      planted({ conditions: [] }),
      found({ 0: FASTER }, "skipped"),
      planted({
        experiment: DISTANCE_EXPERIMENT,
        conditions: [{
          factors: { setting: "with" },
          metrics: { time_seconds: around(1) },
        }],
      }),
    ]
  ) {
    const { says, holds, here } = judgeOverDistance(QUESTION, findings);
    assertEquals(says, NOT_MEASURED);
    assertEquals(holds, undefined);
    assertStringIncludes(here, DISTANCE_EXPERIMENT);
  }
});
