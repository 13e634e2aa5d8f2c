import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertThrows,
} from "@std/assert";
import reference from "../../fixtures/statistics/reference.json" with {
  type: "json",
};
import { signedRank, smallestP } from "./signed_rank.ts";

for (const { values, ...expected } of reference.signed_rank_exact) {
  Deno.test(`signedRank() agrees with R for ${values.length} differences`, () => {
    const found = signedRank(values);
    assertEquals(found.n, values.length);
    assertAlmostEquals(found.pValue, expected.p_value, 1e-12);
    assertAlmostEquals(found.estimate, expected.estimate, 1e-12);
    assertAlmostEquals(found.low!, expected.low, 1e-12);
    assertAlmostEquals(found.high!, expected.high, 1e-12);
    assertAlmostEquals(found.coverage, expected.coverage, 1e-12);
  });
}

Deno.test("signedRank() is exact where there are ties and zeros, as R's coin is", () => {
  for (const { values, p_value } of reference.signed_rank_tied) {
    assertAlmostEquals(
      signedRank(values).pValue,
      p_value,
      1e-12,
      values.join(),
    );
  }
});

Deno.test("signedRank() agrees with R's approximation above a hundred differences", () => {
  for (const { values, ...expected } of reference.signed_rank_large) {
    const found = signedRank(values);
    assertAlmostEquals(found.pValue, expected.p_value, 1e-6 * expected.p_value);
    // R searches for the ends where we take the next Walsh average
    assertAlmostEquals(found.estimate, expected.estimate, 1e-4);
    assertAlmostEquals(found.low!, expected.low, 0.003);
    assertAlmostEquals(found.high!, expected.high, 0.003);
    assertEquals(found.coverage, 0.95);
  }
});

Deno.test("signedRank()'s interval leaves out 0 exactly where the test is significant", () => {
  for (const { values } of reference.signed_rank_exact) {
    const { low, high, pValue, coverage } = signedRank(values);
    assertEquals(low! > 0 || high! < 0, pValue <= 1 - coverage + 1e-12);
  }
});

Deno.test("signedRank() says that the extremes of five differences cover 93.75%", () => {
  assertEquals(signedRank([5, 1, 4, 2, 3]), {
    n: 5,
    estimate: 3,
    low: 1,
    high: 5,
    coverage: 0.9375,
    pValue: 0.0625,
  });
});

Deno.test("signedRank() has no interval for fewer than five differences", () => {
  assertEquals(signedRank([1, 2, 3, 4]), {
    n: 4,
    estimate: 2.5,
    coverage: 0,
    pValue: 0.125,
  });
  assertEquals(signedRank([7]).estimate, 7);
});

Deno.test("signedRank() of nothing but zeros finds nothing", () => {
  assertEquals(signedRank(Array(8).fill(0)), {
    n: 8,
    estimate: 0,
    low: 0,
    high: 0,
    coverage: signedRank([1, 2, 3, 4, 5, 6, 7, 8]).coverage,
    pValue: 1,
  });
});

Deno.test("signedRank() turns with the sign and leaves its argument alone", () => {
  const values = [3, -1, 2, 10, 6, 9];
  const found = signedRank(values);
  const turned = signedRank(values.map((value) => -value));
  assertEquals(turned.pValue, found.pValue);
  assertEquals([turned.low, turned.high], [-found.high!, -found.low!]);
  assertEquals(values, [3, -1, 2, 10, 6, 9]);
});

Deno.test("signedRank() refuses what it cannot test, and says what", () => {
  assertThrows(() => signedRank([]), RangeError, "there is none");
  for (const odd of [NaN, Infinity, -Infinity]) {
    assertThrows(() => signedRank([1, odd, 2]), RangeError, `3 is ${odd}`);
  }
  for (const confidence of [0, 0.49, 1, 95, NaN]) {
    assertThrows(
      () => signedRank([1, 2, 3, 4, 5], confidence),
      RangeError,
      `current value is ${confidence}`,
    );
  }
});

Deno.test("smallestP() is the p-value of differences of one sign", () => {
  for (const n of [1, 5, 12]) {
    const values = Array.from({ length: n }, (_, index) => index + 1);
    assertAlmostEquals(smallestP(n), signedRank(values).pValue, 1e-15);
  }
  assertEquals(smallestP(0), 1);
});

Deno.test("signedRank() copes with a thousand differences", () => {
  const values = Array.from({ length: 1000 }, (_, index) => index - 450);
  const { low, high, pValue } = signedRank(values);
  assert(low! < 49.5 && high! > 49.5);
  assertLess(pValue, 1e-6);
});
