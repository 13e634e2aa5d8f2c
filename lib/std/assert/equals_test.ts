/**
 * The judge in the tests of the assertions is `node:assert`, so that an
 * assertion which accepts everything cannot vouch for itself. They import the
 * package by its name, so that they also hold for the published one.
 *
 * @module
 */

import { assertEquals, AssertionError, assertNotEquals } from "@std/assert";
import { match, throws } from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";

class Point {
  #x: number;
  constructor(x: number, readonly label = "") {
    this.#x = x;
  }
  get x(): number {
    return this.#x;
  }
}

class OtherPoint extends Point {}

const circle = (): Record<string, unknown> => {
  const value: Record<string, unknown> = { name: "circle" };
  value.itself = value;
  return value;
};

const EQUAL: [name: string, a: unknown, b: unknown][] = [
  ["NaN", NaN, NaN],
  ["zeros of either sign", [0], [-0]],
  ["nested objects whatever the order of keys", { a: 1, b: { c: [2] } }, {
    b: { c: [2] },
    a: 1,
  }],
  ["an object without a prototype", Object.create(null), {}],
  ["dates", new Date(0), new Date(0)],
  ["invalid dates", new Date(NaN), new Date(NaN)],
  ["patterns", /a+/gi, /a+/gi],
  ["URLs", new URL("file:///a"), new URL("file:///a")],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  [
    "maps in another order",
    new Map([[1, "a"], [2, "b"]]),
    new Map([[2, "b"], [
      1,
      "a",
    ]]),
  ],
  [
    "maps with objects as keys",
    new Map([[{ a: 1 }, [1]]]),
    new Map([[{
      a: 1,
    }, [1]]]),
  ],
  ["sets in another order", new Set(["a", "b"]), new Set(["b", "a"])],
  [
    "sets of objects",
    new Set([{ a: 1 }, { a: 2 }]),
    new Set([{ a: 2 }, {
      a: 1,
    }]),
  ],
  ["instances", new Point(1), new Point(1)],
  ["circles", circle(), circle()],
  ["symbols as keys", { [Symbol.for("a")]: 1 }, { [Symbol.for("a")]: 1 }],
];

const UNEQUAL: [name: string, a: unknown, b: unknown][] = [
  ["a number and its text", 1, "1"],
  ["null and undefined", null, undefined],
  ["an undefined property and an absent one", { a: undefined }, {}],
  ["undefined properties of other names", { a: undefined }, { b: undefined }],
  ["an empty place and undefined", new Array(1), [undefined]],
  ["arrays of different length", [1, 2], [1, 2, 3]],
  ["an array and an object", [], {}],
  ["dates", new Date(0), new Date(1)],
  ["patterns with other flags", /a/g, /a/i],
  ["search parameters", new URLSearchParams("a=1"), new URLSearchParams("a=2")],
  ["bytes", new Uint8Array([1, 2]), new Uint8Array([1, 3])],
  ["bytes of other types", new Uint8Array([1]), new Int8Array([1])],
  ["buffers", new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  ["values of a map", new Map([["a", 1]]), new Map([["a", 2]])],
  [
    "an undefined entry and an absent one",
    new Map([["a", undefined]]),
    new Map(
      [["b", undefined]],
    ),
  ],
  ["sets of objects", new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  ["what instances compute", new Point(1), new Point(2)],
  ["instances of other classes", new Point(1), new OtherPoint(1)],
  ["functions that look alike", () => 1, () => 1],
  ["symbols as keys", { [Symbol.for("a")]: 1 }, { [Symbol.for("a")]: 2 }],
];

for (const [name, a, b] of EQUAL) {
  Deno.test(`assertEquals accepts ${name}`, () => {
    assertEquals(a, b);
    throws(() => assertNotEquals(a, b), AssertionError);
  });
}

for (const [name, a, b] of UNEQUAL) {
  Deno.test(`assertEquals refuses ${name}, either way round`, () => {
    throws(() => assertEquals(a, b), AssertionError);
    throws(() => assertEquals(b, a), AssertionError);
    assertNotEquals(a, b);
  });
}

Deno.test("assertEquals cannot look into weak collections", () => {
  throws(() => assertEquals(new WeakMap(), new WeakMap()), TypeError);
  throws(() => assertEquals(new WeakSet(), new WeakSet()), TypeError);
});

Deno.test("assertEquals says what the caller says, and what differs", () => {
  const message = messageOf(() =>
    assertEquals({ a: 1, b: [2, 3] }, { a: 1, b: [2, 4] }, "records")
  );
  match(message, /^Values are not equal: records\n/);
  match(message, /^-\s+3,$/m);
  match(message, /^\+\s+4,$/m);
  match(message, /^\s+a: 1,$/m);
});

function messageOf(fn: () => void): string {
  try {
    fn();
  } catch (error) {
    if (error instanceof AssertionError) {
      return stripVTControlCharacters(error.message);
    }
  }
  throw new Error("no AssertionError was thrown");
}
