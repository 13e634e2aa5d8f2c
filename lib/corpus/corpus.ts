/**
 * The books that a run serves: the stand-ins, or any folder of files.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { CorpusError, reasonOf } from "./corpus_error.ts";
import { prepareStandIns, STAND_INS_DIRECTORY } from "./stand_ins.ts";

/** One book: a file, whatever is in it. */
export interface Book {
  /** Its number in the corpus, from 0; the wire asks for it by this. */
  index: number;
  /** Name of the file, without a final `.txt` where that leaves it unique. */
  name: string;
  /** Path of the file. */
  path: string;
  /** Size of the file when the corpus was opened, in bytes. */
  bytes: number;
}

/** An ordered set of books. */
export interface Corpus {
  /** The folder that holds them. */
  directory: string;
  /** Whether the books are the generated stand-ins. */
  isStandIn: boolean;
  /** At least one book, in the code-point order of the file names. */
  books: Book[];
}

/** Options of {@linkcode openCorpus}. */
export interface CorpusOptions {
  /**
   * A folder of books (`--corpus DIR`). Without it the stand-ins of the five
   * books of the reference study, which are generated at the first use.
   */
  directory?: string;
}

/** Files that tell about a folder of books and are none. */
const NOT_BOOKS: readonly string[] = ["README.md", "SHA256SUMS"];

/**
 * Opens a corpus. In a given folder every regular file is a book, also behind a
 * symbolic link and whatever its name and content; left out are hidden files
 * (`.name`), sub-folders, devices and pipes, `README.md` and `SHA256SUMS`.
 *
 * @param options Which corpus.
 * @returns The corpus.
 * @throws {CorpusError} If the folder does not exist, is none, or has no book;
 * if a file in it cannot be read; if the stand-ins cannot be written.
 */
export async function openCorpus(options: CorpusOptions = {}): Promise<Corpus> {
  const { directory } = options;
  if (directory === undefined) {
    return {
      directory: STAND_INS_DIRECTORY,
      isStandIn: true,
      books: await openBooks(await prepareStandIns()),
    };
  }
  const books = await openBooks(await listFolder(directory));
  if (books.length === 0) {
    throw new CorpusError(
      `Cannot use the corpus ${directory}: there is no book in it`,
      `Put at least one file there; hidden files, sub-folders, ${
        NOT_BOOKS.join(" and ")
      } do not count.`,
    );
  }
  return { directory, isStandIn: false, books };
}

/** Paths of what may be books, in the code-point order of their names. */
async function listFolder(directory: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(directory)) {
      if (isDirectory || name.startsWith(".") || NOT_BOOKS.includes(name)) {
        continue;
      }
      names.push(name);
    }
  } catch (error) {
    const remedy = error instanceof Deno.errors.NotFound
      ? "Check the path given with --corpus, or leave it out to use the stand-ins."
      : "Give a readable folder with --corpus, or leave it out to use the stand-ins.";
    throw new CorpusError(
      `Cannot open the corpus ${directory}: ${reasonOf(error)}`,
      remedy,
      error,
    );
  }
  return names.sort(compareCodePoints).map((name) => join(directory, name));
}

/** The books among the files at these paths. */
async function openBooks(paths: readonly string[]): Promise<Book[]> {
  const files: { path: string; bytes: number }[] = [];
  for (const path of paths) {
    try {
      const { isFile, size } = await Deno.stat(path);
      // opening anything else could wait forever, as with a pipe
      if (!isFile) continue;
      (await Deno.open(path)).close();
      files.push({ path, bytes: size });
    } catch (error) {
      throw new CorpusError(
        `Cannot read ${JSON.stringify(path)} of the corpus: ${reasonOf(error)}`,
        "Make the file readable, or take it out of the folder; a name that is not UTF-8 has to be changed.",
        error,
      );
    }
  }
  const names = new Set(files.map(({ path }) => basename(path)));
  return files.map(({ path, bytes }, index) => {
    const file = basename(path);
    const name = file.replace(/\.txt$/, "");
    return { index, name: names.has(name) ? file : name, path, bytes };
  });
}

/** Order of code points, where `<` would take the halves of surrogate pairs (beyond U+FFFF) before U+E000. */
function compareCodePoints(left: string, right: string): number {
  const leftPoints = [...left];
  const rightPoints = [...right];
  for (const [index, character] of leftPoints.entries()) {
    const difference = character.codePointAt(0)! -
      (rightPoints[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return leftPoints.length - rightPoints.length;
}
