/**
 * One JSON value a line (jsonlines.org).
 *
 * @module
 */

/**
 * The values of a byte stream, one a line.
 *
 * @param bytes UTF-8 text.
 * @returns Each line's value; empty lines are skipped.
 * @throws {SyntaxError} At a line that is not JSON.
 */
export async function* jsonLines(
  bytes: ReadableStream<Uint8Array>,
): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  // a value can be megabytes long and come in many pieces: joined once, when whole
  let pieces: string[] = [];
  for await (const chunk of bytes) {
    const [first, ...more] = decoder.decode(chunk, { stream: true }).split(
      "\n",
    );
    pieces.push(first!);
    for (const next of more) {
      const line = pieces.join("");
      pieces = [next];
      if (line.trim() !== "") yield JSON.parse(line);
    }
  }
  const rest = pieces.join("");
  if (rest.trim() !== "") yield JSON.parse(rest);
}

/**
 * A value as a line.
 *
 * @param value What JSON can hold.
 * @returns UTF-8 with the newline.
 */
export function jsonLine(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}
