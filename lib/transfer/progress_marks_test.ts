import { assertEquals, assertLessOrEqual } from "@std/assert";
import { MARKS, ProgressMarks } from "./progress_marks.ts";

/** What a client does: a mark whenever one is due. */
function download(bytes: number, readBytes: number): ProgressMarks {
  const marks = new ProgressMarks(bytes);
  for (let place = 0, now = 1_000; place < bytes; now++) {
    place = Math.min(bytes, place + readBytes);
    if (place >= marks.next) marks.mark(place, now);
  }
  return marks;
}

Deno.test("marks are at equal distances, from the first bytes to the last", () => {
  const marks = download(20_000, 100).since(1_000);
  assertEquals(marks.map(([, bytes]) => bytes), [
    100,
    ...Array.from({ length: MARKS }, (_, index) => (index + 1) * 1_000),
  ]);
  // the clock ticks a millisecond per read
  assertEquals(marks[0], [0, 100]);
  assertEquals(marks.at(-1), [0.199, 20_000]);
});

Deno.test("large reads and small books have fewer marks", () => {
  assertEquals(download(20_000, 8_000).since(1_000), [
    [0, 8_000],
    [0.001, 16_000],
    [0.002, 20_000],
  ]);
  assertEquals(download(3, 1).since(1_000).length, 3);
  assertEquals(download(0, 1).since(1_000), []);
  assertLessOrEqual(download(1_000_003, 7).since(0).length, MARKS + 2);
});

Deno.test("times are those since the start, to the microsecond", () => {
  const marks = new ProgressMarks(10);
  marks.mark(10, 1_002.345678);
  assertEquals(marks.since(1_000), [[0.002346, 10]]);
});
