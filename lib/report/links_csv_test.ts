import { assertEquals } from "@std/assert";
import { trialOf } from "../../fixtures/experiments/sample_records.ts";
import type { TrialRecord } from "../experiment/record.ts";
import { SAMPLE_ACCOUNT } from "../link/testing/sample_account.ts";
import { DROP_CAUSES } from "../link/trace.ts";
import { linkRows, LINKS_TABLE } from "./links_csv.ts";
import { RunCopy } from "./testing/run_copy.ts";
import { writeReport } from "./write_report.ts";

const LINK = "delay=5ms loss=1%";
const ON_LINK = trialOf([], { link: LINK, link_account: SAMPLE_ACCOUNT });

/** Cells of the rows of a trial, by column. */
function cellsOf(trial: TrialRecord): Record<string, unknown>[] {
  return linkRows(trial).map((row) =>
    Object.fromEntries(
      LINKS_TABLE.columns.map(({ name, cell }) => [name, cell(row)]),
    )
  );
}

Deno.test("linkRows() gives a row per direction, and none over another path", () => {
  assertEquals(
    cellsOf(ON_LINK).map((row) => [row.direction, row.link, row.condition]),
    [
      ["server_to_client", LINK, "bufferBytes=100"],
      ["client_to_server", LINK, "bufferBytes=100"],
    ],
  );
  assertEquals(linkRows(trialOf([])), []);
});

Deno.test("links.csv has every figure of the account", () => {
  for (const row of cellsOf(ON_LINK)) {
    const direction = row.direction as keyof typeof SAMPLE_ACCOUNT;
    const { dropped, ...figures } = SAMPLE_ACCOUNT[direction];
    for (const [name, figure] of Object.entries(figures)) {
      assertEquals(row[name], figure, name);
    }
    for (const cause of DROP_CAUSES) {
      assertEquals(row[`dropped_${cause}`], dropped[cause], cause);
    }
  }
});

Deno.test("the columns of links.csv add up as its description says", () => {
  for (const row of cellsOf(ON_LINK)) {
    const sum = (names: string[]) =>
      names.reduce((total, name) => total + Number(row[name]), 0);
    const drops = Object.keys(row).filter((name) =>
      name.startsWith("dropped_")
    );
    assertEquals(
      sum(["taken", "copied"]),
      sum(["delivered", "underway", ...drops]),
    );
  }
});

Deno.test("a report has links.csv where a trial had a link, and only there", async () => {
  await using copy = await RunCopy.make();
  await writeReport(copy.folder);
  assertEquals((await copy.files()).includes("links.csv"), false);
  const [first, ...others] = (await copy.lines()).map((line) =>
    JSON.parse(line) as TrialRecord
  );
  const records = [
    { ...first!, link: LINK, link_account: SAMPLE_ACCOUNT },
    ...others,
  ];
  await copy.writeTrials(
    records.map((record) => `${JSON.stringify(record)}\n`).join(""),
  );
  const { warnings } = await writeReport(copy.folder);
  assertEquals(warnings, []);
  assertEquals(
    (await copy.table("links.csv")).map((row) => [
      row.trial,
      row.direction,
      row.taken,
      row.dropped_queue_full,
      row.queue_max_ms,
    ]),
    [
      [String(first!.trial), "server_to_client", "1000", "9", "11.25"],
      [String(first!.trial), "client_to_server", "500", "20", "0.5"],
    ],
  );
  const dictionary = await copy.table("data_dictionary.csv");
  assertEquals(
    dictionary.filter(({ file }) => file === "links.csv").length,
    LINKS_TABLE.columns.length,
  );
});
