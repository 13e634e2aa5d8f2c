import { AssertionError, assertStrictEquals } from "@std/assert";
import { throws } from "node:assert/strict";

Deno.test("assertStrictEquals accepts one and the same value", () => {
  const list = [1];
  assertStrictEquals(list, list);
  assertStrictEquals("a", "a");
  assertStrictEquals(NaN, NaN);
});

Deno.test("assertStrictEquals refuses another value, and zero of another sign", () => {
  throws(
    () => assertStrictEquals(1, 2, "ports"),
    /^AssertionError: Values are not strictly equal: ports\n/,
  );
  throws(() => assertStrictEquals(0, -0), AssertionError);
});

Deno.test("assertStrictEquals says so if two objects only look alike", () => {
  throws(
    () => assertStrictEquals({ a: 1 }, { a: 1 }),
    /^AssertionError: Values have the same structure but are not reference-equal\.\n/,
  );
});
