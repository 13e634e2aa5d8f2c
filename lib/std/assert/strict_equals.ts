/**
 * Identity.
 *
 * @module
 */

import { AssertionError } from "./assertion_error.ts";
import { difference } from "./difference.ts";
import { show, withNote } from "./message.ts";

/**
 * Asserts that two values are one and the same, as `Object.is` tells.
 *
 * @param actual The value that there is.
 * @param expected The value that there should be.
 * @param msg What to add to the message.
 * @throws {AssertionError} If they are two; the message shows how they differ.
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const shown = show(actual);
  throw new AssertionError(
    shown === show(expected)
      ? `Values have the same structure but are not reference-equal${
        withNote(msg)
      }\n\n${shown.replaceAll(/^/gm, "    ")}\n`
      : `Values are not strictly equal${withNote(msg)}\n${
        difference(actual, expected)
      }`,
  );
}
