import { assertInstanceOf, AssertionError } from "@std/assert";
import { equal, throws } from "node:assert/strict";

Deno.test("assertInstanceOf accepts an instance and narrows its type", () => {
  const error: unknown = new RangeError("port");
  assertInstanceOf(error, Error);
  equal(error.message, "port");
});

Deno.test("assertInstanceOf says what there is instead", () => {
  const expected = 'Expected object to be an instance of "Date" but was ';
  throws(
    () => assertInstanceOf(new Map(), Date),
    new AssertionError(`${expected}"Map".`),
  );
  throws(
    () => assertInstanceOf(null, Date),
    new AssertionError(`${expected}"null".`),
  );
  throws(
    () => assertInstanceOf(5, Date, "started_at"),
    new AssertionError(`${expected}"number": started_at`),
  );
  throws(
    () => assertInstanceOf(Date, Date),
    new AssertionError(`${expected}not an instanced object.`),
  );
});
