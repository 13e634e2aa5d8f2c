import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { findRun } from "./find_run.ts";
import { ReportError } from "./report_error.ts";

/** A folder of runs; the times say when each run's trials.jsonl was written. */
async function inReports(
  runs: Record<string, string>,
  test: (reports: string) => Promise<void>,
) {
  const reports = await Deno.realPath(
    await Deno.makeTempDir({ prefix: "find_run_" }),
  );
  try {
    for (const [name, written] of Object.entries(runs)) {
      const path = join(reports, name, "trials.jsonl");
      await Deno.mkdir(join(reports, name));
      await Deno.writeTextFile(path, "");
      await Deno.utime(path, new Date(written), new Date(written));
    }
    await test(reports);
  } finally {
    await Deno.remove(reports, { recursive: true });
  }
}

const RUNS = { a: "2026-01-02", b: "2026-01-01", example: "2026-12-31" };

Deno.test("findRun() follows latest", () =>
  inReports(RUNS, async (reports) => {
    await Deno.symlink("b", join(reports, "latest"));
    assertEquals(await findRun(reports), join(reports, "b"));
  }));

Deno.test("findRun() takes the newest run without latest, and never the example", () =>
  inReports(RUNS, async (reports) => {
    assertEquals(await findRun(reports), join(reports, "a"));
  }));

Deno.test("findRun() takes the newest run where latest points nowhere or round", async () => {
  for (const target of ["gone", "latest"]) {
    await inReports(RUNS, async (reports) => {
      await Deno.symlink(target, join(reports, "latest"));
      await Deno.mkdir(join(reports, "no-records-yet"));
      assertEquals(await findRun(reports), join(reports, "a"));
    });
  }
});

Deno.test("findRun() says how to get a run where there is none", () =>
  inReports({ example: "2026-12-31" }, async (reports) => {
    for (const folder of [reports, join(reports, "gone")]) {
      await assertRejects(
        () => findRun(folder),
        ReportError,
        `Cannot find a run in ${folder}`,
      );
    }
  }));
