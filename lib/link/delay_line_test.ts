import { assertEquals } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import { DelayLine } from "./delay_line.ts";

Deno.test("an empty line is never due", () => {
  const line = new DelayLine();
  assertEquals([line.length, line.nextMs, line.clear()], [0, Infinity, []]);
});

Deno.test("what is due at the same time leaves in the order in which it came", () => {
  const line = new DelayLine();
  for (let slot = 0; slot < 3_000; slot++) line.put(slot, 7);
  const taken = Array.from({ length: 3_000 }, () => line.take());
  assertEquals(taken, Array.from({ length: 3_000 }, (_, slot) => slot));
});

Deno.test("any puts and takes leave in the order of a sorted array", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = randomFrom(`delay line ${seed}`);
    // few different times have many packets due at once
    const times = random.pick([2, 20, 1e6]);
    const shareOfPuts = random.pick([0.5, 0.6, 0.9]);
    const line = new DelayLine();
    // an array that is sorted keeps the order of what is equal
    let sorted: { slot: number; dueMs: number }[] = [];
    for (let slot = 0; slot < 3_000; slot++) {
      if (random.real() < shareOfPuts || sorted.length === 0) {
        const dueMs = random.integer(times);
        line.put(slot, dueMs);
        const after = sorted.findIndex((one) => one.dueMs > dueMs);
        sorted.splice(after < 0 ? sorted.length : after, 0, { slot, dueMs });
      } else {
        assertEquals(line.take(), sorted.shift()!.slot, `seed ${seed}`);
      }
      assertEquals(line.length, sorted.length);
      assertEquals(line.nextMs, sorted[0]?.dueMs ?? Infinity);
    }
    const slots = sorted.map(({ slot }) => slot).sort((a, b) => a - b);
    assertEquals(line.clear().sort((a, b) => a - b), slots);
    sorted = [];
    assertEquals([line.length, line.nextMs], [0, Infinity]);
    line.put(1, 5);
    assertEquals(line.take(), 1);
  }
});
