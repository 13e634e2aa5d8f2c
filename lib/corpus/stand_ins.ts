/**
 * The stand-ins on disk.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";
import { CATALOGUE, type CatalogueEntry } from "./catalogue.ts";
import { CorpusError, reasonOf } from "./corpus_error.ts";
import { digest } from "./digest.ts";
import { generateStandIn } from "./generator.ts";
import { replaceFile } from "./replace_file.ts";

/** The project's folder of stand-ins, `corpus/stand-ins`; it is not in git. */
export const STAND_INS_DIRECTORY: string = fromFileUrl(
  new URL("../../corpus/stand-ins", import.meta.url),
);

/**
 * Makes sure that a folder has all five stand-ins, whole and of this version of
 * the generator. Only what is missing or wrong is generated, so it costs half a
 * second once and some milliseconds later. Several processes may do it at once.
 *
 * @param directory The folder; it is made if need be.
 * @returns The paths of the five files, in the order of the catalogue.
 * @throws {CorpusError} If the folder cannot be written.
 */
export async function prepareStandIns(
  directory: string = STAND_INS_DIRECTORY,
): Promise<string[]> {
  try {
    const paths: string[] = [];
    for (const book of CATALOGUE) {
      const path = join(directory, book.file);
      if (!await isStandIn(path, book)) {
        await Deno.mkdir(directory, { recursive: true });
        await replaceFile(
          path,
          (temporary) => Deno.writeFile(temporary, generateStandIn(book)),
        );
      }
      paths.push(path);
    }
    return paths;
  } catch (error) {
    throw new CorpusError(
      `Cannot put the stand-ins of the books into ${directory}: ${
        reasonOf(error)
      }`,
      "Make the folder writable, or use a folder of texts with --corpus DIR.",
      error,
    );
  }
}

async function isStandIn(path: string, book: CatalogueEntry): Promise<boolean> {
  try {
    // the size first: it tells a wrong file without reading it
    const { isFile, size } = await Deno.stat(path);
    return isFile && size === book.bytes &&
      await digest(path) === book.stand_in_sha256;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
