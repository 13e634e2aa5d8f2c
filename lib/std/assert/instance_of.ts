/**
 * Whether a value is what a class makes.
 *
 * @module
 */

import { AssertionError } from "./assertion_error.ts";
import { withNote } from "./message.ts";

/**
 * Asserts that a value is an instance of a class.
 *
 * @param actual The value.
 * @param expectedType The class.
 * @param msg What to add to the message.
 * @throws {AssertionError} If it is not an instance.
 */
export function assertInstanceOf<
  // deno-lint-ignore no-explicit-any -- a class may take any arguments
  T extends abstract new (...args: any[]) => any,
>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  throw new AssertionError(
    `Expected object to be an instance of "${expectedType.name}"${
      contrast(kindOf(actual), expectedType.name)
    }${withNote(msg)}`,
  );
}

function contrast(actual: string, expected: string): string {
  if (actual === expected) return ""; // two classes of one name
  if (actual === "function") return " but was not an instanced object";
  return ` but was "${actual}"`;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name ?? "Object";
}
