import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/csv";
import { METRICS } from "../experiment/metric.ts";
import { ANY_FACTOR, describedFiles, dictionaryEntries } from "./dictionary.ts";
import { dictionaryMarkdown } from "./dictionary_markdown.ts";
import { RunCopy } from "./testing/run_copy.ts";
import { writeReport } from "./write_report.ts";

Deno.test("the dictionary and the files that are written have the same columns", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const documented = Map.groupBy(
    await run.table("data_dictionary.csv"),
    ({ file }) => file!,
  );
  const page = await run.read("data_dictionary.md");
  const written = (await run.files()).filter((name) => name.endsWith(".csv"));
  assertEquals([...documented.keys()].sort(), written);
  for (const name of written) {
    const [header] = parse(await run.read(name));
    const columns = documented.get(name)!.map(({ column }) => column!);
    assertEquals(columns, header);
    const section = page.split(`\n## ${name}\n`)[1]!.split("\n## ")[0]!;
    for (const column of columns) {
      assert(section.includes(`| \`${column}\``), `${column} of ${name}`);
    }
  }
});

Deno.test("every cell has the type that the dictionary says", async () => {
  await using run = await RunCopy.make();
  await writeReport(run.folder);
  const forms: Record<string, RegExp> = {
    integer: /^-?\d+$/,
    number: /^-?\d+(\.\d+)?(e[+-]\d+)?$/,
    boolean: /^(true|false)$/,
    timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
    JSON: /^\{.*\}$/,
    text: /^/,
  };
  for (const { file, column, type } of await run.table("data_dictionary.csv")) {
    for (const row of await run.table(file!)) {
      if (row[column!] === "") continue;
      assertMatch(row[column!]!, forms[type!]!, `${column} of ${file}`);
    }
  }
});

Deno.test("every column has one name, a meaning and only known parts", () => {
  for (const { columns } of describedFiles([])) {
    const names = columns.map(({ name }) => name);
    assertEquals(new Set(names).size, names.length);
    for (const { name, meaning } of columns) {
      assertMatch(name, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      assertMatch(meaning, /^\S.*\.$/, name);
    }
  }
});

Deno.test("every metric of the catalogue is a column of trials.csv with its unit and meaning", () => {
  const entries = dictionaryEntries(describedFiles([]))
    .filter(({ file }) => file === "trials.csv");
  for (const [name, { unit, meaning }] of Object.entries(METRICS)) {
    const entry = entries.find((entry) => entry.name === name);
    assertEquals([entry?.unit, entry?.meaning], [unit, meaning]);
  }
});

Deno.test("data_dictionary.md beside this test is up to date", async () => {
  const kept = await Deno.readTextFile(
    new URL("data_dictionary.md", import.meta.url),
  );
  assertEquals(
    kept,
    dictionaryMarkdown(describedFiles([ANY_FACTOR])),
    "write it anew: deno run lib/report/dictionary_markdown.ts > lib/report/data_dictionary.md",
  );
});
