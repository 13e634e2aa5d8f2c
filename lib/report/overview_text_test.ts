import { assert, assertEquals, assertMatch } from "@std/assert";
import { overviewText } from "./overview_text.ts";
import { reportMarkdown } from "./page/report_markdown.ts";
import { analysed, hostileRun, sampleRun } from "./page/testing/sample_run.ts";

Deno.test("the overview says what holds and what not, what differs, and what was skipped", async () => {
  const text = overviewText(analysed(await sampleRun()).input);
  assertMatch(text, /^Holds +2 of 3 assertions\n +- NOT buffer-size: /);
  assertMatch(
    text,
    /\nDiffers +\d of 2 comparisons; \d are equivalent/,
  );
  assertMatch(text, /\nCannot be told +\d comparisons?\./);
  assertMatch(
    text,
    /\nClaims +Of the study’s 21 conclusions: 21 that cannot be told\.\n +Of 13 findings about what was wrong with it: 13 that/,
  );
  assertMatch(text, /\nDoubts .*\n.* too few .*\. Measure more: --repetitions/);
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
    /\nNot as precise as asked for\n +- buffer-size: 1 interval still wider when its time budget ended it, such as the time of the download of bufferBytes=32/,
  );
  run.manifest.experiments[0]!.precision.not_reached = [];
  assertMatch(
    overviewText(analysed(run).input),
    /0 intervals still wider when its time budget ended it\n/,
  );
});

Deno.test("the overview lets no name steer the terminal, and copes with nothing", async () => {
  const hostile = overviewText(analysed(await hostileRun()).input);
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x09\x0b-\x1f\u202e]/.test(hostile), hostile);
  const empty = overviewText(analysed({ records: [] }).input);
  assertMatch(
    empty,
    /^Holds +nothing was asserted\nDiffers +nothing was compared\n/,
  );
  assertEquals(empty.includes("undefined"), false);
});

Deno.test("a run that was interrupted says so first, and counts the blocks that it has", async () => {
  const { manifest, records } = await sampleRun();
  manifest.experiments[0]!.status = "running";
  const { input } = analysed({
    manifest,
    records: records.filter(({ block }) => block <= 2),
  });
  assertMatch(overviewText(input), /^Not finished +buffer-size\n/);
  const short = reportMarkdown(input);
  assertMatch(short, /Not finished: buffer-size/);
  assertMatch(short, / in 2 blocks each/);
});
