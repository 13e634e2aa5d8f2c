/**
 * Stand-in for `@std/cli` where JSR cannot be reached: `parseArgs` as in the
 * published package, which took its rules from minimist. `links` in `deno.json`
 * puts it in the place of `jsr:@std/cli`; without that entry the published
 * package is used.
 *
 * It differs in two points. A flag with a dot in its name is refused instead of
 * making an object inside the result. And of letters in a group the last one
 * gets the value: `-ab=5` sets `a` to `true` and `b` to `5`, where the published
 * package sets `a` to `5` and drops `b`.
 *
 * @module
 */

export type { Args, ParseOptions } from "./args.ts";
export * from "./parse_args.ts";
