/**
 * Numbers that are equal but for rounding.
 *
 * @module
 */

import { AssertionError } from "./assertion_error.ts";
import { withNote } from "./message.ts";

/** Allowed where nothing else is said, as a share of the expected number. */
const RELATIVE_TOLERANCE = 1e-7;

/**
 * Asserts that two numbers are close to each other.
 *
 * @param actual The number that there is.
 * @param expected The number that there should be.
 * @param tolerance Largest difference allowed, absolute; by default 1e-7 of `expected`.
 * @param msg What to add to the message.
 * @throws {AssertionError} If they are further apart, or just one of them is `NaN`.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ??
    RELATIVE_TOLERANCE * (isFinite(expected) ? Math.abs(expected) : 1);
  const difference = Math.abs(expected - actual);
  if (difference <= allowed) return;
  throw new AssertionError(
    `Expected actual: "${digits(actual)}" to be close to "${
      digits(expected)
    }": delta "${digits(difference)}" is greater than "${digits(allowed)}"${
      withNote(msg)
    }`,
  );
}

/** A fraction in exponential notation, so that a small one can be read. */
function digits(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toExponential();
}
