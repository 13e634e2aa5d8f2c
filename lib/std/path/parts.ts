/**
 * The parts of a path.
 *
 * @module
 */

import * as platform from "node:path";
import { pathOf } from "./path_of.ts";

/** Between two parts of a path: `/`, on Windows `\`. */
export const SEPARATOR: "/" | "\\" = platform.sep;

/** A path, taken apart. */
export interface ParsedPath {
  /** `/` of an absolute path (on Windows with the drive), else empty. */
  root: string;
  /** The folder, with its root. */
  dir: string;
  /** Last part: the file's name with its extension. */
  base: string;
  /** Extension, with its dot. */
  ext: string;
  /** The file's name without the extension. */
  name: string;
}

/**
 * The folder that something is in.
 *
 * @param path A path, or its `file:` URL.
 * @returns The path without its last part, and without a separator at its end.
 */
export function dirname(path: string | URL): string {
  return withoutEndingSeparators(platform.dirname(pathOf(path)));
}

/**
 * The last part of a path.
 *
 * @param path A path, or its `file:` URL.
 * @param suffix Left out where the part ends with it, such as `.ts`.
 * @returns The part; of the root, a separator.
 */
export function basename(path: string | URL, suffix = ""): string {
  const text = pathOf(path);
  const name = platform.basename(text) || text.slice(-1);
  return name === suffix || !name.endsWith(suffix)
    ? name
    : name.slice(0, name.length - suffix.length);
}

/**
 * The extension of a file's name.
 *
 * @param path A path, or its `file:` URL.
 * @returns The extension with its dot; empty without one.
 */
export function extname(path: string | URL): string {
  return platform.extname(pathOf(path));
}

/**
 * Takes a path apart.
 *
 * @param path The path.
 * @returns Its parts, for {@linkcode format}.
 */
export function parse(path: string): ParsedPath {
  const parts = platform.parse(path);
  return { ...parts, dir: withoutEndingSeparators(parts.dir) };
}

/**
 * Puts a path together.
 *
 * @param pathObject Its parts; `dir` goes before `root`, and `base` before `name` and `ext`.
 * @returns The path.
 */
export function format(pathObject: Partial<ParsedPath>): string {
  return platform.format(pathObject);
}

/** Leaves out the separators at the end of a path, but for its root's. */
function withoutEndingSeparators(path: string): string {
  const { root } = platform.parse(path);
  let end = path.length;
  while (end > root.length && path[end - 1] === SEPARATOR) end--;
  return path.slice(0, end);
}
