import { assertAlmostEquals, AssertionError } from "@std/assert";
import { throws } from "node:assert/strict";

Deno.test("assertAlmostEquals allows 1e-7 of the expected number", () => {
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(1_000_000.01, 1_000_000);
  throws(() => assertAlmostEquals(1.000_001, 1), AssertionError);
});

Deno.test("assertAlmostEquals takes an absolute tolerance", () => {
  assertAlmostEquals(10, 12, 2);
  throws(
    () => assertAlmostEquals(10, 12, 1, "seconds"),
    new AssertionError(
      'Expected actual: "10" to be close to "12": delta "2" is greater than "1": seconds',
    ),
  );
});

Deno.test("assertAlmostEquals accepts NaN and infinity only for themselves", () => {
  assertAlmostEquals(NaN, NaN);
  assertAlmostEquals(Infinity, Infinity);
  throws(() => assertAlmostEquals(NaN, 1), AssertionError);
  throws(() => assertAlmostEquals(Infinity, -Infinity), AssertionError);
});
