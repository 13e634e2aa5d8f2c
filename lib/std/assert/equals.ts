/**
 * Equality by structure.
 *
 * @module
 */

import { AssertionError } from "./assertion_error.ts";
import { difference } from "./difference.ts";
import { equal } from "./equal.ts";
import { show, withNote } from "./message.ts";

/**
 * Asserts that two values are equal by structure: the same kind of object with
 * equal properties, elements or entries, and so on down. `NaN` equals `NaN`; a
 * property that is `undefined` differs from one that is absent.
 *
 * @param actual The value that there is.
 * @param expected The value that there should be.
 * @param msg What to add to the message.
 * @throws {AssertionError} If they differ; the message shows how.
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw new AssertionError(
    `Values are not equal${withNote(msg)}\n${difference(actual, expected)}`,
  );
}

/**
 * Asserts that two values are not equal by structure.
 *
 * @param actual The value that there is.
 * @param expected The value that there should not be.
 * @param msg What to add to the message.
 * @throws {AssertionError} If they are equal.
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    `Expected actual: ${show(actual)} not to be: ${show(expected)}${
      withNote(msg)
    }`,
  );
}
