/**
 * Lines of a stream as bytes, so that a byte that is no UTF-8 damages its own
 * line only.
 *
 * @module
 */

const LINE_FEED = 0x0a;

/** A line without its line feed. */
export interface ByteLine {
  /** The line; valid until the next one is asked for. */
  bytes: Uint8Array;
  /** False for a last line that has no line feed: its writer did not finish. */
  finished: boolean;
}

/**
 * Splits a stream at line feeds.
 *
 * @param stream The bytes.
 * @returns The lines in order; no empty one after a final line feed.
 */
export async function* byteLines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<ByteLine> {
  let parts: Uint8Array[] = [];
  for await (const chunk of stream) {
    let start = 0;
    let end: number;
    while ((end = chunk.indexOf(LINE_FEED, start)) !== -1) {
      parts.push(chunk.subarray(start, end));
      yield { bytes: join(parts), finished: true };
      parts = [];
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  }
  if (parts.length > 0) yield { bytes: join(parts), finished: false };
}

/** One array of the parts of a line; most lines have one part, which is not copied. */
function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const joined = new Uint8Array(
    parts.reduce((length, part) => length + part.length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
