import { assertAlmostEquals, assertEquals } from "@std/assert";
import { normalNoise } from "./testing/normal_noise.ts";
import { twoModes } from "./two_modes.ts";

const noise = normalNoise("two modes");

/** Values about a centre, with 3% of noise. */
function about(centre: number, n: number): number[] {
  return Array.from({ length: n }, () => centre * Math.exp(0.03 * noise()));
}

Deno.test("twoModes() finds both modes and how many values are in each", () => {
  const [lower, upper] = twoModes([...about(20, 5), ...about(10, 7)], 0.01)!;
  assertEquals([lower.trials, upper.trials], [7, 5]);
  assertAlmostEquals(lower.value, 10, 0.5);
  assertAlmostEquals(upper.value, 20, 1);
});

Deno.test("twoModes() finds none in one heap, in equal values or in a single far value", () => {
  assertEquals(twoModes(about(10, 20), 0.01), undefined);
  assertEquals(twoModes(Array(12).fill(4), 0.01), undefined);
  assertEquals(twoModes([...about(10, 11), 50], 0.01), undefined);
});

Deno.test("twoModes() passes over modes that are near each other", () => {
  const near = [...Array(8).fill(100), ...Array(8).fill(110)];
  assertEquals(twoModes(near, 0.01), undefined);
});

Deno.test("twoModes() has no answer for few values or where one is 0", () => {
  assertEquals(twoModes([1, 1, 1, 1, 9, 9, 9], 0.05), undefined);
  assertEquals(twoModes([0, 0, 0, 0, 0, 9, 9, 9, 9, 9], 0.05), undefined);
});
