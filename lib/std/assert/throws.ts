/**
 * Assertions about functions that must fail.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";
import { AssertionError } from "./assertion_error.ts";
import { withNote } from "./message.ts";

// deno-lint-ignore no-explicit-any -- a class of errors may take any arguments
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/**
 * Asserts that a function throws.
 *
 * @param fn The function.
 * @param msg What to add to the message.
 * @returns What it threw.
 * @throws {AssertionError} If it returns.
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class.
 *
 * @param fn The function.
 * @param ErrorClass The class.
 * @param msgIncludes Text that the error's message must contain.
 * @param msg What to add to the message.
 * @returns The error that it threw.
 * @throws {AssertionError} If it returns, or throws anything else.
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any -- as above
  ErrorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  classOrNote?: ErrorClass<Error> | string,
  part?: string,
  msg?: string,
): unknown {
  const expected = expectation(classOrNote, part, msg);
  try {
    fn();
  } catch (error) {
    check(error, expected, "thrown");
    return error;
  }
  throw new AssertionError(
    `Expected function to throw${withNote(expected.note)}`,
  );
}

/**
 * Asserts that a function returns a promise that is rejected.
 *
 * @param fn The function.
 * @param msg What to add to the message.
 * @returns What the promise was rejected with.
 * @throws {AssertionError} If it is fulfilled, or the function itself throws.
 */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/**
 * Asserts that a function returns a promise that is rejected with an error of a
 * class.
 *
 * @param fn The function.
 * @param ErrorClass The class.
 * @param msgIncludes Text that the error's message must contain.
 * @param msg What to add to the message.
 * @returns The error that the promise was rejected with.
 * @throws {AssertionError} If it is fulfilled, rejected with anything else, or the function itself throws.
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any -- as above
  ErrorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  classOrNote?: ErrorClass<Error> | string,
  part?: string,
  msg?: string,
): Promise<unknown> {
  const expected = expectation(classOrNote, part, msg);
  const promise = begin(fn, expected.note);
  try {
    await promise;
  } catch (error) {
    check(error, expected, "rejected");
    return error;
  }
  throw new AssertionError(
    `Expected function to reject${withNote(expected.note)}`,
  );
}

interface Expectation {
  /** Class that the error must be of; any value will do without one. */
  errorClass: ErrorClass<Error> | undefined;
  /** Text that the error's message must contain. */
  part: string | undefined;
  note: string | undefined;
}

/** Tells the two forms of the arguments apart. */
function expectation(
  classOrNote: ErrorClass<Error> | string | undefined,
  part: string | undefined,
  note: string | undefined,
): Expectation {
  return typeof classOrNote === "string"
    ? { errorClass: undefined, part: undefined, note: classOrNote }
    : { errorClass: classOrNote, part, note };
}

/** Calls a function that must not fail before it has returned a promise. */
function begin(
  fn: () => PromiseLike<unknown>,
  note: string | undefined,
): PromiseLike<unknown> {
  let returned: unknown;
  try {
    returned = fn();
  } catch {
    // Refused below, like a function that returns something else.
  }
  if (
    typeof returned === "object" && returned !== null && "then" in returned &&
    typeof returned.then === "function"
  ) {
    return returned as PromiseLike<unknown>;
  }
  throw new AssertionError(
    `Function throws when expected to reject${withNote(note)}`,
  );
}

function check(
  error: unknown,
  { errorClass, part, note }: Expectation,
  verb: "thrown" | "rejected",
): void {
  if (!errorClass) return;
  if (!(error instanceof Error)) {
    throw new AssertionError(`A non-Error object was ${verb}${withNote(note)}`);
  }
  const { name } = error.constructor;
  if (!(error instanceof errorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${errorClass.name}", but was "${name}"${
        withNote(note)
      }`,
    );
  }
  const message = stripVTControlCharacters(error.message);
  if (part && !message.includes(stripVTControlCharacters(part))) {
    throw new AssertionError(
      `Expected error message to include ${JSON.stringify(part)}, but got ${
        JSON.stringify(error.message)
      }${withNote(note)}`,
    );
  }
}
