/**
 * `deno task corpus`: brings the five real books from Project Gutenberg where
 * it can be reached, and says what to do where it cannot.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { CATALOGUE } from "../corpus/catalogue.ts";
import { CorpusError, reasonOf } from "../corpus/corpus_error.ts";
import {
  bookUrl,
  bringBook,
  GUTENBERG,
  UnreachableError,
} from "../corpus/gutenberg.ts";
import { CommandLine, OptionError } from "../experiment/command_line.ts";
import { type Command, fromHere, runCommand } from "./command.ts";

const BOOKS_DIRECTORY = fromFileUrl(
  new URL("../../corpus/books", import.meta.url),
);

const USAGE = `Brings the five real books from Project Gutenberg.

Usage: deno task corpus [options]

  --directory DIR    folder to put them into (corpus/books)
  --from URL         a mirror with Gutenberg's paths (${GUTENBERG})
  --timeout SECONDS  give up when nothing arrives for so long (30)
  --help             show this

A book that is there already is kept. Use the books with --corpus DIR; without
it the experiments use generated stand-ins of the same size, which need nothing.
Exit status: 0 all books are there, 1 some are not, 2 wrong option.`;

/** The command line, understood. */
interface Options {
  directory: string;
  from: string;
  timeoutSeconds: number;
}

function readOptions(args: string[]): Options {
  const line = new CommandLine(args, {
    values: ["directory", "from", "timeout"],
  });
  const from = line.value("from") ?? GUTENBERG;
  const timeout = line.value("timeout") ?? "30";
  const given = line.value("directory");
  if (!/^https?:$/.test(URL.parse(from)?.protocol ?? "")) {
    throw new OptionError(
      `--from needs an http or https URL, it is ${JSON.stringify(from)}`,
    );
  }
  const timeoutSeconds = Number(timeout);
  // setTimeout holds 2^31 milliseconds at most
  if (!(timeoutSeconds >= 0.001 && timeoutSeconds <= 2_000_000)) {
    throw new OptionError(
      `--timeout needs a number of seconds from 0.001 to 2000000, it is ${
        JSON.stringify(timeout)
      }`,
    );
  }
  return {
    directory: given === undefined ? BOOKS_DIRECTORY : fromHere(given),
    from,
    timeoutSeconds,
  };
}

/** Brings the books, one at a time to be light on the server; true if all are there. */
async function bringBooks(options: Options): Promise<boolean> {
  console.log(`Books from ${options.from} into ${options.directory}`);
  await makeDirectory(options.directory);
  let failures = 0;
  for (const book of CATALOGUE) {
    try {
      const { isNew, bytes, words, sha256 } = await bringBook(book, options);
      console.log(
        `${book.file}: ${isNew ? "downloaded" : "already there"}, ` +
          `${bytes} bytes (reference study: ${book.bytes}), ` +
          `${words} words (${book.words}), SHA-256 ${sha256}`,
      );
    } catch (error) {
      if (!(error instanceof CorpusError)) throw error;
      failures += 1;
      console.error(`${book.file}: ${error.message}`);
      explainRights(error);
      if (error instanceof UnreachableError) {
        console.error("The other books are not tried.");
        break;
      }
    }
  }
  return failures === 0;
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await Deno.mkdir(directory, { recursive: true });
  } catch (error) {
    throw new CorpusError(
      `Cannot make the folder ${directory}: ${reasonOf(error)}`,
      "Name another one with --directory DIR.",
      error,
    );
  }
}

/** The task may write below corpus/ and ask Project Gutenberg, no more. */
function explainRights(error: CorpusError): void {
  if (!(error.cause instanceof Deno.errors.NotCapable)) return;
  console.error(
    `The task does not have that right. To give it: deno run --allow-read --allow-write --allow-net lib/cli/corpus.ts, with the same options.`,
  );
}

function explainAlternatives(directory: string): void {
  console.error(`
Not all books are there. Either get the missing ones in another way, under these
names in one folder, and name the folder with --corpus DIR:`);
  for (const book of CATALOGUE) {
    console.error(`  ${book.file}  ${bookUrl(book)}`);
  }
  console.error(
    `It need not hold all of them. What is in ${directory} stays there.
Or do nothing: without --corpus the experiments use the generated stand-ins.`,
  );
}

async function corpus(args: string[]): Promise<number> {
  const options = readOptions(args);
  try {
    if (await bringBooks(options)) {
      console.log(`Use them with --corpus ${options.directory}`);
      return 0;
    }
  } catch (error) {
    if (error instanceof CorpusError) explainRights(error);
    throw error;
  }
  explainAlternatives(options.directory);
  return 1;
}

/** The command. */
export const CORPUS: Command = { usage: USAGE, run: corpus };

if (import.meta.main) Deno.exit(await runCommand(CORPUS, Deno.args));
