import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import reference from "../../fixtures/statistics/reference.json" with {
  type: "json",
};
import { trend } from "./trend.ts";

for (const { values, ...expected } of reference.trend_exact) {
  Deno.test(`trend() agrees with R for ${values.length} values`, () => {
    const found = trend(values);
    assertAlmostEquals(found.tau, expected.tau, 1e-12);
    assertAlmostEquals(found.pValue, expected.p_value, 1e-12);
    assertAlmostEquals(found.slope, expected.slope, 1e-12);
  });
}

Deno.test("trend() agrees with R's approximation where there are ties", () => {
  for (const { values, ...expected } of reference.trend_tied) {
    const found = trend(values);
    assertAlmostEquals(found.tau, expected.tau, 1e-12);
    assertAlmostEquals(found.pValue, expected.p_value, 1e-6 * expected.p_value);
    assertAlmostEquals(found.slope, expected.slope, 1e-12);
  }
});

Deno.test("trend() finds none in equal values", () => {
  assertEquals(trend([4, 4, 4, 4]), { tau: 0, pValue: 1, slope: 0 });
});

Deno.test("trend() of ten rising values is as unlikely as two orders of all", () => {
  const { tau, pValue, slope } = trend([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
  assertEquals([tau, slope], [1, 2]);
  assertAlmostEquals(pValue, 2 / 3_628_800, 1e-15);
});

Deno.test("trend() needs two values", () => {
  assertThrows(() => trend([1]), RangeError, "there are 1");
});
