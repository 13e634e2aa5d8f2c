import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { ReportError } from "../report_error.ts";
import { compareWithBaseline } from "./gate.ts";
import { PlantedRuns } from "./testing/planted_run.ts";
import { thinBaseline } from "./thin_baseline.ts";

/** More would be a burden to everybody who clones the project. */
const LARGEST_BASELINE_BYTES = 2e6;

const COMMITTED = fromFileUrl(
  new URL("../../../fixtures/baseline", import.meta.url),
);

Deno.test("a thinned baseline says of its own run what the run itself does", async () => {
  await using runs = await PlantedRuns.make();
  const run = await runs.plant("run");
  const thin = join(runs.folder, "thin");
  await thinBaseline(run, thin);
  assertEquals(
    (await compareWithBaseline(run, thin)).findings,
    (await compareWithBaseline(run, run)).findings,
  );
  const text = await Deno.readTextFile(join(thin, "trials.jsonl"));
  for (const absent of ["counters", '"warm_up":true', "127.0.0.1"]) {
    assert(!text.includes(absent), absent);
  }
  const manifest = await Deno.readTextFile(join(thin, "manifest.json"));
  assertEquals(JSON.parse(manifest).environment.interfaces, []);
});

Deno.test("a run in which something failed is no baseline", async () => {
  await using runs = await PlantedRuns.make();
  const run = await runs.plant("run", {
    manifest: ({ experiments }) => experiments[0].status = "failed",
  });
  const error = await assertRejects(
    () => thinBaseline(run, join(runs.folder, "thin")),
    ReportError,
  );
  assertStringIncludes(error.message, "nagle is failed");
});

Deno.test("the committed baseline is small and can be compared with itself", async () => {
  const { findings, warnings } = await compareWithBaseline(
    COMMITTED,
    COMMITTED,
  );
  assertEquals(warnings, []);
  assertEquals(
    findings.filter(({ outcome }) =>
      ["regressed", "improved", "incomparable"].includes(outcome)
    ),
    [],
  );
  assert(findings.some(({ outcome }) => outcome === "unchanged"));
  const { size } = await Deno.stat(join(COMMITTED, "trials.jsonl"));
  assert(size < LARGEST_BASELINE_BYTES, `${size} bytes`);
});
