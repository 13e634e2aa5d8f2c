/**
 * Parsed JSON whose form is not known yet.
 *
 * @module
 */

/** An object whose values can be anything. */
export type JsonObject = Record<string, unknown>;

/**
 * Whether a parsed value is an object, no array and not null.
 *
 * @param value Any parsed value.
 * @returns Whether it has fields.
 */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A test for lists whose every element passes a test.
 *
 * @param isElement The test of an element.
 * @returns The test of a list.
 */
export function listOf(
  isElement: (element: unknown) => boolean,
): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(isElement);
}
