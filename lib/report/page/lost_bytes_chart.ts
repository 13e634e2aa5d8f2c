/**
 * Where in the book the lost bytes were, a strip per trial.
 *
 * @module
 */

import { counted, factorsText } from "../../analysis/words.ts";
import type { ChartPlan } from "../../experiment/chart_plan.ts";
import type { TrialRecord } from "../../experiment/record.ts";
import { type Chart, emptyChart, thinnedNote, titleWhere } from "./chart.ts";
import type { ChartContext, Collector } from "./chart_context.ts";
import { conditionsWhere } from "./conditions.ts";
import { layoutRows, placeY } from "./rows.ts";
import { Sample } from "./sample.ts";
import { seriesColour } from "./series.ts";

/** Strips of one condition. */
const MOST_STRIPS = 6;

/** Parts that a book is divided into: about as many as the plot is wide. */
const PARTS = 240;

/** Shares of a part's bytes are told apart in this many steps. */
const SHADES = 4;

/** Height of a condition's strips together. */
const ROW_HEIGHT = 30;

/** What one transfer missed. */
interface Strip {
  trial: number;
  block: number;
  askedBytes: number;
  ranges: readonly (readonly [number, number])[];
  /** Ranges beyond those that a record lists. */
  unlisted: number;
}

/** What is known of a condition. */
interface Strips {
  sample: Sample<Strip>;
  /** Trials that missed anything. */
  withLoss: number;
}

/** Collects the missing ranges. */
export class LostBytes implements Collector<TrialRecord> {
  /** Strips by the condition's key. */
  readonly byCondition = new Map<string, Strips>();

  /**
   * Keeps a record's missing ranges.
   *
   * @param record A measured trial.
   */
  add({ condition, trial, block, transfers }: TrialRecord): void {
    for (const transfer of transfers) {
      const { ledger, asked_bytes, missing_ranges: ranges = [] } = transfer;
      if (ledger === undefined || !(asked_bytes > 0)) continue;
      const strips = this.byCondition.getOrInsertComputed(
        condition,
        () => ({ sample: new Sample<Strip>(MOST_STRIPS), withLoss: 0 }),
      );
      if (ranges.length > 0) strips.withLoss++;
      strips.sample.add({
        trial,
        block,
        askedBytes: asked_bytes,
        ranges,
        unlisted: (transfer.missing_ranges_count ?? 0) - ranges.length,
      });
    }
  }
}

/** A part of a strip that looks the same all along; from and to are shares of the book. */
interface Piece {
  from: number;
  to: number;
  /** Share of its bytes that are missing, rounded up to a shade; undefined where it is not known. */
  missing: number | undefined;
}

/**
 * Makes the chart.
 *
 * @param plan What the experiment wants.
 * @param lost The missing ranges.
 * @param context The experiment's figures.
 */
export function lostBytesChart(
  { where }: Extract<ChartPlan, { kind: "lost-bytes" }>,
  { byCondition }: LostBytes,
  { conditions }: ChartContext,
): Chart {
  const title = titleWhere("Where in the book bytes are missing", where);
  const measured = conditionsWhere(conditions, where).filter(({ key }) =>
    byCondition.has(key)
  );
  const shown = measured.filter(({ key }) =>
    byCondition.get(key)!.withLoss > 0
  );
  if (shown.length === 0) {
    return emptyChart(
      title,
      measured.length === 0
        ? "No measured trial has a ledger."
        : "No byte is missing in any trial.",
    );
  }
  const layout = layoutRows(shown, ROW_HEIGHT);
  const margin = { left: layout.left, right: 18, top: 20, bottom: 44 };
  const { height } = layout;
  const strips = layout.rows.flatMap(({ condition, y }) => {
    const { sample } = byCondition.get(condition.key)!;
    const ofCondition = sample.items.toSorted((a, b) => a.trial - b.trial);
    const stripHeight = (ROW_HEIGHT - 6) / ofCondition.length;
    return ofCondition.map((strip, index) => ({
      condition,
      strip,
      pieces: piecesOf(strip),
      top: y - (ROW_HEIGHT - 6) / 2 + index * stripHeight,
      bottom: y - (ROW_HEIGHT - 6) / 2 + (index + 1) * stripHeight - 1,
    }));
  });
  const whole = strips.reduce(
    (sum, { condition: { key } }, index) =>
      strips[index - 1]?.condition.key === key
        ? sum
        : sum + byCondition.get(key)!.sample.seen,
    0,
  );
  const isPartly = strips.some(({ strip }) => strip.unlisted > 0);
  const without = measured.length - shown.length;
  const x = {
    field: "from",
    type: "quantitative" as const,
    scale: { domain: [0, 1], nice: false },
    axis: { title: "Place in the book", format: ".0%", tickCount: 5 },
  };
  const vertical = {
    y: placeY("top", height),
    y2: { field: "bottom" },
  };
  return {
    title,
    description: shown.map(({ key, factors }) => {
      const { withLoss, sample } = byCondition.get(key)!;
      return `${
        factorsText(factors) || key
      }: bytes are missing in ${withLoss} of ${
        counted(sample.seen, "transfer")
      }`;
    }).slice(0, 12).join("; ") +
      (shown.length > 12 ? `; and ${shown.length - 12} more conditions.` : "."),
    notes: [
      "A strip is a transfer and its length the book. The darker a place, the more of its bytes are missing: lost, or cut off by a short buffer.",
      ...thinnedNote(strips.length, whole, "transfers"),
      ...(isPartly
        ? [
          "A record lists 2,000 gaps at most; the grey parts come after the last one listed.",
        ]
        : []),
      ...(without > 0
        ? [
          `${counted(without, "condition")} missed nothing and ${
            without === 1 ? "is" : "are"
          } not drawn.`,
        ]
        : []),
    ],
    key: [],
    drawing: {
      margin,
      height,
      layers: [
        {
          data: {
            values: strips.map(({ top, bottom }) => ({
              top,
              bottom,
              from: 0,
              to: 1,
            })),
          },
          mark: { type: "rect", color: "var(--strip)" },
          encoding: { x, x2: { field: "to" }, ...vertical },
        },
        {
          data: {
            values: strips.flatMap(({ pieces, top, bottom }) =>
              pieces.map(({ from, to, missing }) => ({
                top,
                bottom,
                from,
                to,
                opacity: missing ?? 1,
                color: missing === undefined
                  ? "var(--unknown)"
                  : seriesColour(1),
              }))
            ),
          },
          mark: { type: "rect" },
          encoding: {
            x,
            x2: { field: "to" },
            ...vertical,
            opacity: { field: "opacity", type: "quantitative", scale: null },
            color: { field: "color", type: "nominal", scale: null },
          },
        },
        ...layout.layers,
      ],
    },
    data: {
      columns: [
        "condition",
        "trial",
        "block",
        "asked_bytes",
        "from_byte",
        "to_byte",
        "missing_ratio_at_most",
      ],
      rows: strips.flatMap(({ condition, strip, pieces }) =>
        pieces.map(({ from, to, missing }) => [
          condition.key,
          strip.trial,
          strip.block,
          strip.askedBytes,
          Math.round(from * strip.askedBytes),
          Math.round(to * strip.askedBytes),
          missing,
        ])
      ),
    },
  };
}

/** The parts of a strip where bytes are missing, neighbours of one shade together. */
function piecesOf({ askedBytes, ranges, unlisted }: Strip): Piece[] {
  const missing = new Float64Array(PARTS);
  const partBytes = askedBytes / PARTS;
  for (const [from, to] of ranges) {
    const last = Math.min(PARTS - 1, Math.ceil(to / partBytes) - 1);
    for (let part = Math.floor(from / partBytes); part <= last; part++) {
      missing[part]! += Math.min(to, (part + 1) * partBytes) -
        Math.max(from, part * partBytes);
    }
  }
  const listedTo = unlisted > 0
    ? Math.floor((ranges.at(-1)?.[1] ?? 0) / partBytes)
    : PARTS;
  const pieces: Piece[] = [];
  for (let part = 0; part < PARTS; part++) {
    const share = Math.min(1, missing[part]! / partBytes);
    const shade = part >= listedTo
      ? undefined
      // a part of a millionth is rounding
      : Math.ceil(share * SHADES - 1e-6) / SHADES;
    if (shade === 0) continue;
    const last = pieces.at(-1);
    if (last !== undefined && last.missing === shade && last.to === part) {
      last.to = part + 1;
    } else {
      pieces.push({ from: part, to: part + 1, missing: shade });
    }
  }
  return pieces.map(({ from, to, missing }) => ({
    from: from / PARTS,
    to: to / PARTS,
    missing,
  }));
}
