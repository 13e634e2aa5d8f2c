import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import reference from "../../fixtures/statistics/reference.json" with {
  type: "json",
};
import { dipTest } from "./dip.ts";

/** Up to here the table is fine enough for R's p-value; above it is coarser. */
const FINE = 0.2;

/** Both tables are simulated, each for itself. */
const SIMULATED = { absolute: 1e-3, relative: 0.1 };

function assertAgrees(
  values: readonly number[],
  expected: { dip: number; p_value: number },
) {
  const { dip, pValue } = dipTest(values);
  const message = `${values.length} values: ${values.slice(0, 12)}`;
  assertAlmostEquals(dip, expected.dip, 1e-9, message);
  const tolerance = expected.p_value <= FINE
    ? SIMULATED.absolute + SIMULATED.relative * expected.p_value
    : 0.2;
  assertAlmostEquals(pValue, expected.p_value, tolerance, message);
}

Deno.test("dipTest() agrees with R's diptest for 5 to 100 values, tied ones too", () => {
  for (const { values, ...expected } of reference.dip_small) {
    assertAgrees(values, expected);
  }
});

for (const { n, gap, ...expected } of reference.dip_large) {
  Deno.test(`dipTest() agrees with R's diptest for ${n} values with a gap of ${gap}`, () => {
    // the same sum as in reference.R
    const values = Array.from({ length: n }, (_, index) => {
      const golden = ((index + 1) * 0.6180339887498949) % 1;
      return golden + (golden < 0.5 ? 0 : gap);
    });
    assertAgrees(values, expected);
  });
}

Deno.test("dipTest() tells two far heaps of four from one", () => {
  const { dip, pValue } = dipTest([1, 1.1, 1.2, 1.3, 9, 9.1, 9.2, 9.3]);
  assertAlmostEquals(dip, 0.25, 0.03);
  assertAlmostEquals(pValue, 0, 1e-3);
});

Deno.test("dipTest() finds one mode in equal values", () => {
  assertEquals(dipTest(Array(12).fill(3)), { dip: 1 / 24, pValue: 1 });
});

Deno.test("dipTest() cannot tell anything from fewer than five values", () => {
  assertEquals(dipTest([1, 1.1, 9, 9.1]).pValue, 1);
  assertThrows(() => dipTest([]), RangeError, "there is no value");
});
