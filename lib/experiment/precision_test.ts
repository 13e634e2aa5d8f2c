import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { PlannedComparison } from "./comparison_plan.ts";
import type { MetricName } from "./metric.ts";
import type { ComparableTrial } from "./paired_effect.ts";
import { tooWide } from "./precision.ts";

const PLANNED: PlannedComparison = {
  metric: "time_seconds",
  factor: "side",
  baseline: "a",
  treatment: "b",
};

/** Trials of the conditions a and b, a block for each pair of values. */
function trials(
  pairs: [a: number, b: number][],
  metric: MetricName = "time_seconds",
): ComparableTrial[] {
  return pairs.flatMap((values, index) =>
    ["a", "b"].map((condition, place) => ({
      block: index + 1,
      condition,
      warm_up: false,
      metrics: { [metric]: values[place]! },
    }))
  );
}

/** Six blocks whose values lie within the given share of 1 and 2. */
function spread(share: number): [number, number][] {
  return [-1, -0.6, -0.2, 0.2, 0.6, 1].map((place) => [
    1 + place * share,
    2 * (1 - place * share),
  ]);
}

Deno.test("tooWide() is empty once every interval is narrow enough", () => {
  assertEquals(tooWide([PLANNED], trials(spread(0.01)), 0.03), []);
});

Deno.test("tooWide() names the comparison and each median that is too wide, the widest first", () => {
  const wide = tooWide([PLANNED], trials(spread(0.1)), 0.03);
  assertEquals(wide.map(({ what }) => what), ["b against a", "a", "b"]);
  // the ratio's ends are those of the ratios: their spread is twice that of either
  assertAlmostEquals(wide[0]!.half_width_ratio!, 0.2, 0.03);
  assertAlmostEquals(wide[1]!.half_width_ratio!, 0.1, 0.02);
});

Deno.test("tooWide() takes too few blocks for too wide, and says no figure", () => {
  const wide = tooWide([PLANNED], trials(spread(0).slice(0, 4)), 0.03);
  assertEquals(wide, [
    { what: "b against a", metric: "time_seconds" },
    { what: "a", metric: "time_seconds" },
    { what: "b", metric: "time_seconds" },
  ]);
});

Deno.test("tooWide() leaves the warm-up block and failed trials out", () => {
  const good = trials(spread(0.01));
  const strange = trials([[100, 1], [1, 100]]);
  assertEquals(
    tooWide([PLANNED], [
      ...good,
      ...strange.map((trial) => ({ ...trial, block: 0, warm_up: true })),
      ...strange.map((trial) => ({ ...trial, block: 9, error: "refused" })),
    ], 0.03),
    [],
  );
});

Deno.test("tooWide() takes shares as they are, also where they are 0", () => {
  const planned = { ...PLANNED, metric: "loss_ratio" } as const;
  const none: [number, number][] = Array(6).fill([0, 0]);
  assertEquals(tooWide([planned], trials(none, "loss_ratio"), 0.03), []);
  const some: [number, number][] = [0, 0.1, 0.2, 0, 0.1, 0.2].map((
    b,
  ) => [0, b]);
  const [widest] = tooWide([planned], trials(some, "loss_ratio"), 0.03);
  assertEquals(widest?.what, "b against a");
  assertAlmostEquals(widest!.half_width_ratio!, 0.1, 0.01);
});

Deno.test("tooWide() has nothing to say where nothing is compared", () => {
  assertEquals(tooWide([], trials(spread(1)), 0.03), []);
});
