import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { randomFrom, type RandomSource } from "../random/random.ts";
import { CATALOGUE } from "./catalogue.ts";
import { countWords, WordCounter } from "./words.ts";

const TEXTS = fromFileUrl(new URL("../../fixtures/texts", import.meta.url));

/** Words of the awkward texts in `fixtures/texts`. */
const ORDINARY: Record<string, number> = {
  "ascii_white_space.txt": 7,
  "byte_order_mark.txt": 2,
  "byte_order_mark_alone.txt": 1,
  "combining_marks.txt": 3,
  "crlf.txt": 3,
  "em_dashes.txt": 4,
  "emoji.txt": 5,
  "empty.txt": 0,
  "name with spaces.txt": 7,
  "no_break_spaces.txt": 8,
  "no_final_newline.txt": 7,
  "one_byte.txt": 1,
  "one_line_feed.txt": 0,
  "one_long_word.txt": 1,
  "wide_spaces.txt": 9,
  "zero_width.txt": 5,
  "名前—ñ.txt": 8,
};

/** Words of those that have unprintable characters or invalid bytes. */
const UNPRINTABLE: Record<string, number> = {
  "binary.bin": 97,
  "control_characters.bin": 2,
  "every_byte.bin": 1,
  "invalid_utf8.bin": 8,
  "line_separators.txt": 3,
  "lone_continuations.bin": 1,
  "one_null.bin": 0,
  "private_and_unassigned.txt": 2,
  "unfinished_character.bin": 1,
};

Deno.test("counts the words of awkward texts", async (t) => {
  for (const [file, words] of Object.entries({ ...ORDINARY, ...UNPRINTABLE })) {
    await t.step(file, async () => {
      assertEquals(countWords(await Deno.readFile(join(TEXTS, file))), words);
    });
  }
});

Deno.test("every awkward text has its number of words here", () => {
  const files = [...Deno.readDirSync(TEXTS)].map(({ name }) => name)
    .filter((name) => !name.startsWith(".") && name !== "README.md");
  assertEquals(
    files.sort(),
    Object.keys({ ...ORDINARY, ...UNPRINTABLE }).sort(),
  );
});

Deno.test("a chunk may end anywhere", async (t) => {
  for (const file of Object.keys({ ...ORDINARY, ...UNPRINTABLE })) {
    const text = (await Deno.readFile(join(TEXTS, file))).subarray(0, 300);
    await t.step(file, () => {
      const whole = countWords(text);
      for (let cut = 0; cut <= text.length; cut++) {
        const counter = new WordCounter();
        counter.update(text.subarray(0, cut));
        counter.update(new Uint8Array());
        counter.update(text.subarray(cut));
        assertEquals(counter.count, whole, `cut at ${cut}`);
      }
      const byBytes = new WordCounter();
      for (const byte of text) byBytes.update(Uint8Array.of(byte));
      assertEquals(byBytes.count, whole);
    });
  }
});

Deno.test("a chunk may end anywhere in random bytes", () => {
  const random = randomFrom("chunks");
  for (let trial = 0; trial < 200; trial++) {
    const text = randomBytes(random);
    const counter = new WordCounter();
    for (let start = 0; start < text.length;) {
      const end = start + random.integer(20);
      counter.update(text.subarray(start, end));
      start = end;
    }
    assertEquals(counter.count, countWords(text));
  }
});

Deno.test("a word counts from its first character on", () => {
  const counter = new WordCounter();
  const counts = ["o", "ne ", "\ufeff", " two"].map((text) => {
    counter.update(new TextEncoder().encode(text));
    return counter.count;
  });
  assertEquals(counts, [1, 1, 2, 3]);
});

const wc = await findWc();

Deno.test({
  name: `agrees with wc -w on awkward texts${because(wc.missing)}`,
  ignore: wc.missing !== undefined,
  async fn() {
    await assertAgrees(Object.keys(ORDINARY).map((file) => join(TEXTS, file)));
  },
});

Deno.test({
  name: `agrees with wc -w on unprintable and invalid bytes${
    because(wc.newer)
  }`,
  ignore: wc.newer !== undefined,
  async fn() {
    await assertAgrees(
      Object.keys(UNPRINTABLE).map((file) => join(TEXTS, file)),
    );
  },
});

Deno.test({
  name: `agrees with wc -w on random bytes${because(wc.newer)}`,
  ignore: wc.newer !== undefined,
  async fn() {
    const random = randomFrom("wc");
    const directory = await Deno.makeTempDir();
    try {
      const paths: string[] = [];
      for (let index = 0; index < 400; index++) {
        const path = join(directory, `${index}`);
        await Deno.writeFile(path, randomBytes(random));
        paths.push(path);
      }
      await assertAgrees(paths);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

const books = findBooks();

Deno.test({
  name: `agrees with the catalogue on the real books${because(books.missing)}`,
  ignore: books.missing !== undefined,
  async fn() {
    for (const path of books.paths) {
      const text = await Deno.readFile(path);
      const book = CATALOGUE.find(({ file, bytes }) =>
        path.endsWith(`/${file}`) && bytes === text.length
      );
      if (book === undefined) continue;
      assertEquals(countWords(text), book.words, path);
      const characters = new TextDecoder("utf-8", { ignoreBOM: true })
        .decode(text);
      // deno-lint-ignore no-control-regex -- ASCII is what is asked for
      const beyondAscii = characters.match(/[^\x00-\x7f]/gu)?.length ?? 0;
      assertEquals(beyondAscii, book.non_ascii_characters, path);
      assertEquals(characters.startsWith("\ufeff"), book.byte_order_mark);
      assertEquals(characters.includes("\r\n"), book.line_ending === "CRLF");
    }
  },
});

Deno.test({
  name: `agrees with wc -w on the real books${
    because(wc.missing ?? books.missing)
  }`,
  ignore: (wc.missing ?? books.missing) !== undefined,
  async fn() {
    await assertAgrees(books.paths);
  },
});

/** Up to 2,000 bytes; half of the times of those bytes that decide something. */
function randomBytes(random: RandomSource): Uint8Array {
  const telling = new TextEncoder().encode(
    "ab \n\t\0\u00a0é\u2003\u2060\u3000🙂",
  );
  const length = random.integer(2000);
  const any = random.integer(2) === 0;
  return Uint8Array.from({ length }, () => {
    return any ? random.integer(256) : telling[random.integer(telling.length)]!;
  });
}

/** Runs GNU `wc -w`, in a UTF-8 locale and without POSIXLY_CORRECT, which changes no-break spaces. */
async function runWc(words: string[]): Promise<string> {
  const { stdout } = await new Deno.Command("wc", {
    args: words,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH") ?? "", LC_ALL: "C.UTF-8" },
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

/** Counts of files, in their order. */
async function wordsByWc(paths: string[]): Promise<number[]> {
  const lines = (await runWc(["-w", "--", ...paths])).trimEnd().split("\n");
  return lines.slice(0, paths.length).map((line) => parseInt(line));
}

async function assertAgrees(paths: string[]): Promise<void> {
  const counts = await wordsByWc(paths);
  assert(counts.length > 0);
  for (const [index, path] of paths.entries()) {
    assertEquals(countWords(await Deno.readFile(path)), counts[index], path);
  }
}

/** Why `wc` cannot be compared with: at all, or where its newer rule counts differently. */
async function findWc(): Promise<{ missing?: string; newer?: string }> {
  try {
    const version = (await runWc(["--version"])).split("\n")[0] ?? "";
    if (!version.includes("GNU coreutils")) {
      const missing = `wc is not GNU's: ${version}`;
      return { missing, newer: missing };
    }
    const probes = ["wide_spaces.txt", "one_null.bin"];
    const [wide, unprintable] = await wordsByWc(
      probes.map((file) => join(TEXTS, file)),
    );
    if (wide !== ORDINARY["wide_spaces.txt"]) {
      const missing = "there is no locale C.UTF-8";
      return { missing, newer: missing };
    }
    return unprintable === 0
      ? {}
      : { newer: `${version} has the rule of 9.5 for unprintable characters` };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const missing = "there is no wc";
    return { missing, newer: missing };
  }
}

/** Files of a folder of real books beside the project, or of the one that the environment names. */
function findBooks(): { paths: string[]; missing?: string } {
  const directory = Deno.env.get("TRANSPORT_LAB_BOOKS") ??
    fromFileUrl(new URL("../../../shared/corpus", import.meta.url));
  try {
    const paths = [...Deno.readDirSync(directory)]
      .filter(({ isFile, name }) => isFile && name.endsWith(".txt"))
      .map(({ name }) => join(directory, name));
    if (paths.length > 0) return { paths };
    return { paths, missing: `no book in ${directory}` };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return {
      paths: [],
      missing: "no folder of real books: name one in TRANSPORT_LAB_BOOKS",
    };
  }
}

function because(reason: string | undefined): string {
  return reason === undefined ? "" : ` (skipped: ${reason})`;
}
