/**
 * The form of /proc/cpuinfo and /proc/self/status: `name: value` on each line.
 *
 * @module
 */

/**
 * Splits such a text. Lines without a colon are left out; of a name that comes
 * twice, the first value counts.
 *
 * @param text Text of the file.
 * @returns Value by name, both without white space around them.
 */
export function parseColonFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim();
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}
