import { assert, assertEquals, assertThrows } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import { nameFromWire, wireName } from "./wire_name.ts";

Deno.test("wireName: an ordinary name stays as it is", () => {
  for (
    const name of ["bleak_house", "a.b-c~d", "!\"#$&'()*+,:;<=>?@[\\]^`{|}"]
  ) {
    assertEquals(wireName(name), name);
    assertEquals(nameFromWire(name), name);
  }
});

Deno.test("wireName: what a line cannot hold is percent-encoded", () => {
  assertEquals(wireName("a b"), "a%20b");
  assertEquals(wireName("100 %\n\x7f"), "100%20%25%0A%7F");
  assertEquals(wireName("é—🙂"), "%C3%A9%E2%80%94%F0%9F%99%82");
});

Deno.test("wireName and nameFromWire are each other's opposite", () => {
  const random = randomFrom("names");
  const characters = [..."ab %\t\n\r\x01\x7f.\u00a0é\u2028\ufeff\uffff🙂"];
  for (let trial = 0; trial < 500; trial++) {
    const length = 1 + random.integer(12);
    const name = "n" +
      Array.from({ length }, () => random.pick(characters)).join("");
    const field = wireName(name);
    assert(/^[!-~]+$/.test(field), field);
    assertEquals(nameFromWire(field), name);
  }
});

Deno.test("wireName: half of a surrogate pair becomes U+FFFD", () => {
  assertEquals(nameFromWire(wireName("a\ud83d")), "a\ufffd");
});

Deno.test("wireName: an empty name is refused", () => {
  assertThrows(() => wireName(""), TypeError, "it is empty");
});

Deno.test("nameFromWire: what is not percent-encoded UTF-8 is refused", () => {
  for (const field of ["%", "%4", "%GG", "%FF", "%C3"]) {
    assertThrows(() => nameFromWire(field), TypeError, "UTF-8");
  }
});

Deno.test("nameFromWire: a name that leaves the folder is refused", () => {
  for (const field of ["", ".", "..", "../a", "%2E%2E%2Fa", "/etc", "a%00"]) {
    assertThrows(() => nameFromWire(field), TypeError, "no file can have it");
  }
});
