/**
 * Digests of books.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** What is read at once, in bytes: memory stays at that, however large the file. */
const CHUNK_BYTES = 256 * 1024;

/** Options of {@linkcode digest}. */
export interface DigestOptions {
  /**
   * Digest of so many bytes from the start, 0 or more; of the whole file if it
   * is not longer. Without it, of the whole file.
   */
  prefixBytes?: number;
}

/**
 * The SHA-256 of a file, or of its beginning. It is read in pieces, between
 * which the event loop goes on.
 *
 * @param path The file.
 * @param options How much of it.
 * @returns The digest in lower-case hex, as `sha256sum` prints it.
 * @throws {RangeError} If `prefixBytes` is not a whole number of 0 or more.
 * @throws {Error} If the file cannot be read, as `Deno.open` says it.
 */
export async function digest(
  path: string,
  options: DigestOptions = {},
): Promise<string> {
  const { prefixBytes = Infinity } = options;
  if (!(prefixBytes >= 0 && Math.trunc(prefixBytes) === prefixBytes)) {
    throw new RangeError(
      `Cannot digest ${path}: prefixBytes must be a whole number of 0 or more, it is ${prefixBytes}`,
    );
  }
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const chunk = new Uint8Array(CHUNK_BYTES);
  let missing = prefixBytes;
  while (missing > 0) {
    const read = await file.read(
      chunk.subarray(0, Math.min(CHUNK_BYTES, missing)),
    );
    if (read === null) break;
    hash.update(chunk.subarray(0, read));
    missing -= read;
  }
  return hash.digest("hex");
}
