import {
  assert,
  assertEquals,
  assertGreater,
  assertLessOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import type { Trace } from "../../link/trace.ts";
import { writeTrace } from "../../link/trace_files.ts";
import { handMadeTrace, sampleTrace } from "../../link/testing/sample_trace.ts";
import { headOf } from "../trial_columns.ts";
import type { TrialHead } from "../trial_columns.ts";
import { draw } from "./draw.ts";
import { findBrowser, TestBrowser } from "./testing/browser.ts";
import { reportMarkdown } from "./report_markdown.ts";
import { reportPage } from "./report_page.ts";
import { traceChart } from "./trace_figures.ts";
import { isTracePath, readTracedTrials } from "./traced_trials.ts";
import { analysed, HOSTILE, sampleRun } from "./testing/sample_run.ts";

const [TEMPLATE] = (await sampleRun()).records;

/** Trial number, and what differs, of a traced trial of the experiment nagle. */
function head(trial: number, own: Partial<TrialHead> = {}): TrialHead {
  return {
    ...headOf(TEMPLATE!),
    experiment: "nagle",
    trial,
    warm_up: false,
    condition: `noDelay=${trial}`,
    factors: { noDelay: trial },
    trace: `traces/nagle-${trial}`,
    ...own,
  };
}

/** A book of so many segments, of which some are lost and sent again. */
function download(segments: number): Trace {
  return handMadeTrace([
    ["client", { flags: "SYN", sequence: 99 }],
    ["server", { flags: "SYN ACK", sequence: 499, acknowledgement: 100 }],
    ...Array.from({ length: segments }, (_, index) =>
      [
        ["server", {
          sequence: 500 + index * 1000,
          payloadBytes: 1000,
          ...(index === 3 ? { dropped: "queue_full" as const } : {}),
        }],
        ["client", {
          sequence: 100,
          acknowledgement: 500 + (index + 1) * 1000,
          window: 2000,
        }],
      ] as const).flat(),
    ["server", { sequence: 3500, payloadBytes: 1000 }],
  ]);
}

/** A run's folder with traces; removed at the end of an `await using` block. */
async function folderWith(
  traces: Record<string, Trace>,
): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "traced_" });
  for (const [base, trace] of Object.entries(traces)) {
    await writeTrace(trace, join(path, base));
  }
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** The chart of a trace that was written and read. */
async function chartOf(trace: Trace) {
  await using folder = await folderWith({ "traces/nagle-1": trace });
  const [traced] = await readTracedTrials(folder.path, [head(1)]);
  return traceChart(traced!);
}

async function svgOf({ chart }: Awaited<ReturnType<typeof chartOf>>) {
  return String(
    await draw(chart.drawing!, { id: "a", title: "b", description: "c" }),
  );
}

Deno.test("a short conversation is a ladder: an arrow per packet, a cross where one was dropped", async () => {
  const made = await chartOf(sampleTrace("lossy_ipv4"));
  assertEquals(made.kind, "packet-ladder");
  assertEquals(made.chart.data.rows.length, 60);
  assertStringIncludes(made.chart.notes.join(" "), "60 of 61 packets");
  const dropped =
    made.chart.data.rows.filter(([, , , , fate]) => fate === "dropped").length;
  assertEquals(dropped, 5);
  const svg = await svgOf(made);
  assertEquals([...svg.matchAll(/>×</g)].length, dropped);
  assertStringIncludes(svg, ">PSH ACK seq 9, 16 B, again<");
  assertStringIncludes(
    made.chart.description,
    "60 packets in 1,295 ms, 5 of them dropped. The longest time in which nobody sent one was",
  );
});

Deno.test("a stall is the widest gap of a ladder, and its words say how long it was", async () => {
  const { kind, chart } = await chartOf(handMadeTrace([
    ["client", { payloadBytes: 16, inMs: 0, outMs: 0.1 }],
    ["server", { acknowledgement: 16, inMs: 40, outMs: 40.1 }],
    ["client", { sequence: 16, payloadBytes: 16, inMs: 40.2, outMs: 40.3 }],
    ["server", { payloadBytes: 32, inMs: 40.4, outMs: 40.5 }],
  ]));
  assertEquals(kind, "packet-ladder");
  assertStringIncludes(chart.description, "was 40 ms, from 0 ms on");
});

Deno.test("a download is a time–sequence diagram with what was sent again and dropped", async () => {
  const made = await chartOf(download(100));
  assertEquals(made.kind, "time-sequence");
  assertStringIncludes(
    made.chart.description,
    "The server sent 101 segments with data",
  );
  assertStringIncludes(
    made.chart.description,
    "1 of them again; the link dropped 1.",
  );
  assertEquals(made.chart.key.map(({ text }) => text), [
    "sent",
    "sent again",
    "acknowledged",
    "edge of the receive window",
  ]);
  const [first] = made.chart.data.rows;
  assertEquals(first!.slice(1), ["sent", 1, 1001]);
  assertEquals([...(await svgOf(made)).matchAll(/>×</g)].length, 1);
});

Deno.test("of a long download the first segments are drawn, and the chart says so", async () => {
  const { chart } = await chartOf(download(2000));
  assertStringIncludes(
    chart.notes.join(" "),
    "600 of 2,001 segments, the first ones, are drawn.",
  );
  assertLessOrEqual(chart.data.rows.length, 1200);
});

Deno.test("UDP is drawn by the bytes that were sent", async () => {
  const datagram = new Uint8Array(28);
  datagram.set([0x45, 0, 4, 28]);
  datagram[9] = 17;
  datagram.set([10, 0, 0, 1, 10, 0, 0, 2, 0x13, 0x88, 0x9c, 0x40, 4, 8], 12);
  const { kind, chart } = await chartOf(
    handMadeTrace(
      Array.from({ length: 100 }, () => [
        "server",
        { head: datagram, totalBytes: 1052 },
      ]),
    ),
  );
  assertEquals(kind, "time-sequence");
  assertEquals(chart.data.rows.at(-1)!.slice(2), [99 * 1024, 100 * 1024]);
  assertEquals(chart.key.map(({ text }) => text), ["sent"]);
});

Deno.test("of an experiment one trial of each condition is read, four at most, no warm-up", async () => {
  await using folder = await folderWith({});
  const trials = [
    head(0, { warm_up: true }),
    ...[1, 2, 3, 4, 5, 6].map((trial) => head(trial)),
    head(7, { condition: "noDelay=1" }),
    head(8, { experiment: "other" }),
  ];
  const read = await readTracedTrials(folder.path, trials);
  assertEquals(read.map(({ trial }) => trial.trial), [1, 2, 3, 4, 8]);
  const { trace: _, ...untraced } = head(9);
  assertEquals(await readTracedTrials(folder.path, [untraced]), []);
});

Deno.test("a missing or damaged file, or a path that leads elsewhere, is a note", async () => {
  await using folder = await folderWith({ "traces/nagle-2": download(3) });
  const table = join(folder.path, "traces/nagle-2.packets.csv");
  await Deno.writeTextFile(
    table,
    (await Deno.readTextFile(table)).replace("delivered", HOSTILE),
  );
  const { trace: _, ...rest } = head(3);
  const traces = await readTracedTrials(folder.path, [
    head(1),
    head(2),
    { ...rest, trace: "../../etc/passwd" },
  ]);
  assertEquals(traces.map(({ packets }) => packets.length), [0, 0, 0]);
  assertMatch(traces[0]!.problem, /nagle-1\.packets\.csv .*no such file/);
  assertMatch(traces[1]!.problem, /nagle-2\.packets\.csv cannot be drawn/);
  assertMatch(traces[2]!.problem, /no path within/);
  for (const traced of traces) {
    const { chart } = traceChart(traced);
    assertEquals([chart.drawing, chart.description], [
      undefined,
      traced.problem,
    ]);
  }
});

Deno.test("a table that is too long is read to its limit", async () => {
  await using folder = await folderWith({ "traces/nagle-1": download(20_000) });
  const [traced] = await readTracedTrials(folder.path, [head(1)]);
  assert(traced!.isCut);
  assertEquals(traced!.problem, "");
  assertGreater(traced!.packets.length, 10_000);
  assertStringIncludes(
    traceChart(traced!).chart.notes.join(" "),
    "Only the beginning",
  );
});

Deno.test("isTracePath() takes paths within the folder only", () => {
  for (const path of ["traces/nagle-12", "a", "a/b/c_d.e"]) {
    assert(isTracePath(path), path);
  }
  for (
    const path of [
      "",
      "/etc/passwd",
      "../a",
      "a/../b",
      "a//b",
      "javascript:alert(1)",
      'a"b',
      "a b",
      "a\n",
      12,
      undefined,
    ]
  ) assert(!isTracePath(path), String(path));
});

/** The page of the sample run with a ladder, a diagram and a missing file. */
async function tracedPage(): Promise<{ page: string; short: string }> {
  await using folder = await folderWith({
    "traces/nagle-1": sampleTrace("lossy_ipv6"),
    "traces/nagle-2": download(100),
  });
  const { input, charts } = analysed(await sampleRun());
  const trials = [1, 2, 3].map((trial) => head(trial));
  const traces = await readTracedTrials(folder.path, trials);
  const traced = { ...input, trials: [...input.trials, ...trials], traces };
  return {
    page: await reportPage(traced, charts),
    short: reportMarkdown(traced),
  };
}

Deno.test("the page draws the traces, links the captures and says how to read them", async () => {
  const { page, short } = await tracedPage();
  assertStringIncludes(page, '<figure data-chart="packet-ladder">');
  assertEquals(
    [...page.matchAll(/<figure data-chart="time-sequence">/g)].length,
    2,
  );
  assertStringIncludes(page, 'href="traces/nagle-1.client.pcapng"');
  assertStringIncludes(page, "tshark -r traces/nagle-2.server.pcapng");
  assertStringIncludes(page, "nagle-3.packets.csv cannot be drawn");
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
  assertEquals(new Set(ids).size, ids.length, "an id stands twice");
  assertStringIncludes(
    short,
    "Packets of 3 trials were traced; the page draws 2 of them",
  );
  assertStringIncludes(short, "traces/nagle-1.");
});

const BROWSER = findBrowser();

Deno.test({
  name: `the diagrams can be read in a browser${
    BROWSER === undefined ? " (no browser: apt install chromium)" : ""
  }`,
  ignore: BROWSER === undefined,
  async fn() {
    const path = await Deno.makeTempFile({ suffix: ".html" });
    try {
      await Deno.writeTextFile(path, (await tracedPage()).page);
      await using browser = await TestBrowser.start(BROWSER!);
      const page = await browser.open(`file://${path}`);
      for (const theme of ["light", "dark"] as const) {
        await page.show(390, theme);
        const seen = await page.ask("measure");
        assertEquals(seen.overflow, 0);
        assert(seen.smallestText >= 10, `${seen.smallestText}`);
        assert(seen.textContrast.contrast >= 4.5, seen.textContrast.where);
        assert(seen.markContrast.contrast >= 3, seen.markContrast.where);
        assertEquals(await page.ask("cutTexts"), []);
      }
      assertEquals(page.messages, []);
    } finally {
      await Deno.remove(path);
    }
  },
});
