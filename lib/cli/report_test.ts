import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/csv";
import { join } from "@std/path";
import { FREE, PlantedRuns } from "../report/gate/testing/planted_run.ts";
import { RunCopy } from "../report/testing/run_copy.ts";
import {
  AS_ORDINARY_OWNER,
  assertFailed,
  type ProgramOptions,
  runProgram,
  works,
} from "./run_program.ts";

const report = (args: string[], options: ProgramOptions = {}) =>
  runProgram("report", args, options);

Deno.test("report --help explains every option", async () => {
  const { code, stdout } = await report(["--help"]);
  assertEquals(code, 0);
  for (
    const option of [
      "--medians",
      "--equivalent P%",
      "--run DIR",
      "--reports DIR",
      "--baseline DIR",
      "--margin P%",
      "default 100%",
      "whole\n                  interval lies beyond the baseline's interval",
      "--partial",
      "--help",
    ]
  ) assertStringIncludes(stdout, option);
});

Deno.test("report names a wrong option and exits with 2", async () => {
  const wrong: [string[], string][] = [
    [["--rum", "x"], "--rum"],
    [["somewhere"], "somewhere"],
    [["--", "somewhere"], "somewhere"],
    [["--run="], "--run needs a value"],
    [["--reports"], "--reports needs a value"],
    [["--baseline="], "--baseline needs a value"],
    [["--baseline", "x", "--margin", "25"], "--margin must be a percentage"],
    [["--margin", "25%"], "--margin is for a comparison"],
    [["--partial"], "--partial is for a comparison"],
  ];
  for (const [args, named] of wrong) {
    assertFailed(await report(args), 2, named);
  }
});

Deno.test("report says where the run is, what was written and what it found", async () => {
  await using run = await RunCopy.make();
  await Deno.symlink("small", join(run.reports, "latest"));
  const { code, stdout, stderr } = await report(["--reports", run.reports]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, join(run.folder, "report.html"));
  assertStringIncludes(stdout, "46 of 3 experiments");
  assertStringIncludes(stdout, "summary.csv");
  assertMatch(stdout, /Skipped .*\n +- link-delay: /);
  assertMatch(stdout, /Holds .* assertion/);
  assert(!stdout.includes("95% interval  n"), "medians that nobody asked for");
  assertEquals(
    (await run.files()).filter((name) => name.startsWith("report.")),
    ["report.html", "report.md"],
  );
});

Deno.test("report --equivalent widens what counts as equivalent", async () => {
  await using runs = await PlantedRuns.make();
  const run = await runs.plant("run");
  const margins = async (...args: string[]) => {
    assertEquals((await report(["--run", run, ...args])).code, 0);
    const rows = parse(
      await Deno.readTextFile(join(run, "comparisons.csv")),
      { skipFirstRow: true },
    );
    assert(rows.length > 0);
    return new Set(rows.map(({ margin_ratio }) => margin_ratio));
  };
  assertEquals(await margins(), new Set(["0.05"]));
  assertEquals(await margins("--equivalent", "20%"), new Set(["0.2"]));
  assertFailed(
    await report(["--run", run, "--equivalent", "5"]),
    2,
    "--equivalent",
  );
});

Deno.test("report --medians prints the median of every condition, too", async () => {
  await using run = await RunCopy.make();
  const { code, stdout } = await report(["--run", run.folder, "--medians"]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "MB/s");
  assertStringIncludes(stdout, "44.1 ms");
});

Deno.test("report warns on stderr and still succeeds", async () => {
  await using run = await RunCopy.make();
  await run.writeTrials((await run.read("trials.jsonl")) + '{"schema":2,');
  const { code, stdout, stderr } = await report(["--run", run.folder]);
  assertEquals(code, 0);
  assertStringIncludes(stderr, "Warning: trials.jsonl, line 47: breaks off");
  assertStringIncludes(stdout, "46 of 3 experiments");
});

Deno.test("report exits with 1 and a remedy where there is nothing to report", async () => {
  await using run = await RunCopy.make();
  const empty = join(run.reports, "empty");
  await Deno.mkdir(empty);
  for (
    const [args, remedy] of [
      [["--reports", empty], "deno task lab"],
      [["--run", join(empty, "gone")], "there is no such folder"],
      [["--run", empty], "it is no run's folder"],
    ] as const
  ) {
    assertFailed(await report([...args]), 1, remedy);
  }
});

Deno.test("report says which permission it lacks to write", async () => {
  await using run = await RunCopy.make();
  const before = await run.files();
  const outcome = await report(["--run", run.folder], {
    permissions: ["--allow-read"],
  });
  assertFailed(outcome, 1, `--allow-write=${run.folder}`);
  assertEquals(await run.files(), before);
});

Deno.test({
  name: "report says that a folder cannot be written",
  ignore: !works(...AS_ORDINARY_OWNER, "true"),
  fn: async () => {
    await using run = await RunCopy.make();
    await Deno.chmod(run.folder, 0o555);
    const outcome = await report(["--run", run.folder], {
      prefix: AS_ORDINARY_OWNER,
    });
    await Deno.chmod(run.folder, 0o755);
    assertFailed(outcome, 1, `Cannot write ports.csv into ${run.folder}`);
  },
});

Deno.test("report --baseline exits with 0 where nothing regressed and 1 where something did", async () => {
  await using runs = await PlantedRuns.make();
  const run = await runs.plant("run");
  const baseline = await runs.plant("baseline");
  const good = await report(["--run", run, "--baseline", baseline]);
  assertEquals([good.code, good.stderr], [0, ""]);
  assertStringIncludes(good.stdout, "22 of 1 experiment");
  assertStringIncludes(good.stdout, `Gate    run against ${baseline}`);
  assertStringIncludes(good.stdout, "Verdict nothing regressed (0 regressed,");

  const slow = await runs.plant("slow", {
    trial({ condition, metrics }) {
      if (condition !== FREE) return;
      metrics.exchange_median_seconds = metrics.exchange_median_seconds! * 1.4;
    },
  });
  const args = ["--run", slow, "--baseline", baseline];
  assertEquals((await report(args)).code, 0, "within the margin");
  const bad = await report([...args, "--margin", "20%"]);
  assertEquals([bad.code, bad.stderr], [1, ""]);
  assertStringIncludes(bad.stdout, "Regressed\n  nagle: exchange_median_sec");
  assertStringIncludes(bad.stdout, "Verdict regressed (1 regressed,");
});

Deno.test("report --baseline exits with 2 and the reason where it cannot compare", async (t) => {
  await using runs = await PlantedRuns.make();
  const baseline = await runs.plant("baseline");
  const other = await runs.plant("other", {
    manifest: ({ experiments }) => experiments[0].factors.noDelay.push("both"),
  });
  const cases: [name: string, args: string[], named: string][] = [
    [
      "other factors",
      ["--run", other, "--baseline", baseline],
      "noDelay has the levels neither, client in the baseline",
    ],
    [
      "no baseline",
      ["--run", other, "--baseline", join(runs.folder, "gone")],
      "Name the folder of a run with --baseline, such as fixtures/baseline",
    ],
    [
      "no run",
      ["--run", join(runs.folder, "gone"), "--baseline", baseline],
      "there is no such folder",
    ],
  ];
  for (const [name, args, named] of cases) {
    await t.step(name, async () => {
      const { code, stderr } = await report(args);
      assertEquals(code, 2);
      assertMatch(stderr, /^cannot compare: .*\n$/);
      assertStringIncludes(stderr, named);
    });
  }
});

Deno.test("report --baseline never ends with 1 because something broke", async () => {
  await using runs = await PlantedRuns.make();
  const run = await runs.plant("run");
  const damaged = await runs.plant("damaged");
  await Deno.remove(join(damaged, "trials.jsonl"));
  await Deno.mkdir(join(damaged, "trials.jsonl"));
  const { code, stderr } = await report(["--run", run, "--baseline", damaged]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "error: The comparison broke off");
  assertMatch(stderr, /Is a directory.*\n +at /, "no stack");
});

Deno.test("report --baseline fails a run that lost an experiment; --partial compares the rest", async () => {
  await using runs = await PlantedRuns.make();
  const run = await runs.plant("run");
  const baseline = await runs.plant("baseline", {
    manifest: ({ experiments }) =>
      experiments.push({ ...experiments[0], name: "pause" }),
  });
  const args = ["--run", run, "--baseline", baseline];
  const whole = await report(args);
  assertEquals(whole.code, 2);
  assertMatch(whole.stderr, /^cannot compare: .*it is not in the run \(pause/);
  const partial = await report([...args, "--partial"]);
  assertEquals([partial.code, partial.stderr], [0, ""]);
  assertStringIncludes(partial.stdout, "Verdict nothing regressed");
});

Deno.test("report --baseline still makes the report of a run that it cannot compare", async () => {
  await using run = await RunCopy.make();
  const { code, stdout } = await report([
    ...["--run", run.folder, "--baseline", join(run.reports, "gone")],
  ]);
  assertEquals(code, 2);
  assertStringIncludes(stdout, "46 of 3 experiments");
  assertStringIncludes((await run.files()).join(), "summary.csv");
});
