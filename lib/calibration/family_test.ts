import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import { agrees } from "./calibrate.ts";
import { countAlarms, type Family, judgeFamily } from "./family.ts";
import { resampledFamily } from "./resample.ts";

const BLOCKS = 10;

/** A family whose conditions differ by the given factors, with noise of about 10%. */
function family(seed: string, factors: number[]): Family {
  const random = randomFrom(seed);
  return {
    metric: "time_seconds",
    values: factors.map((factor) =>
      Array.from(
        { length: BLOCKS },
        () => factor * Math.exp(0.2 * (random.real() - 0.5)),
      )
    ),
  };
}

Deno.test("judgeFamily() compares every condition with the first", () => {
  const verdicts = judgeFamily(family("a", [1, 2, 0.5])).map(
    ({ baseline, treatment, verdict }) => [baseline, treatment, verdict],
  );
  assertEquals(verdicts, [
    ["condition=0", "condition=1", "slower"],
    ["condition=0", "condition=2", "faster"],
  ]);
});

Deno.test("countAlarms() finds few alarms where nothing differs, and one in every family where something does", () => {
  const equal = Array.from(
    { length: 300 },
    (_, seed) => family(`equal ${seed}`, [1, 1, 1, 1, 1]),
  );
  const count = countAlarms(equal);
  assertEquals([count.families, count.intervals], [300, 1200]);
  assert(agrees(count), JSON.stringify(count));
  assertLess(count.alarms, 25);
  assertGreater(count.covering, 1100);

  const different = Array.from(
    { length: 30 },
    (_, seed) => family(`different ${seed}`, [1, 1, 2]),
  );
  const found = countAlarms(different);
  assertEquals(found.alarms, 30);
  assert(!agrees(found), JSON.stringify(found));
});

Deno.test("agrees() says no to intervals that hold the truth too seldom or too often", () => {
  const count = { families: 1000, alarms: 40, intervals: 4000 };
  assert(agrees({ ...count, covering: 3800 }));
  assert(!agrees({ ...count, covering: 3600 }));
  assert(!agrees({ ...count, covering: 3990 }));
});

Deno.test("resampledFamily() draws whole blocks and shuffles within them", () => {
  // every value tells its block and its condition
  const measured: Family = {
    metric: "time_seconds",
    values: [[10, 20, 30], [11, 21, 31], [12, 22, 32]],
  };
  const random = randomFrom("resample");
  const firsts = new Set<number>();
  for (let round = 0; round < 50; round++) {
    const { values } = resampledFamily([measured], 4, random);
    assertEquals(values.length, 3);
    for (let block = 0; block < 4; block++) {
      const drawn = values.map((condition) => condition[block]!);
      const tens = Math.floor(drawn[0]! / 10) * 10;
      assertEquals(drawn.toSorted(), [tens, tens + 1, tens + 2]);
      firsts.add(drawn[0]!);
    }
  }
  assertEquals(firsts.size, 9);
});
