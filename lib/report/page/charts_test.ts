import {
  assert,
  assertEquals,
  assertGreater,
  assertLessOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { summarize } from "../../analysis/summarize.ts";
import type { ChartPlan } from "../../experiment/chart_plan.ts";
import { conditionKey } from "../../experiment/condition.ts";
import { twinKey } from "../../experiment/comparison_plan.ts";
import type { Factors, TrialRecord } from "../../experiment/record.ts";
import { headOf } from "../trial_columns.ts";
import type { Chart } from "./chart.ts";
import { conditionsOf } from "./conditions.ts";
import { draw } from "./draw.ts";
import { RunCharts } from "./run_charts.ts";
import { HOSTILE, sampleRun } from "./testing/sample_run.ts";

const [TEMPLATE] = (await sampleRun()).records;

/** A record with something of its own. */
function record(
  factors: Factors,
  block: number,
  own: Partial<TrialRecord> = {},
): TrialRecord {
  const { error: _, ...template } = TEMPLATE!;
  return {
    ...template,
    experiment: "sample",
    trial: block,
    block,
    warm_up: block === 0,
    condition: conditionKey(factors),
    factors,
    transfers: [],
    ...own,
  };
}

/** The chart that a plan makes of some records. */
function chartOf(plan: ChartPlan, records: TrialRecord[]): Chart {
  const factors = { noDelay: ["neither", "client"] };
  const charts = new RunCharts([{ name: "sample", factors, charts: [plan] }]);
  for (const one of records) charts.add(one);
  const trials = records.map(headOf).filter(({ warm_up }) => !warm_up);
  const [made] = charts.of("sample", {
    conditions: conditionsOf(trials, factors),
    trials,
    summaries: summarize(trials),
  });
  return made!.chart;
}

/** Blocks with two conditions, one of them a hundred times faster. */
function timed(blocks: number): TrialRecord[] {
  return Array.from(
    { length: blocks + 1 },
    (_, block) =>
      ["neither", "client"].map((noDelay) =>
        record({ noDelay }, block, {
          metrics: {
            time_seconds: (noDelay === "client" ? 0.01 : 1) + block * 1e-4,
          },
        })
      ),
  ).flat();
}

const TRIALS: ChartPlan = { kind: "trials", metric: "time_seconds" };

Deno.test("trials: every measured trial is a point, and none of the warm-up block", () => {
  const chart = chartOf(TRIALS, timed(12));
  assertEquals(chart.data.rows.length, 24);
  assertEquals(chart.data.columns, [
    "condition",
    "trial",
    "block",
    "time_seconds",
  ]);
  assertStringIncludes(chart.description, "Nagle off on neither 1.00 s");
});

Deno.test("trials: of a long run some are drawn, the extremes among them, and the chart says so", () => {
  const records = timed(5_000);
  const chart = chartOf(TRIALS, records);
  assertLessOrEqual(chart.data.rows.length, 600);
  const blocks = chart.data.rows.map(([, , block]) => block);
  assert(blocks.includes(1) && blocks.includes(5_000));
  assert(
    chart.notes.some((note) => note === "600 of 10,000 points are drawn."),
    chart.notes.join(" "),
  );
});

Deno.test("trials: a twin has a row of its own beside the condition that it repeats", async () => {
  const records = timed(6);
  const twins = records.filter(({ factors }) => factors.noDelay === "neither")
    .map((one) => ({
      ...one,
      condition: twinKey(one.condition),
      twin_of: one.condition,
    }));
  const chart = chartOf(TRIALS, [...records, ...twins]);
  const svg = String(
    await draw(chart.drawing!, { id: "a", title: "b", description: "c" }),
  );
  assertStringIncludes(svg, ">neither (again)<");
});

Deno.test("exchanges: the shares rise to 1, and lost time is said in words", () => {
  const records = [1, 2].flatMap((block) =>
    ["neither", "client"].map((noDelay) =>
      record({ noDelay }, block, {
        exchange_seconds: Array.from(
          { length: 500 },
          (_, index) => (noDelay === "client" ? 2e-5 : 0.044) + index * 1e-9,
        ),
      })
    )
  );
  const chart = chartOf({ kind: "exchanges", by: "noDelay" }, records);
  assertEquals(chart.key.map(({ text }) => text), [
    "Nagle off on neither",
    "Nagle off on client",
  ]);
  for (const level of ["neither", "client"]) {
    const shares = chart.data.rows.filter(([first]) => first === level)
      .map(([, , share]) => Number(share));
    assert(shares.every((share, i) => i === 0 || share > shares[i - 1]!));
    assertEquals(shares.at(-1), 1);
  }
  assertStringIncludes(chart.description, "half of 1,000 exchanges took");
});

Deno.test("lost-bytes: a strip shows where bytes are missing, and where nothing is known", async () => {
  const sample = (await sampleRun()).records.flatMap(({ transfers }) =>
    transfers.filter(({ ledger }) => ledger !== undefined)
  )[0]!;
  const lost = record({ side: "receive" }, 1, {
    transfers: [{
      ...sample,
      asked_bytes: 24_000,
      missing_ranges: [[0, 2_400], [12_000, 12_050]],
      missing_ranges_count: 2,
    }],
  });
  const cut = record({ side: "send" }, 1, {
    transfers: [{
      ...sample,
      asked_bytes: 24_000,
      missing_ranges: [[0, 12_000]],
      missing_ranges_count: 1_500,
    }],
  });
  const kept = record({ side: "neither" }, 1, {
    transfers: [{ ...sample, asked_bytes: 24_000, missing_ranges: [] }],
  });
  const chart = chartOf({ kind: "lost-bytes" }, [lost, cut, kept]);
  const pieces = chart.data.rows.map(([condition, , , , from, to, missing]) => [
    condition,
    from,
    to,
    missing,
  ]);
  assertEquals(pieces, [
    ["side=receive", 0, 2_400, 1],
    ["side=receive", 12_000, 12_100, 0.5],
    ["side=send", 0, 12_000, 1],
    ["side=send", 12_000, 24_000, undefined],
  ]);
  const notes = chart.notes.join(" ");
  assertStringIncludes(notes, "lists 2,000 gaps at most");
  assertStringIncludes(notes, "1 condition missed nothing");
});

Deno.test("progress: clients begin when they began, and the points on their way are used", async () => {
  const sample = (await sampleRun()).records.flatMap(({ transfers }) =>
    transfers
  )[0]!;
  const client = { ...sample, received_bytes: 1_000, first_byte_seconds: 0.1 };
  const watched = {
    ...client,
    started_at_ms: 1_500,
    time_seconds: 1,
    progress: [[0.1, 0], [0.4, 900], [1, 1_000]] as [number, number][],
  };
  const chart = chartOf({ kind: "progress" }, [
    record({ clients: 2 }, 1, {
      transfers: [
        { ...client, started_at_ms: 1_000, time_seconds: 2 },
        watched,
      ],
    }),
  ]);
  const ways = chart.data.rows.map(([, , number, , seconds, bytes]) => [
    number,
    seconds,
    bytes,
  ]);
  assertEquals(ways, [
    [0, 0, 0],
    [0, 0.1, 0],
    [0, 2, 1_000],
    [1, 0.5, 0],
    [1, 0.6, 0],
    [1, 0.9, 900],
    [1, 1.5, 1_000],
  ]);
});

Deno.test("curve: a line per combination of the other factors, none for what has no figure", async () => {
  const { records } = await sampleRun();
  const chart = chartOf(
    {
      kind: "curve",
      metric: "throughput_bytes_per_second",
      over: "bufferBytes",
    },
    records.map((one) => ({ ...one, experiment: "sample" })),
  );
  assertEquals(chart.key.map(({ text }) => text).sort(), [
    "transport tcp",
    "transport udp",
  ]);
  assertGreater(chart.data.rows.length, 3);
});

Deno.test("drawings take their colours from the page, and hostile text stays text", async () => {
  const records = [1, 2].flatMap((block) =>
    [HOSTILE, "client"].map((noDelay) =>
      record({ noDelay }, block, { metrics: { time_seconds: block } })
    )
  );
  const svg = String(
    await draw(chartOf(TRIALS, records).drawing!, {
      id: "a",
      title: HOSTILE,
      description: HOSTILE,
    }),
  );
  assertStringIncludes(svg, "var(--ink)");
  assertEquals(svg.match(/<(script|img|title><img)/), null);
  assertEquals(svg.match(/https?:/), null);
});

Deno.test("a plan of a later version and one without data say so instead of failing", () => {
  const later = { kind: "hologram" } as unknown as ChartPlan;
  assertStringIncludes(chartOf(later, timed(1)).description, "cannot draw");
  const partly = { kind: "trials" } as unknown as ChartPlan;
  assertStringIncludes(chartOf(partly, timed(1)).description, "its metric");
  for (
    const plan of [
      { kind: "trials", metric: "loss_ratio" },
      { kind: "curve", metric: "time_seconds", over: "noDelay" },
      { kind: "exchanges", by: "noDelay" },
      { kind: "lost-bytes" },
      { kind: "ports" },
      { kind: "progress" },
    ] as ChartPlan[]
  ) {
    const { drawing, description } = chartOf(plan, timed(1));
    assertEquals(drawing, undefined, plan.kind);
    assert(description.endsWith("."), plan.kind);
  }
});
