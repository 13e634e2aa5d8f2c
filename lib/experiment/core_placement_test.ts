import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { Workplace } from "../../fixtures/experiments/child_run.ts";
import { placementMissing } from "./core_placement.ts";
import type { TrialRecord } from "./record.ts";

// asked before the first test, because a test that opens a library is taken to leak it
const missing = placementMissing("separate");
const SUFFIX = missing === undefined ? "" : ` (skipped: ${missing})`;

/** Where the processes of the measured trial of a placement could run. */
function coresOf(records: TrialRecord[], placement: string) {
  const { cores, observations } = records.find(({ factors, warm_up }) =>
    factors.cores === placement && !warm_up
  )!;
  return {
    recorded: cores,
    server: observations!.server_cores,
    client: observations!.client_cores,
  };
}

Deno.test({
  name: `a factor "cores" places the processes, trial by trial${SUFFIX}`,
  ignore: missing !== undefined,
  async fn() {
    using workplace = new Workplace();
    const { code, text } = await workplace.run({
      files: ["placed.ts"],
      words: [...workplace.words, "--repetitions", "1"],
    });
    assertEquals(code, 0, text);
    const records = workplace.records();
    const free = coresOf(records, "scheduler");
    assertEquals(free.recorded, undefined);
    assertMatch(String(free.server), /[-,]/);
    assertEquals(free.client, free.server);

    const shared = coresOf(records, "shared");
    assertEquals(shared.recorded, "shared");
    assertMatch(String(shared.server), /^\d+$/);
    assertEquals(shared.client, shared.server);

    const separate = coresOf(records, "separate");
    assertEquals(separate.recorded, "separate");
    assertMatch(String(separate.server), /^\d+$/);
    assertMatch(String(separate.client), /^\d+$/);
    assertNotEquals(separate.client, separate.server);
    assertEquals(workplace.manifest().cores, undefined);
  },
});

Deno.test({
  name:
    `--cores places every process of a run, and leaves a factor one level${SUFFIX}`,
  ignore: missing !== undefined,
  async fn() {
    using workplace = new Workplace();
    const { code, text } = await workplace.run({
      files: ["placed.ts", "second.ts"],
      words: [...workplace.words, "--repetitions", "1", "--cores", "shared"],
    });
    assertEquals(code, 0, text);
    const records = workplace.records();
    assertEquals(
      new Set(records.map(({ cores }) => cores)),
      new Set(["shared"]),
    );
    assertEquals(
      new Set(records.map(({ experiment }) => experiment)),
      new Set(["placed", "second"]),
    );
    const manifest = workplace.manifest();
    assertEquals(manifest.cores, "shared");
    assertEquals(manifest.experiments[0]!.conditions, 1);
  },
});
