import { assertEquals } from "@std/assert";
import { escapeMarkdown } from "./markdown_text.ts";

Deno.test("escapeMarkdown() leaves no element, cell, line, code or mention", () => {
  assertEquals(
    escapeMarkdown("a | b\n# c `d` <img> @someone"),
    "a \\| b \\# c \\`d\\` &lt;img&gt; @\u200bsomeone",
  );
});

Deno.test("escapeMarkdown() leaves no link", () => {
  const text = escapeMarkdown(
    "[x](javascript:1) https://example.org www.example.org ![y](z)",
  );
  assertEquals(text.match(/https?:\/\/|www\.|(?<!\\)[[\]()!]/), null);
});

Deno.test("escapeMarkdown() leaves plain sentences alone", () => {
  const text = "3 of 4 trials, 12.5% lost: a sentence - with a dash.";
  assertEquals(escapeMarkdown(text), text);
});
