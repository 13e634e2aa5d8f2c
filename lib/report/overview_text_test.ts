import { assert, assertEquals, assertMatch } from "@std/assert";
import { overviewText } from "./overview_text.ts";
import { analysed, hostileRun, sampleRun } from "./page/sample_run.ts";

Deno.test("the overview says what holds and what not, what differs, and what was skipped", async () => {
  const text = overviewText(analysed(await sampleRun()).input);
  assertMatch(text, /^Holds +2 of 3 assertions\n +- NOT buffer-size: /);
  assertMatch(
    text,
    /\nDiffers +\d of 2 comparisons; \d are equivalent/,
  );
  assertMatch(text, /\nCannot be told +\d comparisons?\./);
  assertMatch(text, /\nClaims +of the study: .*34 cannot tell/);
  assertMatch(text, /\nSkipped .*\n +- link-delay: /);
});

Deno.test("the overview says what --until did not reach", async () => {
  const run = await sampleRun();
  run.manifest.experiments[0]!.precision = {
    asked_ratio: 0.03,
    reached: false,
    ended_by: "time budget",
    not_reached: [
      { what: "bufferBytes=32", metric: "time_seconds", half_width_ratio: 0.1 },
    ],
  };
  assertMatch(
    overviewText(analysed(run).input),
    /\nNot as precise as asked for\n +- buffer-size: 1 interval still wider when its time budget ended it, such as time_seconds of bufferBytes=32/,
  );
});

Deno.test("the overview lets no name steer the terminal, and copes with nothing", async () => {
  const hostile = overviewText(analysed(await hostileRun()).input);
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x09\x0b-\x1f\u202e]/.test(hostile), hostile);
  const empty = overviewText(analysed({ records: [] }).input);
  assertMatch(empty, /^Holds +0 of 0 assertions\n/);
  assertEquals(empty.includes("undefined"), false);
});
