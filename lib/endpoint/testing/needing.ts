/**
 * For tests that need what not every machine has or allows.
 *
 * @module
 */

/**
 * Name of a test, and whether to skip it.
 *
 * @param missing What is missing here, if anything.
 * @param name The test's name.
 * @returns The name, with the reason where there is one, and whether to ignore it.
 */
export function needing(
  missing: string | undefined,
  name: string,
): { name: string; ignore: boolean } {
  return missing === undefined
    ? { name, ignore: false }
    : { name: `${name} (skipped: ${missing})`, ignore: true };
}
