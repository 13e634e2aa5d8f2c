import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { LinkError } from "./link_spec.ts";
import { readPacketsCsv } from "./packet_row.ts";
import { FATES } from "./testing/sample_trace.ts";
import { TRACE_ENDINGS, writeTrace } from "./trace_files.ts";

Deno.test("writeTrace() makes missing folders and three files", async () => {
  const folder = await Deno.makeTempDir({ prefix: "trace_" });
  try {
    const base = join(folder, "traces", "nagle-12");
    await writeTrace(FATES, base);
    const names = await Array.fromAsync(Deno.readDir(join(folder, "traces")));
    assertEquals(
      names.map(({ name }) => name).sort(),
      Object.values(TRACE_ENDINGS).map((ending) => `nagle-12${ending}`).sort(),
    );
    const rows = readPacketsCsv(
      await Deno.readTextFile(base + TRACE_ENDINGS.packets),
    );
    assertEquals(rows.length, 5);
    await assertRejects(
      () => writeTrace(FATES, `${base}${TRACE_ENDINGS.packets}/x`),
      LinkError,
      "Cannot write the trace",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
