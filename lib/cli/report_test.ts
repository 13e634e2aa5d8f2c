import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { RunCopy } from "../report/run_copy.ts";
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
  for (const option of ["--run DIR", "--reports DIR", "--help"]) {
    assertStringIncludes(stdout, option);
  }
});

Deno.test("report names a wrong option and exits with 2", async () => {
  const wrong: [string[], string][] = [
    [["--rum", "x"], "--rum"],
    [["somewhere"], "somewhere"],
    [["--", "somewhere"], "somewhere"],
    [["--run="], "--run needs a value"],
    [["--reports"], "--reports needs a value"],
  ];
  for (const [args, named] of wrong) {
    assertFailed(await report(args), 2, named);
  }
});

Deno.test("report says where the run is, what was written and the medians", async () => {
  await using run = await RunCopy.make();
  await Deno.symlink("small", join(run.reports, "latest"));
  const { code, stdout, stderr } = await report(["--reports", run.reports]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, run.folder);
  assertStringIncludes(stdout, "46 of 3 experiments");
  assertStringIncludes(stdout, "summary.csv");
  assertStringIncludes(stdout, "Skipped link-delay");
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
