import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
} from "@std/assert";
import type { PlannedComparison } from "../experiment/comparison_plan.ts";
import type { MetricName } from "../experiment/metric.ts";
import { compare } from "./comparison.ts";
import { EXPERIMENT, measuredBlocks } from "./testing/measured_blocks.ts";
import { normalNoise } from "./testing/normal_noise.ts";

/** Ten blocks of small noise, the same in every test. */
const BLOCKS = [1, 1.01, 0.99, 1.02, 0.98, 1.005, 0.995, 1.015, 0.985, 1.03];

function plan(metric: MetricName, factor = "noDelay"): PlannedComparison {
  return { metric, factor, baseline: "off", treatment: "on" };
}

/** Compares two conditions by one metric, given its values block by block. */
function compared(
  metric: MetricName,
  { off, on }: { off: readonly number[]; on: readonly number[] },
) {
  const metricsOf = (values: readonly number[]) =>
    values.map((value) => ({ [metric]: value }));
  const trials = measuredBlocks({ off: metricsOf(off), on: metricsOf(on) });
  return compare(EXPERIMENT, [plan(metric)], trials)[0]!;
}

/** The noise times a factor; the treatment's noise is in another order than the baseline's. */
const times = (factor: number) => BLOCKS.map((noise) => noise * factor);
const turned = (factor: number) => times(factor).toReversed();

Deno.test("compare() says faster or slower by what more of the metric means", () => {
  for (
    const [metric, ratio, verdict] of [
      ["throughput_bytes_per_second", 1.5, "faster"],
      ["throughput_bytes_per_second", 0.5, "slower"],
      ["time_seconds", 1.5, "slower"],
      ["time_seconds", 0.5, "faster"],
      ["writes", 1.5, "more"],
      ["writes", 0.5, "less"],
    ] as const
  ) {
    const found = compared(metric, { off: times(20), on: turned(20 * ratio) });
    assertEquals(found.verdict, verdict, `${metric} times ${ratio}`);
    assertEquals([found.effect, found.blocks], ["ratio", 10]);
    assertAlmostEquals(found.estimate!, ratio, 0.02);
    assert(found.low! < ratio && ratio < found.high!);
    assertEquals(found.blocksNeeded, undefined);
  }
});

Deno.test("compare() calls a difference equivalent that is certain and tiny", () => {
  const found = compared("time_seconds", { off: times(2), on: times(2.02) });
  assertEquals(found.verdict, "equivalent");
  assertLess(found.pValueHolm!, 0.05);
  assertAlmostEquals(found.estimate!, 1.01, 1e-9);
});

Deno.test("compare() is inconclusive where the noise is larger than the difference", () => {
  const noise = normalNoise("inconclusive");
  const noisy = (factor: number) =>
    BLOCKS.map(() => factor * Math.exp(0.3 * noise()));
  const found = compared("time_seconds", { off: noisy(1), on: noisy(1.1) });
  assertEquals(found.verdict, "inconclusive");
  assertGreater(found.blocksNeeded!, 10);
  assertGreater(found.coverage, 0.95);
});

Deno.test("compare() tells no difference by five blocks, however large, and asks for a sixth", () => {
  const five = BLOCKS.slice(0, 5);
  const found = compared("time_seconds", {
    off: five,
    on: five.map((value, block) => value * (10 + block)),
  });
  assertEquals(found.verdict, "inconclusive");
  assertEquals(found.coverage, 0.9375);
  assertEquals(found.pValue, 0.0625);
  assertEquals(found.blocksNeeded, 6);
});

Deno.test("compare() has no interval below five blocks and no estimate without any", () => {
  const { verdict, low, estimate, coverage, blocksNeeded } = compared(
    "time_seconds",
    { off: [1, 1, 1, 1], on: [2, 2, 2, 2] },
  );
  assertEquals([verdict, low, coverage], ["inconclusive", undefined, 0]);
  assertAlmostEquals(estimate!, 2, 1e-12);
  assertEquals(blocksNeeded, 6);

  const none = compared("time_seconds", { off: [1, 1, 1], on: [] });
  assertEquals(none.verdict, "inconclusive");
  assertEquals([none.blocks, none.estimate, none.pValue], [
    0,
    undefined,
    undefined,
  ]);
});

Deno.test("compare() takes differences where a trial has 0", () => {
  const off = [0.5, 0.6, 0.55, 0.45, 0.5, 0.65, 0.5, 0.52];
  const found = compared("loss_ratio", { off, on: Array(8).fill(0) });
  assertEquals([found.effect, found.verdict], ["difference", "less"]);
  assertAlmostEquals(found.estimate!, -0.53, 0.03);
  // both never lose anything
  const both = { off: Array(8).fill(0), on: Array(8).fill(0) };
  assertEquals(compared("loss_ratio", both).verdict, "equivalent");
  assertEquals(compared("words_lost", both).verdict, "equivalent");
});

Deno.test("compare() takes the margin of a share as points, of a count as part of the baseline", () => {
  const off = [0, 0.01, 0.02, 0, 0.01, 0.02, 0, 0.01];
  const on = off.map((loss) => loss + 0.02);
  assertEquals(compared("loss_ratio", { off, on }).verdict, "equivalent");
  assertEquals(compared("words_lost", { off, on }).verdict, "more");
});

Deno.test("compare() uses only the blocks that both conditions have", () => {
  const trials = measuredBlocks({
    off: [1, 1, 1, 1, 1, 1, 1, 500].map((value) => ({ time_seconds: value })),
    on: [500, 2, 2, 2, 2, 2, 2].map((value, block) =>
      block === 0 ? undefined : { time_seconds: value }
    ),
  });
  const [found] = compare(EXPERIMENT, [plan("time_seconds")], trials);
  assertEquals(found!.blocks, 6);
  assertEquals(found!.verdict, "slower");
  assertAlmostEquals(found!.estimate!, 2, 1e-12);
});

Deno.test("compare() leaves out the warm-up block and failed trials", () => {
  const values = Array.from({ length: 8 }, () => ({ time_seconds: 1 }));
  const trials = measuredBlocks({ off: values, on: values });
  const spoilt = trials.map((trial) => {
    const wild = { ...trial, metrics: { time_seconds: 100 } };
    if (trial.condition === "on" && trial.block === 1) {
      return { ...wild, warm_up: true };
    }
    return trial.condition === "on" && trial.block === 2
      ? { ...wild, error: "connection refused" }
      : trial;
  });
  const [found] = compare(EXPERIMENT, [plan("time_seconds")], spoilt);
  assertEquals([found!.blocks, found!.low, found!.high], [6, 1, 1]);
});

Deno.test("compare() corrects over the comparisons that could be made, and no others", () => {
  const trials = measuredBlocks({
    off: times(1).map((value) => ({ time_seconds: value, writes: 7 })),
    on: turned(1.5).map((value) => ({ time_seconds: value, writes: 7 })),
  });
  const [alone] = compare(EXPERIMENT, [plan("time_seconds")], trials);
  const [first, second, missing] = compare(
    EXPERIMENT,
    [plan("time_seconds"), plan("writes"), plan("loss_ratio")],
    trials,
  );
  assertEquals([alone!.familySize, first!.familySize], [1, 2]);
  assertEquals(first!.pValue, alone!.pValue);
  assertAlmostEquals(first!.pValueHolm!, 2 * alone!.pValueHolm!, 1e-12);
  assertEquals(second!.pValueHolm, 1);
  assertEquals(missing!.pValueHolm, undefined);
});

Deno.test("compare() marks a comparison of a condition with itself", () => {
  const trials = measuredBlocks({
    off: times(1).map((value) => ({ time_seconds: value })),
    on: turned(1).map((value) => ({ time_seconds: value })),
  });
  const found = compare(
    EXPERIMENT,
    [plan("time_seconds"), plan("time_seconds", "")],
    trials,
  );
  assertEquals(found.map(({ sameCondition }) => sameCondition), [false, true]);
});

Deno.test("compare() keeps to the margin and the level that it is given", () => {
  const trials = measuredBlocks({
    off: times(1).map((value) => ({ time_seconds: value })),
    on: turned(1.1).map((value) => ({ time_seconds: value })),
  });
  const verdictWith = (options: { margin?: number; level?: number }) =>
    compare(EXPERIMENT, [plan("time_seconds")], trials, options)[0]!.verdict;
  assertEquals(verdictWith({}), "slower");
  assertEquals(verdictWith({ margin: 0.3 }), "equivalent");
  assertEquals(verdictWith({ level: 0.0001 }), "inconclusive");
});

Deno.test("compare() cries wolf in few families, and its intervals cover", () => {
  // of 10,000 such families 4.6% had a false alarm, and 95.0% of the intervals held 1
  const families = 300;
  const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const planned = names.map((name): PlannedComparison => ({
    metric: "time_seconds",
    factor: "",
    baseline: name,
    treatment: `${name} (again)`,
  }));
  const noise = normalNoise("families");
  const values = () =>
    BLOCKS.map(() => ({ time_seconds: Math.exp(0.2 * noise()) }));
  let alarms = 0;
  let covering = 0;
  for (let family = 0; family < families; family++) {
    const trials = measuredBlocks(Object.fromEntries(
      planned.flatMap(({ baseline, treatment }) => [
        [baseline, values()],
        [treatment, values()],
      ]),
    ));
    const found = compare(EXPERIMENT, planned, trials);
    if (
      found.some(({ verdict }) =>
        verdict !== "equivalent" && verdict !== "inconclusive"
      )
    ) alarms++;
    covering += found.filter(({ low, high }) => low! <= 1 && high! >= 1).length;
  }
  // three standard errors beyond the target
  assertLess(alarms / families, 0.05 + 3 * Math.sqrt(0.05 * 0.95 / families));
  const coverage = covering / families / names.length;
  assertGreater(coverage, 0.93);
  assertLess(coverage, 0.97);
});
