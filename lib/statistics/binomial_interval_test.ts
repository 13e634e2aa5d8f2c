import { assertAlmostEquals, assertThrows } from "@std/assert";
import reference from "../../fixtures/statistics/reference.json" with {
  type: "json",
};
import { binomialInterval } from "./binomial_interval.ts";

Deno.test("binomialInterval() agrees with R's binom.test()", () => {
  for (const { hits, tosses, low, high } of reference.binomial_interval) {
    const found = binomialInterval(hits, tosses);
    assertAlmostEquals(found.low, low, 1e-9, `low of ${hits} in ${tosses}`);
    assertAlmostEquals(found.high, high, 1e-9, `high of ${hits} in ${tosses}`);
  }
});

Deno.test("binomialInterval() is wider the surer it must be", () => {
  // R: binom.test(3, 60, conf.level = 0.99)$conf.int
  const { low, high } = binomialInterval(3, 60, 0.99);
  assertAlmostEquals(low, 0.00571072437431, 1e-12);
  assertAlmostEquals(high, 0.1711853890412, 1e-12);
});

Deno.test("binomialInterval() refuses numbers that make no sense", () => {
  for (
    const [hits, tries] of [[-1, 5], [6, 5], [0, 0], [0.5, 2], [
      NaN,
      5,
    ]] as const
  ) {
    assertThrows(() => binomialInterval(hits, tries), RangeError, `${hits} of`);
  }
  assertThrows(() => binomialInterval(1, 2, 1), RangeError, "confidence");
});
