/**
 * Assertions about which of two values is the greater one, for everything that
 * the operators `<` and `>` order.
 *
 * @module
 */

import { AssertionError } from "./assertion_error.ts";
import { show } from "./message.ts";

/**
 * Asserts `actual > expected`.
 *
 * @param actual The value that should be greater.
 * @param expected The bound.
 * @param msg Message of the error, in place of the usual one.
 * @throws {AssertionError} If it is not so.
 */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) refuse(`${show(actual)} > ${show(expected)}`, msg);
}

/**
 * Asserts `actual >= expected`.
 *
 * @param actual The value that should not be less.
 * @param expected The bound.
 * @param msg Message of the error, in place of the usual one.
 * @throws {AssertionError} If it is not so.
 */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!(actual >= expected)) {
    refuse(`${show(actual)} >= ${show(expected)}`, msg);
  }
}

/**
 * Asserts `actual < expected`.
 *
 * @param actual The value that should be less.
 * @param expected The bound.
 * @param msg Message of the error, in place of the usual one.
 * @throws {AssertionError} If it is not so.
 */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) refuse(`${show(actual)} < ${show(expected)}`, msg);
}

/**
 * Asserts `actual <= expected`.
 *
 * @param actual The value that should not be greater.
 * @param expected The bound.
 * @param msg Message of the error, in place of the usual one.
 * @throws {AssertionError} If it is not so.
 */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!(actual <= expected)) {
    refuse(`${show(actual)} <= ${show(expected)}`, msg);
  }
}

function refuse(relation: string, message: string | undefined): never {
  throw new AssertionError(message ?? `Expect ${relation}`);
}
