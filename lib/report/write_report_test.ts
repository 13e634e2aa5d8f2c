import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import type { TrialRecord } from "../experiment/record.ts";
import { ReportError } from "./report_error.ts";
import { RunCopy } from "./testing/run_copy.ts";
import { headOf } from "./trial_columns.ts";
import { writeReport } from "./write_report.ts";

const RECORDS = 46;

/** The records of a run, to be read and to be changed. */
async function recordsOf(run: RunCopy): Promise<TrialRecord[]> {
  return (await run.lines()).map((line) => JSON.parse(line));
}

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
  const records = await recordsOf(run);
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

Deno.test("trials.csv has what the machine did and what the kernel says", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const rows = await run.table("trials.csv");
  for (const [index, record] of (await recordsOf(run)).entries()) {
    const row = rows[index]!;
    for (const [name, figure] of Object.entries(record.machine)) {
      assertEquals(row[name], String(figure));
    }
    const { network_namespace: namespace, exchange_tcp_info: ends } = record;
    assertEquals(row.network_namespace, namespace?.id ?? "");
    assertEquals(row.network_namespace_own, String(namespace?.own ?? ""));
    assertEquals(
      [row.exchange_client_tcp_segments_out, row.exchange_server_tcp_state],
      [String(ends?.client?.segments_out ?? ""), ends?.server?.state ?? ""],
    );
  }
});

Deno.test("transfers.csv has the kernel's word on both ends, and where losses went", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const rows = await run.table("transfers.csv");
  const transfers = (await recordsOf(run)).flatMap((one) => one.transfers);
  for (const [index, { tcp_info, ledger }] of transfers.entries()) {
    const row = rows[index]!;
    for (const end of ["client", "server"] as const) {
      const info = tcp_info?.[end];
      assertEquals(row[`${end}_tcp_state`], info?.state ?? "");
      for (
        const field of [
          "data_segments_out",
          "total_retransmitted_segments",
          "rtt_microseconds",
          "delivery_rate_bytes_per_second",
          "receive_window_limited_microseconds",
        ] as const
      ) {
        assertEquals(row[`${end}_tcp_${field}`], String(info?.[field] ?? ""));
      }
    }
    const { attribution } = ledger ?? {};
    assertEquals(
      [row.kernel_drops, row.bytes_dropped_at_receiver, row.drops_unexplained],
      [
        String(attribution?.kernel_drops ?? ""),
        String(attribution?.bytes_dropped_at_receiver ?? ""),
        String(attribution?.drops_unexplained ?? ""),
      ],
    );
  }
  const lossy = rows.filter(({ datagrams_lost }) => Number(datagrams_lost) > 0);
  assert(lossy.length > 0);
  for (const row of lossy) assertEquals(row.kernel_drops, row.datagrams_lost);
});

Deno.test("counters.csv has a row per counter of the trials that have counters", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const rows = await run.table("counters.csv");
  const records = await recordsOf(run);
  assertEquals(
    rows.map(({ experiment, trial, no_delay, counter, delta }) =>
      [experiment, trial, no_delay, counter, delta].join()
    ),
    records.flatMap(({ experiment, trial, factors, counters = {} }) =>
      Object.entries(counters).map(([counter, delta]) =>
        [experiment, trial, factors.noDelay ?? "", counter, delta].join()
      )
    ),
  );
  assert(records.some(({ counters }) => counters === undefined));
});

Deno.test("tcp_info_samples.csv is there, and in the dictionary, where a run has samples", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const rows = await run.table("tcp_info_samples.csv");
  assertEquals(
    rows.map((row) => [row.trial, row.client, row.end, row.at_milliseconds]),
    [
      ["7", "0", "client", "1.32"],
      ["7", "0", "server", "1.04"],
      ["7", "0", "server", "2.11"],
    ],
  );
  assertEquals(
    rows.map((row) => row.congestion_window_segments),
    ["10", "10", "14"],
  );

  await using without = await RunCopy.make();
  const lines = await without.lines();
  await without.writeTrials(lines.toSpliced(7, 1).join("\n") + "\n");
  const { files } = await writeReport(without.folder);
  assertEquals(files.includes("tcp_info_samples.csv"), false);
  assertEquals(
    await without.files(),
    [...files, "manifest.json", "trials.jsonl"].sort(),
  );
  const page = await without.read("data_dictionary.md");
  assertEquals(page.includes("tcp_info_samples.csv"), false);
});

Deno.test("the samples of exchanges are rows, too, and not kept with their trials", async () => {
  await using run = await RunCopy.make();
  const record = (await recordsOf(run)).find((one) => one.exchange_tcp_info)!;
  const { server } = record.exchange_tcp_info!;
  record.exchange_tcp_info!.server_samples = [
    { at_milliseconds: 5, info: server! },
  ];
  await run.writeTrials(JSON.stringify(record) + "\n");
  await writeReport(run.folder);
  const [row] = await run.table("tcp_info_samples.csv");
  assertEquals(
    [row!.experiment, row!.client, row!.end, row!.rtt_microseconds],
    ["nagle", "0", "server", String(server!.rtt_microseconds)],
  );
  assertEquals("server_samples" in headOf(record).exchange_tcp_info!, false);
});

Deno.test("an experiment that was skipped in part is told of, and is not called skipped", async () => {
  await using run = await RunCopy.make();
  const manifest = JSON.parse(await run.read("manifest.json"));
  const why = { reason: "no engine libc", remedy: "run it on Linux" };
  manifest.experiments[0].skipped_in_part = why;
  await Deno.writeTextFile(
    join(run.folder, "manifest.json"),
    JSON.stringify(manifest),
  );
  const { skipped } = await writeReport(run.folder);
  assertEquals(skipped[0], { name: "buffer-size", ...why, inPart: true });
  assertEquals(skipped.length, 2);
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

Deno.test("a trial that stands twice counts once, and the later line is named", async () => {
  await using run = await RunCopy.make();
  const lines = await run.lines();
  await run.writeTrials([...lines, lines[3], lines[5], ""].join("\n"));
  const { trials, warnings } = await writeReport(run.folder);
  assertEquals(trials, lines.length);
  assertEquals(warnings.length, 1);
  assertStringIncludes(
    warnings[0]!,
    `lines ${lines.length + 1}, ${lines.length + 2}: a trial of the same`,
  );
});

Deno.test("a damaged part of the manifest is left out and named, and every file is written", async () => {
  await using run = await RunCopy.make();
  const manifest = JSON.parse(await run.read("manifest.json"));
  await Deno.writeTextFile(
    join(run.folder, "manifest.json"),
    JSON.stringify({ ...manifest, books: [null], command: 7 }),
  );
  const { warnings, files } = await writeReport(run.folder);
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0]!, "command, books");
  for (const file of files) assert((await run.files()).includes(file), file);
});

Deno.test("records of another schema are left out, and the warning says so once", async () => {
  await using run = await RunCopy.make();
  const lines = await run.lines();
  const older = lines.map((line, index) =>
    index < 10 ? line.replace(/"schema":\d+/, '"schema":1') : line
  );
  await run.writeTrials(older.join("\n") + "\n");
  assertStringIncludes(
    await onlyWarning(run),
    "lines 1, 2, 3, 4, 5 and 5 more: a record of schema 1",
  );
  assertEquals((await run.table("trials.csv")).length, RECORDS - 10);
});

Deno.test("a run of another schema is refused, and the report that it has is left alone", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const before = await run.read("trials.csv");
  const lines = await run.lines();
  await run.writeTrials(
    lines.map((line) => line.replace(/"schema":\d+/, '"schema":1'))
      .join("\n") + "\n",
  );
  await assertRejects(
    () => writeReport(run.folder),
    ReportError,
    "with the version that made it",
  );
  assertEquals(await run.read("trials.csv"), before);
  assertEquals(
    (await run.files()).filter((name) => name.endsWith(".tmp")),
    [],
  );
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
    (_, trial) =>
      JSON.stringify({ ...JSON.parse(lines[trial % lines.length]!), trial }) +
      "\n",
  );
  await run.writeTrials(many.join(""));
  const { trials } = await writeReport(run.folder);
  assertEquals(trials, 10_000);
  const text = await run.read("trials.csv");
  assertEquals(text.split("\r\n").length, 10_000 + 2);
});
