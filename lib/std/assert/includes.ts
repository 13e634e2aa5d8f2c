/**
 * Assertions about what a text or a list holds.
 *
 * @module
 */

import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { show, withNote } from "./message.ts";

/** A list: an array, a typed array, or anything else with a length, but no text. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/**
 * Asserts that a text matches a pattern.
 *
 * @param actual The text.
 * @param expected The pattern.
 * @param msg What to add to the message.
 * @throws {AssertionError} If it does not match.
 */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (expected.test(actual)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to match: "${expected}"${withNote(msg)}`,
  );
}

/**
 * Asserts that a text contains another one.
 *
 * @param actual The text.
 * @param expected The part to look for.
 * @param msg What to add to the message.
 * @throws {AssertionError} If it is not there.
 */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to contain: "${expected}"${withNote(msg)}`,
  );
}

/**
 * Asserts that a list has an equal for every element of another one, in
 * whatever order.
 *
 * @param actual The list.
 * @param expected The elements to look for.
 * @param msg What to add to the message.
 * @throws {AssertionError} If one of them is not there.
 */
export function assertArrayIncludes<T>(
  actual: ArrayLikeArg<T>,
  expected: ArrayLikeArg<T>,
  msg?: string,
): void {
  const candidates = Array.from(actual);
  const missing = Array.from(expected).filter((wanted) =>
    !candidates.some((candidate) => equal(candidate, wanted))
  );
  if (missing.length === 0) return;
  throw new AssertionError(
    `Expected actual: "${show(actual)}" to include: "${show(expected)}"${
      withNote(msg)
    }\nmissing: ${show(missing)}`,
  );
}
