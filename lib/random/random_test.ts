import { assert, assertEquals, assertThrows } from "@std/assert";
import { randomFrom, seedHash } from "./random.ts";

function integers(seed: number | string, count: number, below: number) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => random.integer(below));
}

Deno.test("the same seed draws the same sequence", () => {
  assertEquals(integers("nagle", 1000, 97), integers("nagle", 1000, 97));
});

Deno.test("a number and its digits are the same seed", () => {
  assertEquals(integers(1805, 100, 97), integers("1805", 100, 97));
});

Deno.test("different seeds draw different sequences", () => {
  const sequences = Array.from(
    { length: 200 },
    (_, seed) => integers(seed, 4, 2 ** 32).join(),
  );
  assertEquals(new Set(sequences).size, 200);
});

Deno.test("draws are the same on every machine", () => {
  const random = randomFrom(42);
  assertEquals(
    Array.from({ length: 8 }, () => random.integer(1000)),
    [247, 482, 586, 796, 315, 589, 999, 110],
  );
  assertEquals(random.real(), 0.7361848998791113);
  assertEquals(
    random.shuffle([0, 1, 2, 3, 4, 5, 6, 7]),
    [1, 5, 6, 7, 0, 2, 4, 3],
  );
  assertEquals(random.pick(["tcp", "udp"]), "udp");
});

Deno.test("integer: every value is as frequent as another", () => {
  const counts = new Array(7).fill(0);
  for (const value of integers("counts", 70_000, 7)) counts[value] += 1;
  for (const count of counts) {
    assert(Math.abs(count - 10_000) < 400, `${counts}`);
  }
});

Deno.test("integer: the first draw of successive seeds is as even", () => {
  const counts = new Array(7).fill(0);
  for (let seed = 0; seed < 14_000; seed++) {
    counts[randomFrom(seed).integer(7)] += 1;
  }
  for (const count of counts) {
    assert(Math.abs(count - 2_000) < 180, `${counts}`);
  }
});

Deno.test("integer: takes bounds from 1 to 2^32", () => {
  assertEquals(integers("bounds", 3, 1), [0, 0, 0]);
  assert(integers("bounds", 100, 2 ** 32).some((value) => value >= 2 ** 31));
  for (const below of [0, -1, 1.5, 2 ** 32 + 1, NaN]) {
    assertThrows(
      () => randomFrom(0).integer(below),
      RangeError,
      `it is ${below}`,
    );
  }
});

Deno.test("real: lies between 0 and 1, with an even spread", () => {
  const random = randomFrom("real");
  const tenths = new Array(10).fill(0);
  for (let draw = 0; draw < 100_000; draw++) {
    const value = random.real();
    assert(value >= 0 && value < 1);
    tenths[Math.floor(value * 10)] += 1;
  }
  for (const count of tenths) {
    assert(Math.abs(count - 10_000) < 400, `${tenths}`);
  }
});

Deno.test("shuffle: keeps every item and leaves the array alone", () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  const shuffled = randomFrom("shuffle").shuffle(items);
  assertEquals(items, Array.from({ length: 100 }, (_, index) => index));
  assert(shuffled.join() !== items.join());
  assertEquals(shuffled.toSorted((a, b) => a - b), items);
  assertEquals(randomFrom(0).shuffle([]), []);
});

Deno.test("shuffle: every order is as frequent as another", () => {
  const random = randomFrom("orders");
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 24_000; draw++) {
    const order = random.shuffle(["a", "b", "c", "d"]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 24);
  for (const [order, count] of counts) {
    assert(Math.abs(count - 1_000) < 130, `${order}: ${count}`);
  }
});

Deno.test("pick: takes each item, and needs one", () => {
  const random = randomFrom("pick");
  const picked = Array.from({ length: 50 }, () => random.pick(["a", "b"]));
  assertEquals([...new Set(picked)].sort(), ["a", "b"]);
  assertThrows(() => random.pick([]), RangeError, "there is none");
});

Deno.test("a seed that is no whole number is refused", () => {
  for (const seed of [0.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(() => randomFrom(seed), RangeError, `it is ${seed}`);
  }
});

Deno.test("seedHash: 32 bits, also of an empty string", () => {
  for (const text of ["", "0", "é", "transport-lab"]) {
    const hash = seedHash(text);
    assert(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32);
  }
  assert(seedHash("1") !== seedHash("2"));
});
