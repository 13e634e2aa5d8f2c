import { assertEquals } from "@std/assert";
import { escapeHtml, markup } from "./markup.ts";

Deno.test("markup`` makes text of everything that was not made with it", () => {
  const hostile = `<img src=x onerror="alert(1)">&'`;
  assertEquals(
    String(markup`<p title="${hostile}">${hostile}</p>`),
    `<p title="&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;">&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;</p>`,
  );
});

Deno.test("markup`` puts markup, lists and numbers in as they are, and nothing for undefined", () => {
  const items = ["a", "<b>"].map((text) => markup`<li>${text}</li>`);
  assertEquals(
    String(markup`<ul>${items}</ul>${1.5}${undefined}`),
    "<ul><li>a</li><li>&lt;b&gt;</li></ul>1.5",
  );
});

Deno.test("escapeHtml() leaves no character that steers a page", () => {
  assertEquals(
    escapeHtml("a\u0000b\u001b[2J\u202ec\u2066\td\n"),
    "a?b?[2J?c?\td\n",
  );
});
