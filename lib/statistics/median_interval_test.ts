import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { medianInterval } from "./median_interval.ts";
import reference from "../../fixtures/statistics/median_interval.json" with {
  type: "json",
};

const ascending = (a: number, b: number) => a - b;

for (const { source, values, confidence, ...expected } of reference.cases) {
  Deno.test(`medianInterval() agrees with ${source.split(",")[0]} at ${confidence}`, () => {
    const interval = medianInterval(values.toSorted(ascending), confidence)!;
    assertAlmostEquals(interval.low, expected.low, expected.tolerance);
    assertAlmostEquals(interval.high, expected.high, expected.tolerance);
    assertEquals(interval.method, "interpolated");
    assertEquals(interval.coverage, confidence);
  });
}

Deno.test("medianInterval() agrees with SciPy from 6 to 1,000 values", () => {
  for (const [n, [low, high]] of Object.entries(reference.squares)) {
    const squares = Array.from({ length: Number(n) }, (_, i) => (i + 1) ** 2);
    const interval = medianInterval(squares)!;
    assertAlmostEquals(interval.low, low!, 1e-9 * low!, `low of ${n}`);
    assertAlmostEquals(interval.high, high!, 1e-9 * high!, `high of ${n}`);
  }
});

Deno.test("medianInterval() says that the extremes of five values cover 93.75%", () => {
  assertEquals(medianInterval([1, 2, 3, 4, 50]), {
    low: 1,
    high: 50,
    method: "extremes",
    coverage: 0.9375,
  });
});

Deno.test("medianInterval() has no interval for fewer than five values", () => {
  assertEquals(medianInterval([1, 2, 3, 4]), undefined);
  assertEquals(medianInterval([]), undefined);
});

Deno.test("medianInterval() holds for samples beyond the range of 0.5 ** n", () => {
  const n = 100_000;
  const interval = medianInterval(Array.from({ length: n }, (_, i) => i))!;
  // The normal approximation of the binomial is exact enough here.
  assertAlmostEquals(interval.low, n / 2 - 1.96 * Math.sqrt(n) / 2, 2);
  assertAlmostEquals(interval.high, n / 2 + 1.96 * Math.sqrt(n) / 2, 2);
});

Deno.test("medianInterval() of equal values is that value", () => {
  const interval = medianInterval(Array(9).fill(0.1))!;
  assertEquals([interval.low, interval.high], [0.1, 0.1]);
});

Deno.test("medianInterval() refuses a confidence that makes no sense", () => {
  for (const confidence of [0, 0.49, 1, 95, NaN]) {
    assertThrows(
      () => medianInterval([1, 2, 3, 4, 5, 6], confidence),
      RangeError,
      `current value is ${confidence}`,
    );
  }
});
