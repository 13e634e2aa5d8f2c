import { assert, assertEquals, assertLess } from "@std/assert";
import { mean } from "simple-statistics";
import { evenly, Sample } from "./sample.ts";

Deno.test("Sample keeps everything as long as it has room", () => {
  const sample = new Sample<number>(3);
  for (const item of [1, 2, 3]) sample.add(item);
  assertEquals([...sample.items], [1, 2, 3]);
  assertEquals(sample.seen, 3);
});

Deno.test("Sample keeps early and late items alike, and the same ones every time", () => {
  const sampleOf = () => {
    const sample = new Sample<number>(500);
    for (let item = 0; item < 20_000; item++) sample.add(item);
    return sample;
  };
  const { items, seen } = sampleOf();
  assertEquals(seen, 20_000);
  assertEquals(items.length, 500);
  assertEquals(new Set(items).size, 500);
  // the standard error of the mean is 258
  assertLess(Math.abs(mean([...items]) - 10_000), 1_300);
  assertEquals(sampleOf().items, items);
});

Deno.test("evenly() keeps the ends", () => {
  const items = Array.from({ length: 1_000 }, (_, index) => index);
  const some = evenly(items, 7);
  assertEquals([some.length, some[0], some.at(-1)], [7, 0, 999]);
  assert(some.every((item, index) => index === 0 || item > some[index - 1]!));
  assertEquals(evenly([1, 2], 7), [1, 2]);
});
