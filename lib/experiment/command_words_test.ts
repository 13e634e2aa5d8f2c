import { assertEquals, assertThrows } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import { joinWords, splitWords } from "./command_words.ts";

const SPLIT: [text: string, words: string[]][] = [
  ["", []],
  ["  \t ", []],
  ["ssh host", ["ssh", "host"]],
  ["  ip  netns\texec b ", ["ip", "netns", "exec", "b"]],
  ["exec 'my client' x", ["exec", "my client", "x"]],
  [`exec "it's"`, ["exec", "it's"]],
  [`exec 'say "x"'`, ["exec", 'say "x"']],
  [`a'b c'"d e"f`, ["ab cd ef"]],
  ["exec ''", ["exec", ""]],
  ["a\\ b $HOME", ["a\\", "b", "$HOME"]],
];

for (const [text, words] of SPLIT) {
  Deno.test(`splitWords() splits ${JSON.stringify(text)}`, () => {
    assertEquals(splitWords(text), words);
  });
}

for (const text of ["exec 'my client", 'a "', `"it's`]) {
  Deno.test(`splitWords() names the open quote of ${text}`, () => {
    assertThrows(() => splitWords(text), SyntaxError, text);
  });
}

Deno.test("splitWords() splits what joinWords() has joined", () => {
  const random = randomFrom("words");
  for (let draw = 0; draw < 500; draw++) {
    const words = Array.from({ length: random.integer(4) }, () =>
      Array.from(
        { length: random.integer(5) },
        () => random.pick(["a", "é", " ", "\t", "'", '"', "=", "\\"]),
      ).join(""));
    assertEquals(splitWords(joinWords(words)), words);
  }
});

Deno.test("joinWords() quotes only where it has to", () => {
  assertEquals(joinWords(["ip", "netns", "my b"]), "ip netns 'my b'");
});
