/**
 * Stand-in for `@std/assert` where JSR cannot be reached: the assertions that
 * this project uses, with the signatures, meanings and first message lines of
 * the published package. `links` in `deno.json` puts it in the place of
 * `jsr:@std/assert`; without that entry the published package is used.
 *
 * @module
 */

export * from "./almost_equals.ts";
export * from "./assert.ts";
export * from "./assertion_error.ts";
export * from "./equals.ts";
export * from "./fail.ts";
export * from "./includes.ts";
export * from "./instance_of.ts";
export * from "./object_match.ts";
export * from "./order.ts";
export * from "./strict_equals.ts";
export * from "./throws.ts";
