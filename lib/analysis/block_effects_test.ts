import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Metrics } from "../experiment/metric.ts";
import { driftEffect, firstBlockEffect } from "./block_effects.ts";
import { comparedValues } from "../experiment/compared_values.ts";
import { measuredBlocks } from "./testing/measured_blocks.ts";
import { normalNoise } from "./testing/normal_noise.ts";

/** What ten conditions are compared by, when a block makes them slower by a factor. */
function compared(
  blocks: number,
  slowness: (block: number) => number,
  metricsOf = (slowness: number): Metrics => ({ time_seconds: slowness }),
) {
  const noise = normalNoise("block effects");
  const names = Array.from({ length: 10 }, (_, index) => `c${index}`);
  const trials = measuredBlocks(Object.fromEntries(names.map((name, index) => [
    name,
    Array.from(
      { length: blocks },
      (_, block) =>
        metricsOf((index + 1) * slowness(block + 1) * Math.exp(0.02 * noise())),
    ),
  ])));
  const metrics = Object.keys(trials[0]!.metrics) as (keyof Metrics)[];
  return comparedValues(
    trials,
    metrics.flatMap((metric) =>
      names.map((name) => ({ metric, baseline: "c0", treatment: name }))
    ),
  );
}

const steady = () => 1;
const slowStart = (block: number) => block === 1 ? 1.3 : 1;
const slower = (block: number) => 1.02 ** block;

Deno.test("firstBlockEffect() says how much slower the first block was", () => {
  const effect = firstBlockEffect(compared(6, slowStart))!;
  assertEquals([effect.firstBlock, effect.blocks], [1, 6]);
  assertAlmostEquals(effect.slowness, 1.3, 0.03);
});

Deno.test("firstBlockEffect() knows that a higher throughput is no slowness", () => {
  const effect = firstBlockEffect(
    compared(6, slowStart, (slowness) => ({
      throughput_bytes_per_second: 1e6 / slowness,
    })),
  )!;
  assertAlmostEquals(effect.slowness, 1.3, 0.03);
});

Deno.test("firstBlockEffect() finds nothing in steady blocks, nor where another is as far off", () => {
  assertEquals(firstBlockEffect(compared(6, steady)), undefined);
  const two = (block: number) => block === 1 ? 1.3 : block === 4 ? 1.5 : 1;
  assertEquals(firstBlockEffect(compared(6, two)), undefined);
});

Deno.test("firstBlockEffect() needs five blocks and eight conditions", () => {
  assertEquals(firstBlockEffect(compared(4, slowStart)), undefined);
  assertEquals(
    firstBlockEffect(compared(6, slowStart).slice(0, 7)),
    undefined,
  );
  assertEquals(firstBlockEffect([]), undefined);
});

Deno.test("firstBlockEffect() counts a condition once, by however many metrics it is compared", () => {
  const both = compared(6, slowStart, (slowness) => ({
    time_seconds: slowness,
    first_byte_seconds: slowness,
  }));
  assertEquals(firstBlockEffect(both.slice(0, 14)), undefined);
});

Deno.test("driftEffect() says how much slower the last block was than the first", () => {
  const effect = driftEffect(compared(12, slower))!;
  assertEquals(effect.blocks, 12);
  assertAlmostEquals(effect.slowness, 1.02 ** 11, 0.03);
});

Deno.test("driftEffect() finds nothing in steady blocks, in a slow first one or in few", () => {
  assertEquals(driftEffect(compared(12, steady)), undefined);
  assertEquals(driftEffect(compared(12, slowStart)), undefined);
  assertEquals(driftEffect(compared(7, slower)), undefined);
  assertEquals(driftEffect([]), undefined);
});

Deno.test("firstBlockEffect() and driftEffect() pass over counts and constants", () => {
  const counts = compared(12, slower, (value) => ({ writes: value }));
  assertEquals([firstBlockEffect(counts), driftEffect(counts)], [
    undefined,
    undefined,
  ]);
  const constant = compared(12, slower, () => ({ time_seconds: 3 }));
  assertEquals([firstBlockEffect(constant), driftEffect(constant)], [
    undefined,
    undefined,
  ]);
});
