import { assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { reportMarkdown } from "./report_markdown.ts";
import { analysed, hostileRun, sampleRun } from "./testing/sample_run.ts";

Deno.test("report.md has the counts, the failures first, and the differences", async () => {
  const text = reportMarkdown(analysed(await sampleRun()).input);
  assertLess(text.split("\n").length, 60);
  assertStringIncludes(text, "**2 of 3 assertions held**");
  assertLess(text.indexOf("trials failed"), text.indexOf("told a difference"));
  assertStringIncludes(text, "Skipped: link-delay");
  assertStringIncludes(text, "Of the study’s 21 conclusions: 21 that");
  assertStringIncludes(text, "Of 13 findings about what was wrong with it: 13");
  assertStringIncludes(text, "report.html");
});

Deno.test("report.md keeps its tables and lines whatever the names are", async () => {
  const text = reportMarkdown(analysed(await hostileRun()).input);
  assertEquals(text.match(/<|(?<!\\)`code|@someone|\u202e/), null);
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  const cells = rows.map((row) => row.split(/(?<!\\)\|/).length);
  assertEquals(new Set(cells).size <= 1, true);
});

Deno.test("report.md copes with an empty run, and does not grow with failures", async () => {
  const { manifest, records } = await sampleRun();
  const empty = reportMarkdown(analysed({ records: [] }).input);
  assertStringIncludes(empty, "0 experiments");
  assertStringIncludes(empty, "Nothing was asserted.");
  assertStringIncludes(empty, "Nothing was compared.");
  const failing = Array.from({ length: 100 }, (_, trial) => ({
    ...records[0]!,
    trial,
    error: "it failed ".repeat(200),
  }));
  const text = reportMarkdown(analysed({ manifest, records: failing }).input);
  assertLess(text.split("\n").length, 60);
  assertLess(text.length, 20_000);
});
