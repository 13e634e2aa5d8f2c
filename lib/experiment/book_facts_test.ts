import { assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import type { Book } from "../corpus/corpus.ts";
import { randomFrom } from "../random/random.ts";
import { BookFacts } from "./book_facts.ts";

/** What `BookFacts` reads at once: the interesting places are around its multiples. */
const CHUNK_BYTES = 1024 * 1024;

/** A book with two chunks and a bit, in a file that is gone after a `using` block. */
class BigBook implements Disposable {
  readonly content = new Uint8Array(2 * CHUNK_BYTES + 1000);
  readonly book: Book;

  constructor() {
    // no two chunks are alike: 251 does not divide their size
    for (const index of this.content.keys()) this.content[index] = index % 251;
    const path = Deno.makeTempFileSync({ prefix: "book_facts_" });
    Deno.writeFileSync(path, this.content);
    this.book = { index: 0, name: "big", path, bytes: this.content.length };
  }

  /** The plain way: everything in memory, cut and joined. */
  digestWithout(bytes: number, missing: [number, number][]): string {
    const hash = createHash("sha256");
    let at = 0;
    for (const [from, to] of missing) {
      hash.update(this.content.subarray(at, from));
      at = to;
    }
    return hash.update(this.content.subarray(at, bytes)).digest("hex");
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.book.path);
  }
}

const END = 2 * CHUNK_BYTES + 1000;

const MISSING: Record<string, [number, number][]> = {
  "nothing": [],
  "the first byte": [[0, 1]],
  "the last byte": [[END - 1, END]],
  "one byte in the middle": [[500, 501]],
  "the last byte of a chunk": [[CHUNK_BYTES - 1, CHUNK_BYTES]],
  "the first byte of a chunk": [[CHUNK_BYTES, CHUNK_BYTES + 1]],
  "both sides of a border": [[CHUNK_BYTES - 7, CHUNK_BYTES + 9]],
  "two ranges that touch at a border": [
    [CHUNK_BYTES - 5, CHUNK_BYTES],
    [CHUNK_BYTES, CHUNK_BYTES + 5],
  ],
  "a whole chunk": [[CHUNK_BYTES, 2 * CHUNK_BYTES]],
  "more than a whole chunk": [[CHUNK_BYTES - 3, 2 * CHUNK_BYTES + 3]],
  "several in one chunk": [[0, 10], [20, 30], [30, 31], [1000, 5000]],
  "all but the first byte": [[1, END]],
  "all but the last byte": [[0, END - 1]],
  "everything": [[0, END]],
  "everything, in three ranges": [
    [0, CHUNK_BYTES],
    [CHUNK_BYTES, END - 1],
    [END - 1, END],
  ],
};

Deno.test("digestWithout() equals the plain way", async (test) => {
  using big = new BigBook();
  const facts = new BookFacts();
  for (const [name, missing] of Object.entries(MISSING)) {
    await test.step(`missing: ${name}`, async () => {
      assertEquals(
        await facts.digestWithout(big.book, END, missing),
        big.digestWithout(END, missing),
      );
    });
  }
});

Deno.test("digestWithout() equals the plain way for random ranges of random prefixes", async () => {
  using big = new BigBook();
  const facts = new BookFacts();
  const random = randomFrom("digestWithout");
  for (let round = 0; round < 12; round++) {
    const bytes = 1 + random.integer(END);
    const borders = Array.from(
      { length: 2 * (1 + random.integer(20)) },
      () => random.integer(bytes + 1),
    ).sort((a, b) => a - b);
    const missing: [number, number][] = [];
    for (let index = 0; index < borders.length; index += 2) {
      missing.push([borders[index]!, borders[index + 1]!]);
    }
    assertEquals(
      await facts.digestWithout(big.book, bytes, missing),
      big.digestWithout(bytes, missing),
      JSON.stringify({ bytes, missing }),
    );
  }
});

Deno.test("of() describes the beginning that was asked for", async () => {
  const path = await Deno.makeTempFile({ prefix: "book_facts_" });
  try {
    await Deno.writeTextFile(path, "abc def\n");
    const book = { index: 0, name: "short", path, bytes: 8 };
    const facts = new BookFacts();
    // FIPS 180-4: the digest of "abc"
    assertEquals(await facts.of(book, 3), {
      sha256:
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      words: 1,
    });
    assertEquals((await facts.of(book, 8)).words, 2);
    // the digest of nothing
    assertEquals(await facts.of(book, 0), {
      sha256:
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      words: 0,
    });
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("of() fails where the book is gone", async () => {
  const book = { index: 0, name: "gone", path: "/nowhere/gone", bytes: 1 };
  await assertRejects(
    () => new BookFacts().of(book, 1),
    Deno.errors.NotFound,
  );
});
