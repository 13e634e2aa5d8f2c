/**
 * The hostile requests of `fixtures/requests/`, for tests.
 *
 * @module
 */

/** One request that no server fulfils. */
export interface HostileRequest {
  /** Name of its file. */
  file: string;
  /** What is sent. */
  bytes: Uint8Array;
  /** How the server's answer begins, behind `ERROR `. */
  answer: string;
}

const FOLDER = new URL("../../../fixtures/requests/", import.meta.url);

/**
 * Reads them.
 *
 * @returns Every file that `answers.json` lists.
 * @throws Where one of them is not there.
 */
export function hostileRequests(): HostileRequest[] {
  const listed = JSON.parse(
    Deno.readTextFileSync(new URL("answers.json", FOLDER)),
  ) as { file: string; answer: string }[];
  return listed.map(({ file, answer }) => ({
    file,
    answer,
    bytes: Deno.readFileSync(new URL(file, FOLDER)),
  }));
}
