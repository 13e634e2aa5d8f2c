import { assertAlmostEquals, assertEquals } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import { Bottleneck, NO_ROOM } from "./bottleneck.ts";

/** 1,000 bytes take 8 ms. */
const ONE_MEGABIT = 1_000_000;

function bottleneck(limits: { queueBytes?: number; queuePackets?: number }) {
  return new Bottleneck({
    rateBitsPerSecond: ONE_MEGABIT,
    queueBytes: 0,
    queuePackets: 0,
    ...limits,
  });
}

Deno.test("packets leave one after the other, each after the time that its bits take", () => {
  const one = bottleneck({});
  assertEquals([0, 0, 3, 24, 100].map((nowMs) => one.pass(1_000, nowMs)), [
    8,
    16,
    24,
    32,
    108,
  ]);
});

Deno.test("a queue of bytes has room until it would hold more than that", () => {
  const one = bottleneck({ queueBytes: 2_500 });
  assertEquals([1_000, 1_000, 501, 500].map((bytes) => one.pass(bytes, 0)), [
    8,
    16,
    NO_ROOM,
    20,
  ]);
  // at 8 ms the first one has been sent
  assertEquals(one.pass(1_000, 7.999), NO_ROOM);
  assertEquals(one.pass(1_000, 8), 28);
});

Deno.test("a queue of packets counts them, whatever their size", () => {
  const one = bottleneck({ queuePackets: 2 });
  assertEquals([1_500, 40, 40].map((bytes) => one.pass(bytes, 0)), [
    12,
    12.32,
    NO_ROOM,
  ]);
  assertEquals(one.pass(40, 12), 12.64);
});

Deno.test("of two limits the narrower one holds", () => {
  const one = bottleneck({ queueBytes: 3_000, queuePackets: 2 });
  assertEquals(one.pass(100, 0) === NO_ROOM, false);
  assertEquals(one.pass(2_950, 0), NO_ROOM, "bytes");
  assertEquals(one.pass(100, 0) === NO_ROOM, false);
  assertEquals(one.pass(100, 0), NO_ROOM, "packets");
});

Deno.test("without a rate nothing waits, and no queue is ever full", () => {
  const one = new Bottleneck({
    rateBitsPerSecond: 0,
    queueBytes: 1,
    queuePackets: 1,
  });
  assertEquals([5, 5, 5].map((nowMs) => one.pass(65_521, nowMs)), [5, 5, 5]);
  assertEquals([one.peakBytes, one.meanMs, one.longestMs], [0, 0, 0]);
});

Deno.test("a bottleneck tells how long packets have waited and how full it was", () => {
  const one = bottleneck({ queueBytes: 3_000 });
  for (const nowMs of [0, 0, 4]) one.pass(1_000, nowMs);
  assertEquals(one.pass(1_000, 5), NO_ROOM);
  assertEquals(one.peakBytes, 3_000);
  // the first one not at all, the second one 8 ms, the third one from 4 to 16
  assertEquals(one.longestMs, 12);
  assertAlmostEquals(one.meanMs, 20 / 3, 1e-12);
});

Deno.test("any arrivals leave as a list that is kept in full would have it", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = randomFrom(`bottleneck ${seed}`);
    const queueBytes = random.pick([0, 3_000, 50_000, 2_000_000]);
    const queuePackets = random.pick([0, 2, 1_000]);
    const one = bottleneck({ queueBytes, queuePackets });
    const sent: { bytes: number; sentMs: number }[] = [];
    let nowMs = 0;
    for (let count = 0; count < 2_000; count++) {
      nowMs += random.real() * 5;
      const bytes = 20 + random.integer(1_481);
      const waiting = sent.filter(({ sentMs }) => sentMs > nowMs);
      const waitingBytes = waiting.reduce((sum, { bytes }) => sum + bytes, 0);
      const fits = (queueBytes === 0 || waitingBytes + bytes <= queueBytes) &&
        (queuePackets === 0 || waiting.length < queuePackets);
      const left = one.pass(bytes, nowMs);
      assertEquals(left !== NO_ROOM, fits, `seed ${seed}, packet ${count}`);
      if (!fits) continue;
      const beginMs = Math.max(nowMs, sent.at(-1)?.sentMs ?? 0);
      assertAlmostEquals(left, beginMs + bytes * 0.008, 1e-6);
      sent.push({ bytes, sentMs: left });
    }
  }
});
