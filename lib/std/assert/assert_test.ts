import { assert, assertExists, assertFalse, AssertionError } from "@std/assert";
import { equal, throws } from "node:assert/strict";

const FALSY = [false, 0, 0n, "", null, undefined, NaN];
const TRUTHY = [true, 1, 1n, "0", [], {}];

Deno.test("assert accepts what is truthy and assertFalse what is not", () => {
  TRUTHY.forEach((value) => assert(value));
  FALSY.forEach((value) => assertFalse(value));
});

Deno.test("assert refuses what is falsy and assertFalse what is not", () => {
  for (const value of FALSY) {
    throws(() => assert(value, "no book"), new AssertionError("no book"));
  }
  for (const value of TRUTHY) {
    throws(() => assertFalse(value, "a book"), new AssertionError("a book"));
  }
});

Deno.test("assert narrows the type", () => {
  const port: number | undefined = [80].at(0);
  assert(port !== undefined);
  equal(port.toFixed(), "80");
});

Deno.test("assertExists refuses only null and undefined", () => {
  [0, "", false, NaN].forEach((value) => assertExists(value));
  throws(
    () => assertExists(null),
    new AssertionError('Expected actual: "null" to not be null or undefined.'),
  );
  throws(
    () => assertExists(undefined, "no ledger"),
    new AssertionError(
      'Expected actual: "undefined" to not be null or undefined: no ledger',
    ),
  );
});

Deno.test("AssertionError has its name and can have a cause", () => {
  const error = new AssertionError("lost", { cause: "loss" });
  equal(String(error), "AssertionError: lost");
  equal(error.cause, "loss");
});
