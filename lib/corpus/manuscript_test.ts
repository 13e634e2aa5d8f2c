import { assert, assertEquals } from "@std/assert";
import { Manuscript, type ManuscriptTarget } from "./manuscript.ts";

const TARGET: ManuscriptTarget = {
  bytes: 400,
  words: 80,
  non_ascii_characters: 8,
  byte_order_mark: false,
  line_ending: "LF",
};

Deno.test("a manuscript comes to exactly its size", () => {
  for (let bytes = 100; bytes < 300; bytes++) {
    const manuscript = new Manuscript({ ...TARGET, bytes });
    while (!manuscript.isFull) manuscript.add(["Ñandú", "and", "emu."]);
    const text = new TextDecoder("utf-8", { fatal: true })
      .decode(manuscript.finish());
    assertEquals(new TextEncoder().encode(text).length, bytes);
    assert(text.startsWith("Ñandú and emu.\n\n"));
    assert(text.endsWith("THE END\n"));
  }
});

Deno.test("a manuscript sets paragraphs in lines", () => {
  const manuscript = new Manuscript({
    ...TARGET,
    byte_order_mark: true,
    line_ending: "CRLF",
  });
  manuscript.add(new Array(15).fill("word"));
  const text = new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(manuscript.finish());
  const line = new Array(14).fill("word").join(" ");
  assert(text.startsWith(`\ufeff${line}\r\nword\r\n\r\n`), text);
});

Deno.test("a manuscript knows its pace", () => {
  const manuscript = new Manuscript(TARGET);
  assertEquals([manuscript.wordPace, manuscript.needsNonAscii], [0, false]);
  manuscript.add(["Extraordinary", "considerations"]);
  assertEquals([manuscript.wordPace, manuscript.needsNonAscii], [-1, true]);
  manuscript.add(new Array(30).fill("é"));
  assertEquals([manuscript.wordPace, manuscript.needsNonAscii], [1, false]);
});
