import { assertEquals } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import { Arrivals } from "./ledger.ts";

/** Figures of an account, for comparison. */
function figures(arrivals: Arrivals) {
  const { received, duplicated, reordered, truncated } = arrivals;
  const { truncatedBytes, receivedBytes } = arrivals;
  return {
    received,
    duplicated,
    reordered,
    truncated,
    truncatedBytes,
    receivedBytes,
  };
}

const NOTHING = {
  received: 0,
  duplicated: 0,
  reordered: 0,
  truncated: 0,
  truncatedBytes: 0,
  receivedBytes: 0,
};

function noteAll(arrivals: Arrivals, sequences: number[]): boolean[] {
  return sequences.map((sequence) =>
    arrivals.note(sequence, arrivals.bytesThatFit(sequence))
  );
}

Deno.test("an empty book has no pieces and is complete at once", () => {
  const arrivals = new Arrivals(0, 32, 32);
  assertEquals(arrivals.pieces, 0);
  assertEquals(arrivals.complete, true);
  assertEquals(arrivals.missing(), { pieces: 0, bytes: 0 });
  assertEquals([...arrivals.keptRanges()], []);
  assertEquals([...arrivals.missingRanges()], []);
});

Deno.test("before anything has come, everything is missing", () => {
  const arrivals = new Arrivals(100, 32, 32);
  assertEquals(arrivals.pieces, 4);
  assertEquals(arrivals.missing(), { pieces: 4, bytes: 100 });
  assertEquals([...arrivals.missingRanges()], [[0, 100]]);
  assertEquals(figures(arrivals), NOTHING);
});

Deno.test("pieces in order make one range", () => {
  const arrivals = new Arrivals(100, 32, 32);
  assertEquals(noteAll(arrivals, [0, 1, 2, 3]), [true, true, true, true]);
  assertEquals(arrivals.complete, true);
  assertEquals([...arrivals.keptRanges()], [[0, 100]]);
  assertEquals([...arrivals.missingRanges()], []);
  assertEquals(figures(arrivals), {
    ...NOTHING,
    received: 4,
    receivedBytes: 100,
  });
});

Deno.test("a hole at the start, in the middle and at the end", () => {
  const arrivals = new Arrivals(100, 10, 10);
  noteAll(arrivals, [1, 2, 5, 6, 7]);
  assertEquals([...arrivals.keptRanges()], [[10, 30], [50, 80]]);
  assertEquals([...arrivals.missingRanges()], [[0, 10], [30, 50], [80, 100]]);
  assertEquals(arrivals.missing(), { pieces: 5, bytes: 50 });
});

Deno.test("a missing last piece counts with its own, shorter length", () => {
  const arrivals = new Arrivals(25, 10, 10);
  noteAll(arrivals, [0, 1]);
  assertEquals(arrivals.missing(), { pieces: 1, bytes: 5 });
});

Deno.test("a copy is counted once as received and never stored", () => {
  const arrivals = new Arrivals(30, 10, 10);
  assertEquals(noteAll(arrivals, [0, 0, 1, 0]), [true, false, true, false]);
  assertEquals(figures(arrivals), {
    ...NOTHING,
    received: 2,
    duplicated: 2,
    receivedBytes: 20,
  });
});

Deno.test("reordered is what arrives after a later one, as RFC 4737 has it", () => {
  // section 4.1.3's example: 4 arrives behind 5 and 6, and is the only one
  const arrivals = new Arrivals(100, 10, 10);
  noteAll(arrivals, [0, 1, 2, 3, 5, 6, 4, 7, 8, 9]);
  assertEquals(arrivals.reordered, 1);

  const reversed = new Arrivals(100, 10, 10);
  noteAll(reversed, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  assertEquals(reversed.reordered, 9);
});

Deno.test("a loss reorders nothing, and a late copy does not either", () => {
  const arrivals = new Arrivals(100, 10, 10);
  noteAll(arrivals, [0, 2, 3, 2, 0, 4]);
  assertEquals(arrivals.reordered, 0);
  assertEquals(arrivals.duplicated, 2);
});

Deno.test("a short buffer cuts every longer piece, and only those", () => {
  const arrivals = new Arrivals(25, 10, 7);
  noteAll(arrivals, [0, 1, 2]);
  assertEquals(figures(arrivals), {
    ...NOTHING,
    received: 3,
    truncated: 2,
    truncatedBytes: 6,
    receivedBytes: 19,
  });
  assertEquals([...arrivals.keptRanges()], [[0, 7], [10, 17], [20, 25]]);
  assertEquals([...arrivals.missingRanges()], [[7, 10], [17, 20]]);
  assertEquals(arrivals.missing(), { pieces: 0, bytes: 0 });
});

Deno.test("a buffer larger than a piece changes nothing", () => {
  const arrivals = new Arrivals(25, 10, 65_507);
  noteAll(arrivals, [0, 1, 2]);
  assertEquals(arrivals.truncated, 0);
  assertEquals([...arrivals.keptRanges()], [[0, 25]]);
});

Deno.test("whatever arrives, the figures add up and the ranges divide the book", () => {
  const random = randomFrom("arrivals");
  for (let trial = 0; trial < 300; trial++) {
    const bookBytes = random.integer(2_000);
    const pieceBytes = 1 + random.integer(64);
    const bufferBytes = 1 + random.integer(80);
    const arrivals = new Arrivals(bookBytes, pieceBytes, bufferBytes);
    const kept = new Uint8Array(bookBytes);
    const came = new Map<number, number>();
    for (let left = random.integer(2 * arrivals.pieces + 1); left > 0; left--) {
      if (arrivals.pieces === 0) break;
      const sequence = random.integer(arrivals.pieces);
      const from = sequence * pieceBytes;
      const whole = Math.min(pieceBytes, bookBytes - from);
      const bytes = Math.min(whole, bufferBytes);
      assertEquals(arrivals.bytesThatFit(sequence), bytes);
      assertEquals(arrivals.note(sequence, bytes), !came.has(sequence));
      came.set(sequence, (came.get(sequence) ?? 0) + 1);
      kept.fill(1, from, from + bytes);
    }
    const context = { trial, bookBytes, pieceBytes, bufferBytes };
    const missing = arrivals.missing();
    const copies = [...came.values()].reduce((sum, count) => sum + count, 0);
    assertEquals({
      ...context,
      pieces: arrivals.received + missing.pieces,
      copies: arrivals.received + arrivals.duplicated,
      bytes: arrivals.receivedBytes + arrivals.truncatedBytes + missing.bytes,
      complete: arrivals.complete,
    }, {
      ...context,
      pieces: arrivals.pieces,
      copies,
      bytes: bookBytes,
      complete: missing.pieces === 0,
    });
    // the ranges, painted: kept and missing meet everywhere and overlap nowhere
    const painted = new Uint8Array(bookBytes).fill(9);
    for (const [from, to] of arrivals.keptRanges()) painted.fill(1, from, to);
    for (const [from, to] of arrivals.missingRanges()) {
      assertEquals(painted.subarray(from, to).includes(1), false);
      painted.fill(0, from, to);
    }
    assertEquals(painted, kept);
    for (const ranges of [arrivals.keptRanges(), arrivals.missingRanges()]) {
      assertApartAndAscending([...ranges]);
    }
  }
});

/** Neighbours are joined, so that there are as few ranges as possible. */
function assertApartAndAscending(ranges: [number, number][]): void {
  let end = -1;
  for (const [from, to] of ranges) {
    assertEquals(from > end && to > from, true, JSON.stringify(ranges));
    end = to;
  }
}
