import { assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { type BookReader, BookSource } from "./book_source.ts";
import { noise, shelfWith } from "./testing/shelf.ts";

/** Just above what a source keeps in memory. */
const LARGE_BYTES = 64 * 1024 * 1024 + 4_321;

async function piecesOf(reader: BookReader, longestBytes: number) {
  const hash = createHash("sha256");
  const lengths: number[] = [];
  while (true) {
    const piece = await reader.next(longestBytes);
    if (piece.length === 0) break;
    lengths.push(piece.length);
    hash.update(piece);
  }
  reader.close();
  return { lengths, sha256: hash.digest("hex") };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

for (const bytes of [0, 1, 31, 32, 33, 1_000]) {
  Deno.test(`a book of ${bytes} bytes comes in pieces of 32 and a rest`, async () => {
    using shelf = shelfWith(noise(bytes));
    const source = shelf.books[0]!;
    const { lengths, sha256 } = await piecesOf(await source.open(), 32);
    const full = Math.floor(bytes / 32);
    const rest = bytes % 32;
    assertEquals(lengths, [...Array(full).fill(32), ...rest > 0 ? [rest] : []]);
    assertEquals(sha256, sha256Of(shelf.content(0)));
    assertEquals(await source.sha256(), sha256);
  });
}

Deno.test("a prefix of a book is served as if the file ended there", async () => {
  using shelf = shelfWith(noise(1_000));
  const { name, path } = shelf.books[0]!.book;
  const source = new BookSource({ name, path, bytes: 300 });
  const { lengths, sha256 } = await piecesOf(await source.open(), 200);
  assertEquals(lengths, [200, 100]);
  assertEquals(sha256, sha256Of(shelf.content(0).subarray(0, 300)));
  assertEquals(await source.sha256(), sha256);
});

Deno.test("two readers of one book do not disturb each other", async () => {
  using shelf = shelfWith(noise(1_000));
  const source = shelf.books[0]!;
  const [one, other] = [await source.open(), await source.open()];
  await one.next(700);
  assertEquals((await other.next(10)).slice(), shelf.content(0).slice(0, 10));
  one.close();
  other.close();
});

Deno.test("a file that is shorter than it was is an error with its path", async () => {
  using shelf = shelfWith(noise(100));
  const { name, path } = shelf.books[0]!.book;
  const source = new BookSource({ name, path, bytes: 101 });
  await assertRejects(
    () => source.prepare(),
    Error,
    `Cannot serve ${path}: it ends after 100 of 101 bytes`,
  );
});

Deno.test("a file that is not there is an error before any client comes", async () => {
  using shelf = shelfWith();
  const path = shelf.path("missing.txt");
  const source = new BookSource({ name: "missing.txt", path, bytes: 1 });
  await assertRejects(() => source.prepare(), Deno.errors.NotFound);
});

Deno.test("a book too large for memory comes from the file, in the same pieces", async () => {
  using shelf = shelfWith(noise(5_000));
  const { name, path } = shelf.books[0]!.book;
  // a sparse file: known bytes, a long hole, known bytes
  using file = Deno.openSync(path, { write: true });
  file.truncateSync(LARGE_BYTES);
  file.seekSync(LARGE_BYTES - 5_000, Deno.SeekMode.Start);
  file.writeSync(shelf.content(0));
  const source = new BookSource({ name, path, bytes: LARGE_BYTES });
  // pieces that are no divisor of what is read ahead, some larger than that
  const expected = await source.sha256();
  for (const longestBytes of [99_991, 3 * 1024 * 1024 + 1]) {
    const { lengths, sha256 } = await piecesOf(
      await source.open(),
      longestBytes,
    );
    assertEquals(sha256, expected);
    assertEquals(
      lengths.slice(0, -1).every((length) => length === longestBytes),
      true,
    );
  }
});

Deno.test("a large file that shrinks is an error in mid-book, with its path", async () => {
  using shelf = shelfWith(noise(100));
  const { name, path } = shelf.books[0]!.book;
  const source = new BookSource({ name, path, bytes: LARGE_BYTES });
  const reader = await source.open();
  await assertRejects(
    async () => {
      while ((await reader.next(60)).length > 0);
    },
    Error,
    `Cannot serve ${path}: it ends after 60 of ${LARGE_BYTES} bytes`,
  );
  reader.close();
});
