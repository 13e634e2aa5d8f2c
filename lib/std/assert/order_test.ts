import {
  assertGreater,
  assertGreaterOrEqual,
  AssertionError,
  assertLess,
  assertLessOrEqual,
} from "@std/assert";
import { throws } from "node:assert/strict";

Deno.test("assertions of order hold for numbers, texts, big integers and dates", () => {
  assertGreater(2, 1);
  assertGreaterOrEqual("a", "a");
  assertLess(1n, 2n);
  assertLessOrEqual(new Date(0), new Date(1));
});

Deno.test("assertions of order refuse, with the relation or the caller's words", () => {
  throws(() => assertGreater(1, 1), new AssertionError("Expect 1 > 1"));
  throws(() => assertGreaterOrEqual(0, 1), new AssertionError("Expect 0 >= 1"));
  throws(() => assertLess(1, 1), new AssertionError("Expect 1 < 1"));
  throws(() => assertLessOrEqual(2, 1), new AssertionError("Expect 2 <= 1"));
  throws(() => assertLess(2, 1, "too slow"), new AssertionError("too slow"));
});

Deno.test("NaN stands in no order", () => {
  for (
    const assertion of [
      assertGreater,
      assertGreaterOrEqual,
      assertLess,
      assertLessOrEqual,
    ]
  ) throws(() => assertion(NaN, NaN), AssertionError);
});
