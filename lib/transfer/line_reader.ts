/**
 * Reads one line from a stream that may send anything.
 *
 * @module
 */

import type { TcpStream } from "../socket/engine.ts";

/** What a stream began with. */
export interface FirstLine {
  /** The line without its newline; absent where no newline came. */
  line?: string;
  /** Bytes that came behind the newline. */
  beyond: Uint8Array;
  /** Bytes that were read. */
  bytes: number;
}

/** How to read it. */
export interface ReadLineOptions {
  /** Longest line with its newline, in bytes; no more is ever kept. */
  longestBytes: number;
  /** Largest single read, in bytes. */
  atOnceBytes: number;
}

/**
 * Reads up to the first newline, the end of the stream, or the longest line.
 *
 * @param stream Where from.
 * @param options Limits.
 * @returns What came. Without a `line`, fewer than `longestBytes` bytes mean that
 * the stream ended.
 */
export async function readLine(
  stream: TcpStream,
  options: ReadLineOptions,
): Promise<FirstLine> {
  const text = new Uint8Array(options.longestBytes);
  let bytes = 0;
  while (bytes < text.length) {
    const received = await stream.read(
      text.subarray(bytes, bytes + options.atOnceBytes),
    );
    if (received === null) break;
    const newline = text.subarray(0, bytes + received).indexOf(10, bytes);
    bytes += received;
    if (newline !== -1) {
      return {
        line: new TextDecoder().decode(text.subarray(0, newline)),
        beyond: text.subarray(newline + 1, bytes),
        bytes,
      };
    }
  }
  return { beyond: new Uint8Array(0), bytes };
}
