import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { ReportError } from "./report_error.ts";
import { RunCopy } from "./run_copy.ts";
import { writeReport } from "./write_report.ts";

const RECORDS = 46;

/** Reports a run and gives the one warning that is expected. */
async function onlyWarning(run: RunCopy): Promise<string> {
  const { warnings } = await writeReport(run.folder);
  assertEquals(warnings.length, 1, warnings.join("\n"));
  return warnings[0]!;
}

Deno.test("writeReport() writes every file and says what it found", async () => {
  await using run = await RunCopy.make();
  const result = await writeReport(run.folder);
  assertEquals(result.warnings, []);
  assertEquals(result.run, "2026-10-03T09-15-00Z");
  assertEquals(result.experiments, ["buffer-size", "nagle", "port-allocation"]);
  assertEquals(
    [result.trials, result.warmUpTrials, result.failedTrials],
    [RECORDS, 8, 1],
  );
  assertEquals(result.skipped.map(({ name }) => name), ["link-delay"]);
  assertEquals(
    await run.files(),
    [...result.files, "manifest.json", "trials.jsonl"].sort(),
  );
  for (const name of result.files.filter((name) => name.endsWith(".csv"))) {
    const text = await run.read(name);
    assert(text.endsWith("\r\n") && !/[^\r]\n/.test(text), name);
  }
});

Deno.test("trials.csv has every trial with all digits of its figures", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const rows = await run.table("trials.csv");
  const records = (await run.lines()).map((line) => JSON.parse(line));
  assertEquals(rows.length, RECORDS);
  for (const [index, record] of records.entries()) {
    const row = rows[index]!;
    assertEquals(row.condition, record.condition);
    assertEquals(row.buffer_bytes, String(record.factors.bufferBytes ?? ""));
    assertEquals(row.error, record.error ?? "");
    for (const [metric, figure] of Object.entries(record.metrics)) {
      assertEquals(Number(row[metric]), figure);
    }
  }
});

Deno.test("summary.csv leaves out the warm-up block and failed trials", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const rows = await run.table("summary.csv");
  const find = (condition: string, metric: string) =>
    rows.find((row) => row.condition === condition && row.metric === metric)!;

  const failedOnce = find("transport=tcp bufferBytes=32", "time_seconds");
  assertEquals(failedOnce.n, "5");
  assertEquals(failedOnce.ci95_method, "extremes (coverage 93.75%)");
  assertEquals(
    [failedOnce.ci95_low, failedOnce.ci95_high],
    [failedOnce.min, failedOnce.max],
  );

  const whole = find("transport=tcp bufferBytes=65536", "time_seconds");
  assertEquals(
    [whole.n, whole.transport, whole.buffer_bytes, whole.unit],
    ["6", "tcp", "65536", "seconds"],
  );
  assertEquals(whole.ci95_method, "Hettmansperger-Sheather");

  const few = find("transport=tcp", "port_step_median");
  assertEquals(
    [few.n, few.ci95_low, few.ci95_high, few.ci95_method],
    ["2", "", "", "none"],
  );
});

Deno.test("the tables of details have a row per pair, transfer and exchange", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const records = (await run.lines()).map((line) => JSON.parse(line));
  const count = (list: (record: Record<string, unknown[]>) => unknown[]) =>
    records.flatMap(list).length;

  const ports = await run.table("ports.csv");
  assertEquals(
    ports.length,
    count(({ ports, transfers }) => ports ?? transfers!),
  );

  const transfers = await run.table("transfers.csv");
  assertEquals(transfers.length, count(({ transfers }) => transfers!));
  const whole = transfers.find(({ transport }) => transport === "tcp")!;
  assertEquals([whole.digest_equal, whole.datagrams_sent], ["true", ""]);
  const torn = transfers.find(({ bytes_lost }) => Number(bytes_lost) > 0)!;
  assertEquals(torn.digest_equal, "false");
  const missing = torn.missing_ranges!.split(" ")
    .map((range) => range.split("-").map(Number))
    .map(([from, to]) => to! - from!);
  assertEquals(
    missing.reduce((sum, bytes) => sum + bytes),
    Number(torn.bytes_lost),
  );

  const exchanges = await run.table("exchanges.csv");
  assertEquals(
    exchanges.map(({ seconds }) => Number(seconds)),
    records.flatMap(({ exchange_seconds }) => exchange_seconds ?? []),
  );
});

Deno.test("a report can be made again and is the same", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const first = await run.read("summary.csv");
  await writeReport(run.folder);
  assertEquals(await run.read("summary.csv"), first);
});

Deno.test("a damaged line costs that trial, is named, and is left as it is", async () => {
  await using run = await RunCopy.make();
  const lines = await run.lines();
  lines[6] = lines[6]!.slice(0, 40);
  lines[9] = "";
  lines[11] = "\0\0\0\0";
  const text = lines.join("\n") + "\n";
  await run.writeTrials(text);
  assertStringIncludes(
    await onlyWarning(run),
    "trials.jsonl, lines 7, 12: damaged",
  );
  assertEquals((await run.table("trials.csv")).length, RECORDS - 3);
  assertEquals(await run.read("trials.jsonl"), text);
});

Deno.test("a byte that is no UTF-8 costs one trial", async () => {
  await using run = await RunCopy.make();
  const path = join(run.folder, "trials.jsonl");
  const bytes = await Deno.readFile(path);
  bytes[20] = 0xff;
  await Deno.writeFile(path, bytes);
  assertStringIncludes(await onlyWarning(run), "line 1: damaged");
  assertEquals((await run.table("trials.csv")).length, RECORDS - 1);
});

Deno.test("a half last line, as after a crash, costs that trial", async () => {
  await using run = await RunCopy.make();
  const text = (await run.read("trials.jsonl")).slice(0, -100);
  await run.writeTrials(text);
  assertStringIncludes(await onlyWarning(run), `line ${RECORDS}: breaks off`);
  assertEquals((await run.table("trials.csv")).length, RECORDS - 1);
  assertEquals(await run.read("trials.jsonl"), text);
});

Deno.test("records of another schema are left out, and the warning says so once", async () => {
  await using run = await RunCopy.make();
  const lines = await run.lines();
  const newer = lines.map((line, index) =>
    index < 10 ? line.replace('"schema":1', '"schema":2') : line
  );
  await run.writeTrials(newer.join("\n") + "\n");
  assertStringIncludes(
    await onlyWarning(run),
    "lines 1, 2, 3, 4, 5 and 5 more: a record of schema 2",
  );
  assertEquals((await run.table("trials.csv")).length, RECORDS - 10);
});

Deno.test("a missing or damaged manifest leaves the folder's name", async () => {
  await using run = await RunCopy.make();
  const path = join(run.folder, "manifest.json");
  for (const text of ["{", "[]", "null", '{"run":7}', ""]) {
    await Deno.writeTextFile(path, text);
    assertStringIncludes(
      await onlyWarning(run),
      "manifest.json cannot be used",
    );
  }
  await Deno.remove(path);
  assertStringIncludes(await onlyWarning(run), "there is none");
  const [row] = await run.table("trials.csv");
  assertEquals(row!.run, "small");
});

Deno.test("a run without a record has headers and no rows", async () => {
  await using run = await RunCopy.make();
  await run.writeTrials("");
  assertStringIncludes(await onlyWarning(run), "no usable record");
  assertEquals(await run.table("trials.csv"), []);
  await Deno.remove(join(run.folder, "trials.jsonl"));
  assertStringIncludes(await onlyWarning(run), "There is no trials.jsonl");
});

Deno.test("text from a record never becomes a formula", async () => {
  await using run = await RunCopy.make();
  const [line] = await run.lines();
  const record = JSON.parse(line!);
  record.error = '=HYPERLINK("http://example.org")';
  record.transfers[0].book = "@SUM(A1)";
  await run.writeTrials(JSON.stringify(record) + "\n");
  await writeReport(run.folder);
  const [trial] = await run.table("trials.csv");
  assertEquals(trial!.error, `'=HYPERLINK("http://example.org")`);
  assertEquals((await run.table("transfers.csv"))[0]!.book, "'@SUM(A1)");
  assertEquals((await run.table("ports.csv"))[0]!.book, "'@SUM(A1)");
});

Deno.test("what is no run is refused with the reason", async () => {
  await using run = await RunCopy.make();
  const expect = (folder: string, reason: string) =>
    assertRejects(() => writeReport(folder), ReportError, reason);
  await expect(join(run.folder, "gone"), "there is no such folder");
  await expect(join(run.folder, "trials.jsonl"), "it is a file");
  await expect(run.reports, "it is no run's folder");
});

Deno.test("a file that cannot be written fails the report and leaves no rest", async () => {
  await using run = await RunCopy.make();
  await Deno.mkdir(join(run.folder, "summary.csv"));
  await assertRejects(
    () => writeReport(run.folder),
    ReportError,
    "Cannot write summary.csv",
  );
  const rest = (await run.files()).filter((name) => name.endsWith(".tmp"));
  assertEquals(rest, []);
});

Deno.test("a run of 10,000 trials is reported whole", async () => {
  await using run = await RunCopy.make();
  const lines = await run.lines();
  const many = Array.from(
    { length: 10_000 },
    (_, index) => lines[index % lines.length] + "\n",
  );
  await run.writeTrials(many.join(""));
  const { trials } = await writeReport(run.folder);
  assertEquals(trials, 10_000);
  const text = await run.read("trials.csv");
  assertEquals(text.split("\r\n").length, 10_000 + 2);
});
