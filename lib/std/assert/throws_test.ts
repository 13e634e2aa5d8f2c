import { AssertionError, assertRejects, assertThrows } from "@std/assert";
import { equal, rejects, throws } from "node:assert/strict";

class PortError extends RangeError {}

function fails(): never {
  throw new PortError("port 70000 is \u001b[31mtoo large\u001b[39m");
}

Deno.test("assertThrows returns what was thrown", () => {
  equal(assertThrows(fails) instanceof PortError, true);
  equal(assertThrows(fails, PortError).name, "RangeError");
  equal(assertThrows(fails, RangeError, "is too large") instanceof Error, true);
  equal(
    assertThrows(() => {
      throw "a text";
    }),
    "a text",
  );
});

Deno.test("assertThrows refuses a function that returns", () => {
  throws(
    () => assertThrows(() => 1),
    new AssertionError("Expected function to throw."),
  );
  throws(
    () => assertThrows(() => 1, "note"),
    new AssertionError("Expected function to throw: note"),
  );
});

Deno.test("assertThrows refuses another error than the expected one", () => {
  throws(
    () => assertThrows(fails, TypeError, "", "note"),
    new AssertionError(
      'Expected error to be instance of "TypeError", but was "PortError": note',
    ),
  );
  throws(
    () => assertThrows(fails, PortError, "too small"),
    /^AssertionError: Expected error message to include "too small", but got "port 70000/,
  );
  throws(
    () =>
      assertThrows(() => {
        throw "a text";
      }, Error),
    new AssertionError("A non-Error object was thrown."),
  );
});

Deno.test("assertRejects returns what the promise was rejected with", async () => {
  const rejected = () => Promise.reject(new PortError("port 70000"));
  equal(await assertRejects(rejected) instanceof PortError, true);
  equal(
    (await assertRejects(rejected, PortError, "70000")).message,
    "port 70000",
  );
});

Deno.test("assertRejects refuses everything else", async () => {
  await rejects(
    assertRejects(() => Promise.resolve(1), "note"),
    new AssertionError("Expected function to reject: note"),
  );
  await rejects(
    assertRejects(() => Promise.reject(new Error("a")), TypeError),
    new AssertionError(
      'Expected error to be instance of "TypeError", but was "Error".',
    ),
  );
  await rejects(
    assertRejects(() => Promise.reject("a text"), Error),
    new AssertionError("A non-Error object was rejected."),
  );
});

Deno.test("assertRejects refuses a function that fails before there is a promise", async () => {
  await rejects(
    assertRejects(fails, PortError),
    new AssertionError("Function throws when expected to reject."),
  );
});
