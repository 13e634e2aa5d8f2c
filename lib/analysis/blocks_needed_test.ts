import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { signedRank } from "../statistics/signed_rank.ts";
import { blocksNeeded, fewestBlocks, MOST_BLOCKS } from "./blocks_needed.ts";
import { normalNoise } from "./testing/normal_noise.ts";

/** Logarithms: within 5% either way. */
const BOUNDS = [Math.log(0.95), Math.log(1.05)] as const;

/** Differences with a centre and a spread that their number does not change. */
function differences(n: number, centre: number, spread: number): number[] {
  return Array.from(
    { length: n },
    (_, index) => centre + spread * (2 * (index + 0.5) / n - 1),
  );
}

function needed(values: readonly number[], familySize = 1): number {
  return blocksNeeded({
    test: signedRank(values),
    bounds: BOUNDS,
    level: 0.05,
    familySize,
  });
}

Deno.test("fewestBlocks() is where differences of one sign pass Holm's correction", () => {
  assertEquals([1, 2, 8, 20].map((size) => fewestBlocks(0.05, size)), [
    ...[6, 7, 9, 10],
  ]);
});

Deno.test("blocksNeeded() asks for the fewest blocks where there is no interval yet", () => {
  assertEquals(needed([1, 1, 1]), 6);
  assertEquals(needed([1, 1, 1], 8), 9);
});

Deno.test("blocksNeeded() asks for more than there are, and never for more than the most", () => {
  for (const n of [5, 6, 10, 20]) {
    assertGreater(needed(differences(n, 0.06, 0.4)), n);
  }
  assertEquals(
    blocksNeeded({
      test: signedRank(differences(10, 0, 1e6)),
      bounds: BOUNDS,
      level: 0.05,
      familySize: 1,
    }),
    MOST_BLOCKS,
  );
});

Deno.test("blocksNeeded() asks for more the wider the spread and the larger the family", () => {
  const narrow = needed(differences(10, 0.1, 0.3));
  assertLess(narrow, needed(differences(10, 0.1, 0.6)));
  assertLess(narrow, needed(differences(10, 0.1, 0.3), 20));
});

Deno.test("blocksNeeded() asks for few where equivalence is near", () => {
  // spread evenly over 6% either way: a little more than the margin
  assertLess(needed(differences(6, 0, 0.06)), 20);
});

Deno.test("blocksNeeded() is about right: with that many blocks most comparisons are decided", () => {
  const noise = normalNoise("blocks needed");
  const sample = (n: number) =>
    Array.from({ length: n }, () => 0.15 + 0.3 * noise());
  const decided = (n: number) => {
    const { low, high, pValue } = signedRank(sample(n));
    return pValue <= 0.05 || (low! >= BOUNDS[0] && high! <= BOUNDS[1]);
  };
  // 40 blocks have a power of about 0.85 for half a standard deviation
  const guesses = Array.from({ length: 200 }, () => sample(8))
    .filter((values) => signedRank(values).pValue > 0.05)
    .map((values) => needed(values)).sort((a, b) => a - b);
  const typical = guesses[Math.floor(guesses.length / 2)]!;
  assertGreater(typical, 8);
  assertLess(typical, 100);
  const settled = Array.from({ length: 200 }, () => decided(typical));
  assertGreater(settled.filter(Boolean).length, 100);
});
