/**
 * Assertions that never hold.
 *
 * @module
 */

import { AssertionError } from "./assertion_error.ts";
import { withNote } from "./message.ts";

/**
 * Fails.
 *
 * @param msg Why.
 * @returns Never.
 * @throws {AssertionError} Always.
 */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${withNote(msg)}`);
}

/**
 * Marks a place that the program must never reach.
 *
 * @param msg Why it cannot be reached.
 * @returns Never.
 * @throws {AssertionError} Always.
 */
export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${withNote(msg)}`);
}
