/**
 * Stand-in for `@std/path` where JSR cannot be reached: what this project uses
 * of it, in the form of the platform it runs on, made of `node:path` and
 * `node:url`. `links` in `deno.json` puts it in the place of `jsr:@std/path`;
 * without that entry the published package is used.
 *
 * @module
 */

export * from "./file_url.ts";
export * from "./parts.ts";
export * from "./resolve.ts";
