/**
 * Where a path leads.
 *
 * @module
 */

import * as platform from "node:path";
import { pathOf } from "./path_of.ts";

/**
 * Whether a path begins at the root.
 *
 * @param path The path.
 * @returns Whether it does.
 */
export function isAbsolute(path: string): boolean {
  return platform.isAbsolute(path);
}

/**
 * Puts paths one after the other and normalizes the result.
 *
 * @param path First path, or its `file:` URL.
 * @param paths Further paths, each below the one before.
 * @returns One path.
 */
export function join(path: string | URL, ...paths: string[]): string {
  return platform.join(pathOf(path), ...paths);
}

/**
 * Resolves every `.` and `..`, and repeated separators.
 *
 * @param path A path, or its `file:` URL.
 * @returns The shortest path that leads to the same place; `.` for nothing.
 */
export function normalize(path: string | URL): string {
  return platform.normalize(pathOf(path));
}

/**
 * The way from one path to another.
 *
 * @param from Where the way begins; relative to the working directory.
 * @param to Where it leads; relative to the working directory.
 * @returns A relative path; empty if they are the same.
 */
export function relative(from: string, to: string): string {
  return platform.relative(from, to);
}

/**
 * Makes a path absolute, from the last segment that is so itself or from the
 * working directory.
 *
 * @param pathSegments Paths, each below the one before.
 * @returns The absolute path, normalized.
 */
export function resolve(...pathSegments: string[]): string {
  return platform.resolve(...pathSegments);
}
