import { assertEquals } from "@std/assert";
import { shellWord } from "./shell_words.ts";

const WORDS = [
  "",
  " ",
  "a b",
  "it's",
  "'",
  "''",
  '"double"',
  "back\\slash\\",
  "$HOME ${HOME} $(id) `id`",
  "*?[::1]",
  "~",
  "a;b&c|d>e<f(g)h",
  "new\nline\ttab",
  "#comment",
  "!history",
  "a=b",
  "{a,b}",
  "ünïcode 書",
  "-n",
];

Deno.test("a shell makes of each quoted word that word again", async () => {
  const line = `printf '%s\\0' ${WORDS.map(shellWord).join(" ")}`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", line] })
    .output();
  assertEquals(new TextDecoder().decode(stdout).split("\0"), [...WORDS, ""]);
});

Deno.test("an assignment stays a word at the head of a line", async () => {
  const { code } = await new Deno.Command("sh", {
    args: ["-c", `${shellWord("a=b")} 2>/dev/null`],
  }).output();
  assertEquals(code, 127, "it is looked for as a program");
});

Deno.test("words that need no quotes get none", () => {
  for (
    const word of ["deno", "--allow-read", "/usr/bin/a_b.c", "127.0.0.1:80"]
  ) {
    assertEquals(shellWord(word), word);
  }
});
