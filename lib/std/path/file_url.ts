/**
 * Paths and `file:` URLs.
 *
 * @module
 */

import { isAbsolute } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * Turns a `file:` URL into a path.
 *
 * @param url The URL, such as `import.meta.url`.
 * @returns The path, absolute.
 * @throws {TypeError} If it is no `file:` URL, or no URL at all.
 */
export function fromFileUrl(url: string | URL): string {
  const { href, protocol } = new URL(url);
  if (protocol !== "file:") {
    throw new TypeError(`URL must be a file URL: received "${protocol}"`);
  }
  // A percent sign that encodes nothing stands for itself.
  return fileURLToPath(href.replaceAll(/%(?![0-9a-f]{2})/gi, "%25"));
}

/**
 * Turns a path into a `file:` URL.
 *
 * @param path The path, absolute.
 * @returns The URL.
 * @throws {TypeError} If the path is relative.
 */
export function toFileUrl(path: string): URL {
  if (!isAbsolute(path)) {
    throw new TypeError(`Path must be absolute: received "${path}"`);
  }
  return pathToFileURL(path);
}
