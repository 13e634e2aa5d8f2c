/**
 * What the assertions' messages are made of.
 *
 * @module
 */

/**
 * The end of a message: what the caller has to say about the assertion.
 *
 * @param note The `msg` argument of an assertion.
 * @returns `": "` and the note; `"."` without one.
 */
export function withNote(note: string | undefined): string {
  return note ? `: ${note}` : ".";
}

/**
 * Shows a value whole: every level, every element, keys sorted, so that equal
 * values always read the same.
 *
 * @param value Any value.
 * @returns Text of one or more lines.
 */
export function show(value: unknown): string {
  return Deno.inspect(value, {
    compact: false,
    depth: Infinity,
    getters: true,
    iterableLimit: Infinity,
    sorted: true,
    strAbbreviateSize: Infinity,
    trailingComma: true,
  });
}
