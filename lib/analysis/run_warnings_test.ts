import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { PlannedComparison } from "../experiment/comparison_plan.ts";
import type { Metrics } from "../experiment/metric.ts";
import { compare } from "./comparison.ts";
import type { RunWarning } from "./run_warning.ts";
import { runWarnings } from "./run_warnings.ts";
import { EXPERIMENT, measuredBlocks } from "./testing/measured_blocks.ts";
import { normalNoise } from "./testing/normal_noise.ts";

/** Ten of them; `c1` is the twin of `c0`. */
const CONDITIONS = Array.from({ length: 10 }, (_, index) => `c${index}`);

/** What a trial measures, by its condition, its block and a factor of noise. */
type Trial = (of: {
  condition: string;
  block: number;
  noise: number;
}) => Metrics;

/** The warnings of an experiment. */
function warnings(
  blocks: number,
  trial: Trial,
  normal = normalNoise("run warnings"),
): RunWarning[] {
  const trials = measuredBlocks(Object.fromEntries(
    CONDITIONS.map((condition) => [
      condition,
      Array.from({ length: blocks }, (_, index) =>
        trial({
          condition,
          block: index + 1,
          noise: Math.exp(0.02 * normal()),
        })),
    ]),
  ));
  const metrics = Object.keys(trials[0]!.metrics) as (keyof Metrics)[];
  const planned = metrics.flatMap((metric) =>
    CONDITIONS.slice(1).map((treatment): PlannedComparison => ({
      metric,
      factor: treatment === "c1" ? "" : "bufferBytes",
      baseline: "c0",
      treatment,
    }))
  );
  return runWarnings({
    experiment: EXPERIMENT,
    trials,
    comparisons: compare(EXPERIMENT, planned, trials),
  });
}

const clean: Trial = ({ noise }) => ({
  throughput_bytes_per_second: 2e7 * noise,
});

function kinds(found: readonly RunWarning[]): string[] {
  return found.map(({ kind }) => kind);
}

Deno.test("runWarnings() finds nothing doubtful in a clean experiment or an empty one", () => {
  assertEquals(warnings(12, clean), []);
  assertEquals(
    runWarnings({ experiment: EXPERIMENT, trials: [], comparisons: [] }),
    [],
  );
});

Deno.test("runWarnings() warns of mere noise in few experiments", () => {
  // of 2,000 experiments with 20 conditions and 12 blocks under 1% had a warning of each kind
  const experiments = 300;
  const normal = normalNoise("clean experiments");
  const counts = new Map<string, number>();
  for (let count = 0; count < experiments; count++) {
    for (const kind of new Set(kinds(warnings(12, clean, normal)))) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  for (const [kind, count] of counts) {
    // 2%, and three standard errors of so many experiments
    const limit = 0.02 + 3 * Math.sqrt(0.02 * 0.98 / experiments);
    assertLess(count / experiments, limit, kind);
  }
});

Deno.test("runWarnings() finds nothing doubtful in constants and in zeros", () => {
  assertEquals(
    warnings(12, () => ({ writes: 3243, loss_ratio: 0, time_seconds: 1 })),
    [],
  );
});

Deno.test("runWarnings() says how many blocks an interval and the corrected test need", () => {
  const [four] = warnings(4, clean);
  assertEquals([four!.kind, four!.experiment], ["few-blocks", EXPERIMENT]);
  assertStringIncludes(four!.text, "4 measured blocks are too few");
  assertStringIncludes(four!.text, "95% interval");
  assertStringIncludes(four!.remedy, "--repetitions 9");

  const [seven] = warnings(7, clean);
  assert(!seven!.text.includes("interval"));
  assertStringIncludes(seven!.text, "9 comparisons");
  assertEquals(warnings(9, clean), []);
});

Deno.test("runWarnings() asks for six blocks where nothing is compared", () => {
  const trials = measuredBlocks({ only: [{ time_seconds: 1 }] });
  const found = runWarnings({
    experiment: EXPERIMENT,
    trials,
    comparisons: [],
  });
  assertEquals(kinds(found), ["few-blocks"]);
  assertStringIncludes(found[0]!.text, "1 measured block is too few");
  assertStringIncludes(found[0]!.remedy, "--repetitions 6");
});

Deno.test("runWarnings() says that the first block was slower, and by how much", () => {
  const found = warnings(10, ({ block, noise }) => ({
    throughput_bytes_per_second: (block === 1 ? 1e7 : 2e7) * noise,
  }));
  const warning = found.find(({ kind }) => kind === "first-block")!;
  assertMatch(warning.text, /block 1\).* (9\d|10\d)% slower/);
});

Deno.test("runWarnings() says that the run drifts and that comparisons stay fair", () => {
  const found = warnings(12, ({ block, noise }) => ({
    time_seconds: 0.96 ** block * noise,
  }));
  const warning = found.find(({ kind }) => kind === "drift")!;
  assertMatch(warning.text, /12 blocks .* (5|6)\d% faster/);
  assertStringIncludes(warning.text, "stay fair");
});

/** Every third trial of some conditions is half as fast. */
const twoSpeeds =
  (bimodal: number): Trial => ({ condition, block, noise }) => ({
    throughput_bytes_per_second: 1e7 * noise *
      (Number(condition.slice(1)) < bimodal && block % 2 === 0 ? 1 : 2),
  });

Deno.test("runWarnings() names a condition with two modes, the modes and their trials", () => {
  const found = warnings(12, twoSpeeds(1));
  assertEquals(kinds(found), ["bimodal"]);
  assertEquals(found[0]!.condition, "c0");
  assertMatch(
    found[0]!.text,
    /about [\d.]+ MB\/s in 6 trials, [\d.]+ MB\/s in 6/,
  );
  assertStringIncludes(found[0]!.remedy, "--cores separate");
});

Deno.test("runWarnings() folds many bimodal conditions into one warning", () => {
  assertEquals(kinds(warnings(12, twoSpeeds(3))).length, 3);
  const [folded, ...others] = warnings(12, twoSpeeds(5));
  assertEquals(others, []);
  assertStringIncludes(folded!.text, "5 conditions have two modes");
  assertEquals(folded!.text.match(/c\d \(/g), ["c0 (", "c1 (", "c2 ("]);
});

Deno.test("runWarnings() counts outliers, names the worst and says that all are kept", () => {
  const found = warnings(12, ({ condition, block, noise }) => ({
    exchange_median_seconds: condition === "c4" && block === 3
      ? 0.5
      : condition === "c6" && block === 5
      ? 0.02
      // half a percent: too near the median for an outlier by chance
      : 0.01 * noise ** 0.25,
  }));
  assertEquals(kinds(found), ["outliers"]);
  const [{ condition, text }] = found as [RunWarning];
  assertEquals(condition, "c4");
  assertStringIncludes(text, "2 values are far");
  // ten trials a block: the fifth of the third block
  assertStringIncludes(
    text,
    "the median time of an exchange of 500 ms in trial 24 of condition c4",
  );
  assertStringIncludes(text, "All are kept");
});

Deno.test("runWarnings() reports that a condition was told apart from itself", () => {
  const found = warnings(10, ({ condition, noise }) => ({
    throughput_bytes_per_second: (condition === "c1" ? 2.5e7 : 2e7) * noise,
  }));
  assertEquals(kinds(found), ["false-alarm"]);
  assertEquals(found[0]!.condition, "c0");
  assertStringIncludes(found[0]!.text, "c0 was found faster than itself");
});

Deno.test("runWarnings() copes with a share that is 0 in some trials", () => {
  const found = warnings(12, ({ block }) => ({
    loss_ratio: block % 2 === 0 ? 0 : 0.6,
  }));
  assertEquals(found, []);
});

Deno.test("runWarnings() calls metrics and conditions by their words, and says the short remedy first", () => {
  const found = [
    ...warnings(12, twoSpeeds(1)),
    ...warnings(4, clean),
    ...warnings(10, ({ condition, noise }) => ({
      exchange_median_seconds: (condition === "c1" ? 0.01 : 0.02) * noise,
    })),
  ];
  assertEquals(kinds(found), ["bimodal", "few-blocks", "false-alarm"]);
  for (const { text, remedy } of found) {
    assert(!/[_=]/.test(text), text);
    assertLess(remedy.split(";")[0]!.length, 100);
  }
});
