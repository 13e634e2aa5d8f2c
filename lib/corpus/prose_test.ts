import { assert, assertEquals } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import { Prose, type Style, wrap } from "./prose.ts";

const STYLE: Style = {
  openingQuote: "<",
  closingQuote: ">",
  apostrophe: "`",
  dash: "~",
  names: ["Ñame"],
  namesPercent: 20,
};

Deno.test("narration: sentences begin with a capital and end with a full stop", () => {
  const prose = new Prose(randomFrom("narration"), STYLE);
  for (let paragraph = 0; paragraph < 200; paragraph++) {
    const text = prose.narration().join(" ");
    assert(/^(\p{Lu}[^.<>]*\.( |$)){2,7}$/u.test(text), text);
  }
});

Deno.test("speech: is quoted, and somebody's", () => {
  const prose = new Prose(randomFrom("speech"), STYLE);
  for (let paragraph = 0; paragraph < 200; paragraph++) {
    const text = prose.speech().join(" ");
    assert(
      /^<\p{Lu}[^.<>]*[,!?]> \w+ Ñame\.( <\p{Lu}[^<>]*[.!?]>)?$/u.test(text),
      text,
    );
  }
});

Deno.test("the style's apostrophe and dash are used, and words have no space", () => {
  const prose = new Prose(randomFrom("style"), STYLE);
  const words = Array.from({ length: 100 }, () => prose.narration()).flat();
  assert(words.some((word) => word.includes("`")));
  assert(words.some((word) => word.includes("~")));
  assert(words.every((word) => /^[^\s'—-]+$/u.test(word)));
});

Deno.test("wordLength: makes words shorter or longer", () => {
  function meanLength(wordLength: Prose["wordLength"]): number {
    const prose = new Prose(randomFrom("length"), STYLE);
    prose.wordLength = wordLength;
    const words = Array.from({ length: 200 }, () => prose.narration()).flat();
    return words.join("").length / words.length;
  }
  assert(meanLength("shorter") < meanLength("any") - 0.5);
  assert(meanLength("longer") > meanLength("any") + 0.5);
});

Deno.test("wrap: puts as many words on a line as fit", () => {
  assertEquals(wrap(["one", "two", "three", "four"], 7), [
    "one two",
    "three",
    "four",
  ]);
  assertEquals(wrap(["extraordinary", "day"], 5), ["extraordinary", "day"]);
});
