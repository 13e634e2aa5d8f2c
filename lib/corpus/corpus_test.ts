import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { CATALOGUE } from "./catalogue.ts";
import { openCorpus } from "./corpus.ts";
import { CorpusError } from "./corpus_error.ts";

/** A temporary folder with these files. */
async function withFiles(
  files: Record<string, string | Uint8Array>,
  use: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeFile(
        join(directory, name),
        typeof content === "string"
          ? new TextEncoder().encode(content)
          : content,
      );
    }
    await use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function namesIn(directory: string): Promise<string[]> {
  return (await openCorpus({ directory })).books.map(({ name }) => name);
}

Deno.test("openCorpus: without a folder, the stand-ins of the catalogue", async () => {
  const { directory, isStandIn, books } = await openCorpus();
  assert(isStandIn);
  assertEquals(
    books,
    CATALOGUE.map(({ file, bytes }, index) => ({
      index,
      name: file.replace(".txt", ""),
      path: join(directory, file),
      bytes,
    })),
  );
});

Deno.test("openCorpus: a folder's files in the order of their names", async () => {
  await withFiles(
    { "b.txt": "two", "a.txt": "", "c": "1" },
    async (directory) => {
      assertEquals(await openCorpus({ directory }), {
        directory,
        isStandIn: false,
        books: [
          { index: 0, name: "a", path: join(directory, "a.txt"), bytes: 0 },
          { index: 1, name: "b", path: join(directory, "b.txt"), bytes: 3 },
          { index: 2, name: "c", path: join(directory, "c"), bytes: 1 },
        ],
      });
    },
  );
});

Deno.test("openCorpus: any content", async () => {
  const files = {
    "binary": Uint8Array.from({ length: 256 }, (_, byte) => byte),
    "empty": "",
    "large": "",
    "one byte": "\0",
  };
  await withFiles(files, async (directory) => {
    await Deno.truncate(join(directory, "large"), 100_000_000);
    const { books } = await openCorpus({ directory });
    assertEquals(
      books.map(({ bytes }) => bytes),
      [256, 0, 100_000_000, 1],
    );
  });
});

Deno.test("openCorpus: any name, in code-point order", async () => {
  // as UTF-16, the last two would change places
  const names = [
    "\n",
    " a",
    "%41",
    "Z",
    "a\tb",
    "a b",
    "é",
    "名",
    "\uff5e",
    "🙂",
  ];
  const files = Object.fromEntries(names.map((name) => [name, "x"]));
  await withFiles(files, async (directory) => {
    assertEquals(await namesIn(directory), names);
  });
});

Deno.test("openCorpus: only a final .txt is taken off", async () => {
  const files = { "a.txt.gz": "", "b.TXT": "", "c.txt.txt": "", "txt": "" };
  await withFiles(files, async (directory) => {
    assertEquals(await namesIn(directory), [
      "a.txt.gz",
      "b.TXT",
      "c.txt",
      "txt",
    ]);
  });
});

Deno.test("openCorpus: names stay unique", async () => {
  const files = { "a": "", "a.txt": "", "a.txt.txt": "", "b.txt": "" };
  await withFiles(files, async (directory) => {
    assertEquals(await namesIn(directory), ["a", "a.txt", "a.txt.txt", "b"]);
  });
});

Deno.test("openCorpus: what is no book is left out", async () => {
  const files = {
    ".hidden": "",
    "README.md": "",
    "SHA256SUMS": "",
    "book": "",
    "readme.md": "",
  };
  await withFiles(files, async (directory) => {
    await Deno.mkdir(join(directory, "folder"));
    await Deno.symlink("folder", join(directory, "link to a folder"));
    await Deno.symlink("book", join(directory, "link to a book"));
    const pipe = join(directory, "pipe");
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    assert((await Deno.lstat(pipe)).isFifo);
    assertEquals(await namesIn(directory), [
      "book",
      "link to a book",
      "readme.md",
    ]);
  });
});

Deno.test("openCorpus: a folder that is not there", async () => {
  const error = await assertRejects(
    () => openCorpus({ directory: "no/such/folder" }),
    CorpusError,
    "Cannot open the corpus no/such/folder",
  );
  assert(error.remedy.includes("--corpus"));
});

Deno.test("openCorpus: a file in the place of a folder", async () => {
  await withFiles({ "file": "text" }, async (directory) => {
    await assertRejects(
      () => openCorpus({ directory: join(directory, "file") }),
      CorpusError,
      "readable folder",
    );
  });
});

Deno.test("openCorpus: a folder without a book", async () => {
  await withFiles({ ".hidden": "", "README.md": "" }, async (directory) => {
    await assertRejects(
      () => openCorpus({ directory }),
      CorpusError,
      "there is no book in it",
    );
  });
});

Deno.test("openCorpus: a link that leads nowhere", async () => {
  await withFiles({ "book": "text" }, async (directory) => {
    await Deno.symlink("nothing", join(directory, "broken"));
    await assertRejects(() => openCorpus({ directory }), CorpusError, "broken");
  });
});

const isRoot = Deno.uid() === 0;

Deno.test({
  name: `openCorpus: a file that may not be read${
    isRoot ? " (skipped: root may read everything)" : ""
  }`,
  ignore: isRoot,
  async fn() {
    await withFiles({ "book": "", "secret": "text" }, async (directory) => {
      await Deno.chmod(join(directory, "secret"), 0);
      await assertRejects(
        () => openCorpus({ directory }),
        CorpusError,
        "secret",
      );
    });
  },
});
