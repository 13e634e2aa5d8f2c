/**
 * Assertions about whether there is something at all.
 *
 * @module
 */

import { AssertionError } from "./assertion_error.ts";
import { withNote } from "./message.ts";

/** The values that a condition takes for false. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/**
 * Asserts that a condition holds.
 *
 * @param expr The condition; any truthy value will do.
 * @param msg Message of the error.
 * @throws {AssertionError} If `expr` is falsy.
 */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/**
 * Asserts that a condition does not hold.
 *
 * @param expr The condition; any falsy value will do.
 * @param msg Message of the error.
 * @throws {AssertionError} If `expr` is truthy.
 */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}

/**
 * Asserts that a value is neither `null` nor `undefined`.
 *
 * @param actual The value.
 * @param msg What to add to the message.
 * @throws {AssertionError} If `actual` is `null` or `undefined`.
 */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  throw new AssertionError(
    `Expected actual: "${actual}" to not be null or undefined${withNote(msg)}`,
  );
}
