/**
 * Names of books in a line of the wire, whose fields are separated by spaces.
 *
 * @module
 */

/**
 * Writes a book's name as one field of a line: space, control characters, `%`
 * and everything beyond ASCII are percent-encoded as UTF-8 (RFC 3986, section
 * 2.1), the rest stays readable.
 *
 * @param name The name, not empty. Half of a surrogate pair, which no file name
 * has, becomes U+FFFD.
 * @returns Printable ASCII without a space.
 * @throws {TypeError} If the name is empty, which a line could not show.
 */
export function wireName(name: string): string {
  if (name === "") {
    throw new TypeError("Cannot write a book's name: it is empty");
  }
  return name.toWellFormed().replaceAll(/[^!-$&-~]+/gu, (run) => {
    let encoded = "";
    for (const byte of new TextEncoder().encode(run)) {
      encoded += "%" + byte.toString(16).toUpperCase().padStart(2, "0");
    }
    return encoded;
  });
}

/**
 * Reads a name that {@linkcode wireName} wrote. The line may come from anybody,
 * so a name that could lead out of the folder that it is used in is refused.
 *
 * @param field The field of the line.
 * @returns The name; it can be used as the name of a file.
 * @throws {TypeError} If the field is empty or not percent-encoded UTF-8, or if
 * the name holds `/` or NUL or is `.` or `..`.
 */
export function nameFromWire(field: string): string {
  let name: string;
  try {
    name = decodeURIComponent(field);
  } catch (error) {
    throw new TypeError(
      `Cannot read the book's name ${
        JSON.stringify(field)
      }: it is not percent-encoded UTF-8`,
      { cause: error },
    );
  }
  if (["", ".", ".."].includes(name) || /[/\0]/.test(name)) {
    throw new TypeError(
      `Cannot use the book's name ${
        JSON.stringify(field)
      }: no file can have it`,
    );
  }
  return name;
}
