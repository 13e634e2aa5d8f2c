import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { CATALOGUE } from "./catalogue.ts";
import { generateStandIn } from "./generator.ts";
import { countWords } from "./words.ts";

for (const book of CATALOGUE) {
  Deno.test(`the stand-in of ${book.title} is like the book`, async (t) => {
    const bytes = generateStandIn(book);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(bytes);

    await t.step("the same bytes on every machine", () => {
      const digest = createHash("sha256").update(bytes).digest("hex");
      // after a change of the generator put the new digest into the catalogue
      assertEquals(digest, book.stand_in_sha256);
    });

    await t.step("the book's size", () => {
      assertEquals(bytes.length, book.bytes);
    });

    await t.step("the book's words, within 1 %", () => {
      assertNear(countWords(bytes), book.words, 0.01);
    });

    await t.step("the book's non-ASCII characters, within 2 %", () => {
      // deno-lint-ignore no-control-regex -- ASCII is what is asked for
      const beyondAscii = text.match(/[^\x00-\x7f]/gu)?.length ?? 0;
      assertNear(beyondAscii, book.non_ascii_characters, 0.02);
    });

    await t.step("the book's byte order mark and line ends", () => {
      assertEquals(text.startsWith("\ufeff"), book.byte_order_mark);
      const returns = text.match(/\r/g)?.length ?? 0;
      const feeds = text.match(/\n/g)?.length ?? 0;
      const pairs = text.match(/\r\n/g)?.length ?? 0;
      assertEquals(pairs, returns);
      assertEquals(pairs, book.line_ending === "CRLF" ? feeds : 0);
    });

    await t.step("lines, paragraphs, chapters and speech of a novel", () => {
      const lines = text.split(/\r?\n/);
      assert(lines.every((line) => line.length <= 71), "a line is too long");
      assert(lines.filter((line) => line === "").length > 1000);
      assert(lines.includes("CHAPTER XIX"));
      const quote = book.non_ascii_characters === 0 ? '"' : "\u201c";
      assert(text.split(quote).length > 1000);
      assertEquals(lines.at(-1), "");
      assertEquals(lines.at(-2)?.trim(), "THE END");
    });
  });
}

Deno.test("another seed makes another stand-in of the same size", () => {
  const book = CATALOGUE[3]!;
  const other = generateStandIn(book, 7);
  assertEquals(other.length, book.bytes);
  assertEquals(other, generateStandIn(book, "7"));
  assertNotEquals(other, generateStandIn(book));
});

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert(
    Math.abs(actual - expected) <= expected * tolerance,
    `${actual} is not within ${tolerance * 100} % of ${expected}`,
  );
}
