import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import {
  type HoldsOverDistance,
  type JudgedClaim,
  NOT_MEASURED,
} from "../../analysis/claims.ts";
import { overviewText } from "../overview_text.ts";
import { reportPage } from "./report_page.ts";
import {
  analysed,
  HOSTILE,
  hostileRun,
  SAMPLE_CHARTS,
  sampleRun,
} from "./testing/sample_run.ts";

const CLAIM: JudgedClaim = {
  id: "nagle-32",
  kind: "conclusion",
  experiment: "nagle",
  claim: "At 32 B, Nagle off on both sides is fastest.",
  studyFigures: "12.9 against 12.4",
  here: "It is not.",
  verdict: "depends",
  dependsOn: "the workload",
  evidence: "Twice as many segments were sent.",
};

const AT_A_DISTANCE: JudgedClaim = {
  ...CLAIM,
  id: "nagle-64k",
  overDistance: {
    asks: "It is faster than on.",
    says: "holds at none of 0, 10 ms",
    holds: "nowhere",
    here: "At 0 ms (refuted): it is slower.",
  },
};

/** Every start tag with its attributes. */
function tagsOf(page: string): { name: string; attributes: string }[] {
  return [...page.matchAll(/<([a-zA-Z][\w-]*)((?:"[^"]*"|[^">])*)>/g)].map(
    ([, name, attributes]) => ({ name: name!, attributes: attributes! }),
  );
}

/** Nothing in the page runs or loads anything. */
function assertInert(page: string): void {
  for (const { name, attributes } of tagsOf(page)) {
    assert(
      !["script", "img", "iframe", "object", "link", "base", "form"]
        .includes(name.toLowerCase()),
      `<${name}${attributes}>`,
    );
    assertEquals(
      attributes.replace(/"[^"]*"/g, '""').match(/\s(on\w+|src|style)\s*=/),
      null,
    );
    const link = attributes.match(/\shref="([^"]*)"/)?.[1];
    if (link !== undefined) assertMatch(link, /^(#|data:text\/csv;)/);
  }
  assertEquals(page.match(/@import|url\(/), null);
}

Deno.test("the page has every chart and table, and each link leads somewhere", async () => {
  const { input, charts } = analysed(await sampleRun(), { claims: [CLAIM] });
  const page = await reportPage(input, charts);
  assertInert(page);
  assertEquals(
    [...page.matchAll(/<figure data-chart=/g)].length,
    SAMPLE_CHARTS,
  );
  assertEquals([...page.matchAll(/<svg class="chart"/g)].length, SAMPLE_CHARTS);
  for (
    const caption of [
      "Comparisons of buffer-size",
      "Medians of buffer-size",
      "Medians of nagle",
    ]
  ) assertStringIncludes(page, `<caption>${caption}</caption>`);

  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
  assertEquals(new Set(ids).size, ids.length, "an id stands twice");
  for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) {
    assert(ids.includes(target!), `#${target} leads nowhere`);
  }
  for (const [, targets] of page.matchAll(/aria-labelledby="([^"]*)"/g)) {
    assert(targets!.split(" ").every((target) => ids.includes(target)));
  }
});

Deno.test("the first screen says what was run, what holds, what differs and what is open", async () => {
  const { input, charts } = analysed(await sampleRun(), { claims: [CLAIM] });
  const page = await reportPage(input, charts);
  const words = page.slice(page.indexOf("<main>"), page.indexOf("</nav>"))
    .replace(/<[^>]*>/g, "").replace(/\s+/g, " ");
  assertStringIncludes(words, "3 experiments with 38 measured trials");
  assertStringIncludes(words, "2 of 3 assertions held");
  assertStringIncludes(words, "1 of 24 trials failed");
  assertStringIncludes(words, "told a difference");
  assertStringIncludes(words, "are inconclusive");
  assertStringIncludes(words, "link-delay was skipped: /dev/net/tun");
  assertStringIncludes(words, "1 that depend on something");
});

Deno.test("headings come in order", async () => {
  const { input, charts } = analysed(await sampleRun());
  const page = await reportPage(input, charts);
  const levels = tagsOf(page).flatMap(({ name }) =>
    /^h[1-6]$/.test(name) ? Number(name[1]) : []
  );
  assertEquals(levels[0], 1);
  for (const [index, level] of levels.entries()) {
    assert(index === 0 || level <= levels[index - 1]! + 1);
  }
});

Deno.test("hostile names and errors stay text", async () => {
  const { input, charts } = analysed(await hostileRun(), {
    claims: [{ ...CLAIM, claim: HOSTILE, evidence: HOSTILE, id: HOSTILE }],
    warnings: [{
      experiment: HOSTILE,
      kind: "drift",
      condition: HOSTILE,
      text: HOSTILE,
      remedy: HOSTILE,
    }],
    studyTables: [{
      name: HOSTILE,
      title: HOSTILE,
      columns: [{ header: HOSTILE, ours: true, isText: true }],
      rows: [[HOSTILE]],
      notes: [HOSTILE],
    }],
  });
  const page = await reportPage(
    { ...input, fileWarnings: [HOSTILE] },
    charts,
  );
  assertInert(page);
  assertStringIncludes(page, "&lt;img src=x onerror=alert(1)&gt;");
  assertEquals(page.match(/\u202e/), null);
  // also in the data behind the charts: no formula
  const data = [
    ...page.matchAll(/href="data:text\/csv;charset=utf-8,([^"]*)"/g),
  ]
    .map(([, csv]) => decodeURIComponent(csv!));
  assertEquals(data.length, SAMPLE_CHARTS);
  for (const csv of data) assertEquals(csv.match(/(^|,)"?[=+@]/m), null);
});

Deno.test("the page copes with a run of nothing, of one trial, and without a manifest", async () => {
  const { manifest, records } = await sampleRun();
  for (
    const run of [
      { records: [] },
      { records },
      { manifest: { ...manifest, experiments: [] }, records: [] },
      { manifest, records: [] },
      {
        manifest,
        records: records.filter(({ block }) => block === 1).slice(0, 1),
      },
      { manifest, records: records.slice(0, 1) },
    ]
  ) {
    const { input, charts } = analysed(run);
    const page = await reportPage(input, charts);
    assertInert(page);
    assertEquals(
      page.replace(/<style>.*?<\/style>/s, "").match(/undefined|NaN|Infinity/),
      null,
    );
  }
});

Deno.test("the page copes with a manifest and records whose parts are missing", async () => {
  const { manifest, records } = await sampleRun();
  const { environment: _, books: __, command: ___, ...rest } = manifest;
  const { input, charts } = analysed({
    manifest: rest as typeof manifest,
    records: records.map(({ exchange_seconds: _, ports: __, ...record }) => ({
      ...record,
      transfers: [],
    })),
  });
  const page = await reportPage(input, charts);
  assertEquals(
    [...page.matchAll(/<figure data-chart=/g)].length,
    SAMPLE_CHARTS,
  );
  assertStringIncludes(page, "No measured trial has exchanges.");
});

Deno.test("the same run has the same page", async () => {
  const pages = await Promise.all([1, 2].map(async () => {
    const { input, charts } = analysed(await sampleRun());
    return await reportPage(input, charts);
  }));
  assertEquals(pages[0], pages[1]);
});

Deno.test("a claim says what becomes of it at a distance, or that it was not measured there", async () => {
  const unmeasured: JudgedClaim = {
    ...CLAIM,
    id: "ack-32",
    overDistance: {
      asks: "Quick ones are faster.",
      says: NOT_MEASURED,
      here: "The run has no measured trial of the experiment distance.",
    },
  };
  const { input, charts } = analysed(await sampleRun(), {
    claims: [CLAIM, AT_A_DISTANCE, unmeasured],
  });
  const items = (await reportPage(input, charts)).split("<li data-claim=");
  const itemOf = (id: string) =>
    items.find((item) => item.startsWith(`"${id}"`))!;
  assertEquals(/distance/i.test(itemOf("nagle-32")), false);
  const judged = itemOf("nagle-64k");
  assertStringIncludes(judged, "Over distance: holds at none of 0, 10 ms.");
  assertStringIncludes(
    judged,
    "Asked there: It is faster than on. At 0 ms (refuted): it is slower.",
  );
  const other = itemOf("ack-32");
  assertStringIncludes(other, "Not measured over distance.");
  assertStringIncludes(other, "The run has no measured trial");
});

Deno.test("the claims that were asked again over distance are counted, those that were not measured are not", async () => {
  const heldUpTo = (holds: HoldsOverDistance): JudgedClaim => ({
    ...AT_A_DISTANCE,
    overDistance: { ...AT_A_DISTANCE.overDistance!, holds },
  });
  const { input } = analysed(await sampleRun(), {
    claims: [
      heldUpTo("nowhere"),
      heldUpTo("everywhere"),
      heldUpTo("nowhere"),
      CLAIM,
    ],
  });
  const text = overviewText(input);
  assertStringIncludes(
    text,
    "Of 3 claims asked again over distance: 1 that hold at every round trip, 2 that hold at none that can be told.",
  );
  const none = overviewText(analysed(await sampleRun()).input);
  assertEquals(/over distance/.test(none), false);
});
