/**
 * Stand-in for `@std/csv` where JSR cannot be reached: CSV files (RFC 4180)
 * written and read as the published package does it, by way of the npm packages
 * d3-dsv and csv-parse. `links` in `deno.json` puts it in the place of
 * `jsr:@std/csv`; without that entry the published package is used.
 *
 * @module
 */

export * from "./parse.ts";
export * from "./stringify.ts";
