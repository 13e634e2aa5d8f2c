/**
 * Equality in a part of an object.
 *
 * @module
 */

import { assertEquals } from "./equals.ts";

/**
 * Asserts that an object has at least the properties of another one, with equal
 * values. Objects inside are compared in the same way, whatever their class;
 * arrays up to the length of the expected one; maps by the expected keys; sets
 * by the expected members.
 *
 * @param actual The object.
 * @param expected The properties that it should have.
 * @param msg What to add to the message.
 * @throws {AssertionError} If one is absent or has another value; the message shows which.
 */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any -- interfaces have no index signature
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  // Both sides are narrowed, which makes plain objects of both.
  assertEquals(
    narrow(actual, expected, new Map()),
    narrow(expected, expected, new Map()),
    msg,
  );
}

/** Keeps of a value only what the pattern names. */
function narrow(
  value: unknown,
  pattern: unknown,
  seen: Map<object, object>,
): unknown {
  if (!isOpen(value) || !isOpen(pattern)) return value;
  if (seen.get(value) === pattern) return value; // a circle
  seen.set(value, pattern);
  if (Array.isArray(value) && Array.isArray(pattern)) {
    return value.slice(0, pattern.length).map((element, index) =>
      narrow(element, pattern[index], seen)
    );
  }
  if (value instanceof Map && pattern instanceof Map) {
    return new Map(
      value.entries()
        .filter(([key]) => pattern.has(key))
        .map(([key, entry]) => [key, narrow(entry, pattern.get(key), seen)]),
    );
  }
  if (value instanceof Set && pattern instanceof Set) {
    return value.intersection(pattern);
  }
  const keys = Reflect.ownKeys(value);
  const named = keys.filter((key) => Object.hasOwn(pattern, key));
  // With nothing in common, the message had better show what there is.
  const kept = named.length > 0 || isEmpty(pattern) ? named : keys;
  return Object.fromEntries(
    kept.map((key) => [
      key,
      narrow(Reflect.get(value, key), Reflect.get(pattern, key), seen),
    ]),
  );
}

function isEmpty(value: object): boolean {
  return Reflect.ownKeys(value).length === 0;
}

/** Whether a value is an object of which a part makes sense. */
function isOpen(value: unknown): value is object {
  return typeof value === "object" && value !== null &&
    !(value instanceof Date) && !(value instanceof RegExp);
}
