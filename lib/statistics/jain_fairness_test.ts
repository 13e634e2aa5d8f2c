import { assertAlmostEquals, assertEquals } from "@std/assert";
import { jainFairness } from "./jain_fairness.ts";

Deno.test("jainFairness() is 1 for equal shares and k/n where k of n share evenly", () => {
  assertEquals(jainFairness([3, 3, 3, 3]), 1);
  assertEquals(jainFairness([1, 0, 0, 0]), 0.25);
  assertEquals(jainFairness([5, 5, 0, 0]), 0.5);
  // two shares of which one is twice the other: 9 / (2 · 5)
  assertAlmostEquals(jainFairness([2, 1]), 0.9);
});

Deno.test("jainFairness() does not depend on the unit, and calls it fair when nobody gets anything", () => {
  assertAlmostEquals(jainFairness([2e6, 1e6]), jainFairness([2, 1]));
  assertEquals(jainFairness([0, 0]), 1);
});
