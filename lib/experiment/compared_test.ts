/** What an experiment that compares leaves, and how long it goes on. */

import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { Workplace } from "../../fixtures/experiments/child_run.ts";

const TWIN = "pauseMicroseconds=3000 (again)";

Deno.test("an experiment that compares has one condition twice in every block", async (test) => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: ["compared.ts"],
    words: [...workplace.words, "--repetitions", "2"],
  });
  assertEquals(code, 0, text);
  const records = workplace.records();
  const [experiment] = workplace.manifest().experiments;

  await test.step("marked as what it is, with the same levels", () => {
    const twins = records.filter(({ condition }) => condition === TWIN);
    assertEquals(twins.map(({ block }) => block), [0, 1, 2]);
    for (const { twin_of, factors } of twins) {
      assertEquals(twin_of, "pauseMicroseconds=3000");
      assertEquals(factors, { pauseMicroseconds: 3_000 });
    }
    assertEquals(
      records.filter(({ twin_of }) => twin_of !== undefined).length,
      twins.length,
    );
  });
  await test.step("and what is compared and drawn stands in the manifest", () => {
    assertEquals(experiment!.conditions, 3);
    assertEquals(experiment!.comparisons, [
      {
        metric: "time_seconds",
        factor: "pauseMicroseconds",
        baseline: "pauseMicroseconds=1000",
        treatment: "pauseMicroseconds=3000",
      },
      {
        metric: "time_seconds",
        factor: "",
        baseline: "pauseMicroseconds=3000",
        treatment: TWIN,
      },
    ]);
    assertEquals(experiment!.charts, [
      { kind: "trials", metric: "time_seconds" },
    ]);
    assertEquals(experiment!.precision, undefined);
  });
});

Deno.test("an experiment that compares and has no twin is refused", async () => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: ["without_twin.ts"],
    words: workplace.words,
  });
  assertNotEquals(code, 0);
  assertStringIncludes(
    text,
    "without_twin compares conditions, so it needs a twin",
  );
});

Deno.test("--until goes on until the intervals are narrow, and says so", async () => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: ["compared.ts"],
    words: [...workplace.words, "--repetitions", "1", "--until", "50%"],
  });
  assertEquals(code, 0, text);
  const [experiment] = workplace.manifest().experiments;
  // five blocks are the fewest that have an interval
  assertGreaterOrEqual(experiment!.repetitions, 5);
  assertEquals(experiment!.precision, {
    asked_ratio: 0.5,
    reached: true,
    ended_by: "precision",
    not_reached: [],
  });
  assertEquals(workplace.records().length, 3 * (1 + experiment!.repetitions));
});

Deno.test("--until ends with its time, and says what it did not reach", async () => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: ["compared.ts"],
    words: [
      ...workplace.words,
      ...["--repetitions", "1", "--until", "0.0001%", "--budget", "1"],
    ],
  });
  assertEquals(code, 0, text);
  const [experiment] = workplace.manifest().experiments;
  const { precision } = experiment!;
  assertEquals(precision?.ended_by, "time budget");
  assertEquals(precision?.reached, false);
  assertGreater(precision!.not_reached.length, 0);
  assert(
    precision!.not_reached.every(({ half_width_ratio = Infinity }) =>
      half_width_ratio > precision!.asked_ratio
    ),
  );
});

Deno.test("--until does not go beyond the blocks that an experiment has at most", async () => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: ["at_most_two_blocks.ts"],
    words: [...workplace.words, "--repetitions", "5", "--until", "0.0001%"],
  });
  assertEquals(code, 0, text);
  assertStringIncludes(text, "measures 3 condition(s) in 2 blocks");
  const [experiment] = workplace.manifest().experiments;
  assertEquals(experiment!.repetitions, 2);
  assertEquals(experiment!.precision?.ended_by, "most blocks");
  assertEquals(
    workplace.records().map(({ trial, block, warm_up }) => [
      trial,
      block,
      warm_up,
    ]),
    // without a warm-up the first block is a measured one
    [0, 1, 2, 3, 4, 5].map((trial) => [trial, trial < 3 ? 1 : 2, false]),
  );
});
