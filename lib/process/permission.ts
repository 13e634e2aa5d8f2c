/**
 * Rights of a child process, as words of its command line.
 *
 * @module
 */

import { dirname } from "node:path";

/**
 * A right to some things and no others.
 *
 * @param flag Which right: `read`, `write`, `net`.
 * @param values Paths or addresses. In the place of a path with a comma stands the nearest
 * folder without one: Deno parts the list at commas, and has no way to write one that
 * belongs to a path.
 * @returns Such as `--allow-read=a,b`; no word where there is nothing to allow.
 */
export function permission(flag: string, values: readonly string[]): string[] {
  return values.length === 0
    ? []
    : [`--allow-${flag}=${values.map(withoutComma).join(",")}`];
}

function withoutComma(path: string): string {
  return path.includes(",") ? withoutComma(dirname(path)) : path;
}
