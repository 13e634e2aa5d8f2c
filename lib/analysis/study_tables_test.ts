import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { MetricName } from "../experiment/metric.ts";
import type { Factors } from "../experiment/record.ts";
import { describe } from "../statistics/describe.ts";
import { type StudyTable, studyTables } from "./study_tables.ts";
import { PRINTED } from "./study_tables_printed.ts";
import type { Summary } from "./summarize.ts";

/** Six trials around a value, from one less to one more. */
function summary(
  experiment: string,
  factors: Factors,
  metric: MetricName,
  value: number,
): Summary {
  return {
    experiment,
    condition: "made up",
    factors,
    metric,
    description: describe(
      [-1, -0.5, 0, 0, 0.5, 1].map((step) => value + step),
    ),
  };
}

function tableNamed(name: string, summaries: Summary[] = []): StudyTable {
  return studyTables(summaries).find((table) => table.name === name)!;
}

/** Cells of one row, by their headers. */
function rowWith(
  { columns, rows }: StudyTable,
  wanted: Record<string, string>,
): Record<string, string> {
  const records = rows.map((row) =>
    Object.fromEntries(row.map((cell, index) => [columns[index]!.header, cell]))
  );
  const found = records.filter((record) =>
    Object.entries(wanted).every(([header, cell]) => record[header] === cell)
  );
  assertEquals(found.length, 1, JSON.stringify(wanted));
  return found[0]!;
}

Deno.test("the study's four tables come with every row, in its order", () => {
  assertEquals(
    studyTables([]).map(({ name, rows }) => [name, rows.length]),
    [
      ["buffer-sweep", PRINTED.bufferSweep.length],
      ["nagle-and-delayed-ack", PRINTED.nagleAndDelayedAck.length],
      ["multi-client", PRINTED.multiClient.length],
      ["ports", PRINTED.ports.length],
    ],
  );
});

Deno.test("without a run the study's figures stand as printed, and ours are empty", () => {
  const row = rowWith(tableNamed("buffer-sweep"), {
    "study: transport": "tcp",
    "study: buffer (bytes)": "32",
  });
  assertEquals(row["study: throughput (kB/s)"], "10.01777");
  assertEquals(row["study: time (s)"], "329.961260");
  assertEquals(row["here: throughput (kB/s)"], "");
});

Deno.test("every row has a cell for every column, and headers differ", () => {
  for (const { columns, rows, notes } of studyTables([])) {
    for (const row of rows) assertEquals(row.length, columns.length);
    assertEquals(
      new Set(columns.map(({ header }) => header)).size,
      columns.length,
    );
    assert(notes.every((note) => note.endsWith(".")));
  }
});

Deno.test("our figures stand beside in the same unit, with their interval", () => {
  const table = tableNamed("buffer-sweep", [
    summary(
      "buffer_sweep",
      { engine: "deno", transport: "tcp", bufferBytes: 32 },
      "throughput_bytes_per_second",
      20_000,
    ),
  ]);
  const row = rowWith(table, {
    "study: transport": "tcp",
    "study: buffer (bytes)": "32",
  });
  assertEquals(row["here: throughput (kB/s)"], "20 (20 to 20)");
});

Deno.test("UDP stands there with the study's datagrams and with those that fit", () => {
  const of = (transport: string, value: number) =>
    summary(
      "buffer_sweep",
      { engine: "deno", transport, bufferBytes: 32 },
      "throughput_bytes_per_second",
      value,
    );
  const table = tableNamed("buffer-sweep", [
    of("udp", 7_000_000),
    of("udp-2050", 3_000_000),
  ]);
  const row = rowWith(table, {
    "study: transport": "udp",
    "study: buffer (bytes)": "32",
  });
  assertStringIncludes(row["here: throughput (kB/s)"]!, "3,000 ");
  assertStringIncludes(
    row["here: throughput, datagrams of the buffer's size (kB/s)"]!,
    "7,000 ",
  );
});

Deno.test("each option finds its experiment and its side", () => {
  const sides = {
    nagle: "noDelay",
    delayed_ack: "quickAck",
    nagle_and_delayed_ack: "disabledOn",
  };
  const summaries = Object.entries(sides).map(([experiment, factor], index) =>
    summary(
      experiment,
      { workload: "request-response", bufferBytes: 32, [factor]: "server" },
      "exchange_median_seconds",
      10 * (index + 1),
    )
  );
  const table = tableNamed("nagle-and-delayed-ack", summaries);
  assertEquals(
    Object.keys(sides).map((option) =>
      rowWith(table, {
        "study: option": option,
        "study: buffer (bytes)": "32",
        "study: off on": "server",
      })["here: one request–response exchange (ms)"]!.split(" ")[0]
    ),
    ["10,000", "20,000", "30,000"],
  );
});

Deno.test("a condition's repetition (A/A) is not taken for it", () => {
  const twin = {
    ...summary(
      "multi_client",
      { workload: "together", transport: "tcp", clients: 1 },
      "time_seconds",
      5,
    ),
    twinOf: "the condition",
  };
  const table = tableNamed("multi-client", [twin]);
  assert(
    table.rows.every((row) =>
      row.every((cell, index) => !table.columns[index]!.ours || cell === "")
    ),
  );
});

Deno.test("the study's own rows can be told apart after the change of unit", () => {
  const column = tableNamed("nagle-and-delayed-ack").rows.map((row) => row[4]);
  assertEquals(new Set(column).size, column.length);
});
