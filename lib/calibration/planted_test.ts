import {
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
} from "@std/assert";
import { openCorpus } from "../corpus/corpus.ts";
import { libc } from "../kernel/libc.ts";
import { engineMissing } from "../socket/engines.ts";
import { measurePlanted, openLab, type PlantedCount } from "./measure.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();

const BLOCKS = 20;
const RUNS = 10;
/** So long that a late end of each, on a machine that is busy with other tests, is little. */
const PAUSES = { writes: 4, pauseMicroseconds: 30_000 };
/** Runs mostly sleep, so that some can be made at once. */
const RUNS_AT_ONCE = 5;

Deno.test(`of ${RUNS} runs of ${BLOCKS} blocks, at least 9 find a server that pauses 10% longer, and at most one tells equal ones apart`, async () => {
  const corpus = await openCorpus({});
  const engine = engineMissing("libc") === undefined ? "libc" : "deno";
  const spillDirectory = await Deno.makeTempDir({ prefix: "planted_" });
  await using folders = new AsyncDisposableStack();
  folders.defer(() => Deno.remove(spillDirectory, { recursive: true }));
  const counts = await Promise.all(
    Array.from({ length: RUNS_AT_ONCE }, async (_, seed) => {
      await using lab = await openLab({
        corpus,
        engine,
        spillDirectory: await Deno.makeTempDir({ dir: spillDirectory }),
      });
      return await measurePlanted(lab, 0.1, {
        families: RUNS / RUNS_AT_ONCE,
        blocks: BLOCKS,
        seed,
        pauses: PAUSES,
      });
    }),
  );
  const sum = (of: (count: PlantedCount) => number) =>
    counts.reduce((total, count) => total + of(count), 0);
  assertEquals(sum(({ runs }) => runs), RUNS);
  assertGreaterOrEqual(sum(({ found }) => found), RUNS - 1);
  assertLessOrEqual(sum(({ falseAlarms }) => falseAlarms), 1);
});
