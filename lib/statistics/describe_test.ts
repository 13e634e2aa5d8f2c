import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { describe } from "./describe.ts";

Deno.test("describe() agrees with the certified values of NIST's NumAcc data sets", () => {
  // https://www.itl.nist.gov/div898/strd/univ/homepage.html: one value, then 500
  // pairs 0.1 below and above it. The large ones show lost digits.
  for (const middle of [1.2, 1_000_000.2, 10_000_000.2]) {
    const pairs = Array.from(
      { length: 500 },
      () => [middle - 0.1, middle + 0.1],
    );
    const found = describe([middle, ...pairs.flat()]);
    assertEquals(found.n, 1001);
    assertAlmostEquals(found.mean, middle, 1e-8);
    assertAlmostEquals(found.standardDeviation!, 0.1, 1e-8);
    assertEquals(found.median, middle);
  }
});

Deno.test("describe() divides by n - 1", () => {
  assertAlmostEquals(
    describe([2, 4, 4, 4, 5, 5, 7, 9]).standardDeviation!,
    Math.sqrt(32 / 7),
    1e-12,
  );
});

Deno.test("describe() leaves out what one value cannot tell", () => {
  assertEquals(describe([3]), {
    n: 1,
    median: 3,
    mean: 3,
    minimum: 3,
    maximum: 3,
  });
});

Deno.test("describe() sorts numbers as numbers and leaves its argument alone", () => {
  const values = [10, 9, 1000, 8, 100];
  assertEquals(describe(values).median, 10);
  assertEquals(values, [10, 9, 1000, 8, 100]);
});

Deno.test("describe() refuses an empty sample", () => {
  assertThrows(() => describe([]), RangeError, "it has no value");
});
