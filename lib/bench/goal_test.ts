import { assertEquals } from "@std/assert";
import { type Goal, judge } from "./goal.ts";
import { pairedRatios, type Sample } from "./sample.ts";

/** Samples of one contender, the first of them of the warm-up block. */
function samplesOf(contender: string, values: number[]): Sample[] {
  return values.map((value, block) => ({
    part: "tcp",
    condition: "bufferBytes=1",
    contender,
    block,
    warm_up: block === 0,
    metric: "speed",
    unit: "bytes per second",
    value,
    details: {},
  }));
}

const GOAL: Goal = {
  part: "tcp",
  condition: "bufferBytes=1",
  contender: "ours",
  metric: "speed",
  peer: "theirs",
  direction: "at least",
  bound: 1,
};

Deno.test("ratios are of the same block, without the warm-up and without blocks of one only", () => {
  const samples = [
    ...samplesOf("ours", [9, 20, 30, 80]),
    ...samplesOf("theirs", [1, 10, 60]),
  ];
  assertEquals(pairedRatios(samples, GOAL, "theirs"), [2, 0.5]);
});

Deno.test("a goal is met by the median, and certain where the interval agrees", () => {
  const judged = (ours: number[]) => {
    const { n, met, certain } = judge(GOAL, [
      ...samplesOf("ours", [0, ...ours]),
      ...samplesOf("theirs", [0, ...ours.map(() => 10)]),
    ]);
    return { n, met, certain };
  };
  assertEquals(judged([11, 12, 13, 12, 11]), {
    n: 5,
    met: true,
    certain: true,
  });
  assertEquals(judged([9, 12, 13, 12, 11]), {
    n: 5,
    met: true,
    certain: false,
  });
  assertEquals(judged([9, 8, 7, 8, 9]), { n: 5, met: false, certain: true });
  assertEquals(judged([10, 10]), { n: 2, met: true, certain: false });
});

Deno.test("a goal without peer is about the values, and below means below", () => {
  const { peer: _, ...alone } = GOAL;
  const goal: Goal = { ...alone, direction: "below", bound: 120 };
  const judged = (value: number) => judge(goal, samplesOf("ours", [0, value]));
  assertEquals([judged(119).met, judged(120).met], [true, false]);
  assertEquals(judged(119).unit, "bytes per second");
});

Deno.test("a goal whose peer was not measured is neither met nor missed", () => {
  const { n, met, median } = judge(GOAL, samplesOf("ours", [1, 2, 3]));
  assertEquals([n, met, median], [0, undefined, undefined]);
});
