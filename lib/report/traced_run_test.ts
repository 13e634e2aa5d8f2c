import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { sampleTrace } from "../link/testing/sample_trace.ts";
import { writeTrace } from "../link/trace_files.ts";
import { RunCopy } from "./testing/run_copy.ts";
import { writeReport } from "./write_report.ts";

Deno.test("a run with traces gets their diagrams, and one that lost them a note", async () => {
  await using copy = await RunCopy.make();
  const lines = (await copy.lines()).map((line) => JSON.parse(line));
  const measured = lines.filter(({ warm_up, error }) =>
    !warm_up && error === undefined
  );
  measured[0].trace = "traces/kept";
  const other = measured.find(({ experiment }) =>
    experiment !== measured[0].experiment
  );
  other.trace = "traces/lost";
  await copy.writeTrials(lines.map((line) => JSON.stringify(line)).join("\n"));
  await writeTrace(
    sampleTrace("slow_reader_ipv4"),
    join(copy.folder, "traces/kept"),
  );
  const { warnings } = await writeReport(copy.folder);
  assertEquals(warnings.filter((warning) => /trace/.test(warning)), []);
  const page = await copy.read("report.html");
  assertStringIncludes(page, 'data-chart="packet-ladder"');
  assertStringIncludes(page, 'href="traces/kept.server.pcapng"');
  assertStringIncludes(page, "traces/lost.packets.csv cannot be drawn");
  assertStringIncludes(
    await copy.read("report.md"),
    "Packets of 2 trials were traced; the page draws 1 of them",
  );
});
