/**
 * The argument of most functions here: a path, or its `file:` URL.
 *
 * @module
 */

import { fromFileUrl } from "./file_url.ts";

/**
 * Lets a function take a path in either form.
 *
 * @param path A path, or its `file:` URL.
 * @returns The path.
 * @throws {TypeError} If it is a URL of another kind.
 */
export function pathOf(path: string | URL): string {
  return path instanceof URL ? fromFileUrl(path) : path;
}
