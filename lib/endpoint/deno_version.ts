/**
 * Versions of Deno that are too old to run what this one runs.
 *
 * @module
 */

/**
 * Whether a Deno is older than this one. The patch level does not count.
 *
 * @param version Such as `2.9.6`.
 * @returns True where its major or minor version is below this one's.
 */
export function isOlderDeno(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [ownMajor = 0, ownMinor = 0] = Deno.version.deno.split(".").map(Number);
  return major < ownMajor || major === ownMajor && minor < ownMinor;
}

/**
 * What to do about a Deno that is too old.
 *
 * @param where Whose Deno it is, such as `The server`.
 * @param version Its version.
 * @returns A sentence.
 */
export function olderDenoText(where: string, version: string): string {
  return `${where} runs Deno ${version}, this is Deno ${Deno.version.deno}: ` +
    "update it there (deno upgrade), at least to the same minor version";
}
