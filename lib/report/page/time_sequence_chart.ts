/**
 * A time–sequence diagram: which bytes were sent when, and when they were acknowledged
 * (after V. Jacobson, "Congestion Avoidance and Control", 1988, and S. Ostermann's
 * tcptrace).
 *
 * @module
 */

import { counted, grouped } from "../../analysis/words.ts";
import { type FigureAxis, figureAxis, titleAbove } from "./axes.ts";
import {
  type Chart,
  emptyChart,
  type KeyEntry,
  type Layer,
  thinnedNote,
} from "./chart.ts";
import { type Conversation, otherConversationsNote } from "./conversation.ts";
import {
  type Acknowledgement,
  acknowledgementsOf,
  type Segment,
  segmentsOf,
} from "./sent_segments.ts";
import { seriesColour, seriesDash, seriesShape } from "./series.ts";

/** Segments that are drawn: more would be a thick line. */
const MOST_SEGMENTS = 600;

const DATA = 0;
const AGAIN = 1;
const ACKNOWLEDGED = 2;
const WINDOW = 3;

/**
 * Makes the chart.
 *
 * @param title What is drawn.
 * @param conversation The conversation.
 */
export function timeSequenceChart(
  title: string,
  conversation: Conversation,
): Chart {
  const { dataWay } = conversation;
  const [sender, receiver] = dataWay.split("_to_") as [string, string];
  const all = segmentsOf(conversation);
  if (all.length === 0) return emptyChart(title, "No packet has data.");
  const segments = all.slice(0, MOST_SEGMENTS);
  const end = all.length > segments.length
    ? segments.at(-1)!.seconds
    : Infinity;
  const acknowledgements = acknowledgementsOf(conversation)
    .filter(({ seconds }) => seconds <= end);
  const again = segments.filter(({ isAgain }) => isAgain);
  const dropped = segments.filter(({ isDropped }) => isDropped);
  const top = Math.max(...segments.map(({ to }) => to));
  const hasWindow = acknowledgements.some(({ windowEdge }) =>
    windowEdge <= top
  );
  const x = figureAxis({
    title: "time since the first packet",
    unit: "seconds",
    values: [
      0,
      ...[...segments, ...acknowledgements].map(({ seconds }) => seconds),
    ],
  });
  const y = figureAxis({
    title: "bytes since the beginning",
    unit: "bytes",
    values: [0, top],
  });
  const margin = { left: 62, right: 24, top: 32, bottom: 46 };
  const axes = axesOf(x, y, margin.left);
  return {
    title,
    description: `The ${sender} sent ${
      counted(segments.length, "segment")
    } with data in ${
      milliseconds(segments.at(-1)!.seconds - segments[0]!.seconds)
    }, up to byte ${grouped(top)}; ${
      grouped(again.length)
    } of them again; the link dropped ${grouped(dropped.length)}.`,
    notes: [
      `A bar is a segment’s bytes, when the ${sender} sent it; × is one that was dropped.`,
      ...(acknowledgements.length > 0
        ? [
          `The steps are what the ${receiver} had acknowledged, as the ${sender} learned it: look for flat ones.`,
        ]
        : []),
      ...(acknowledgements.length > 0 && !hasWindow
        ? ["The edge of the receive window was always above what is drawn."]
        : []),
      ...thinnedNote(segments.length, all.length, "segments, the first ones,"),
      ...otherConversationsNote(conversation),
    ],
    key: keyOf(again.length > 0, acknowledgements.length > 0, hasWindow),
    drawing: {
      margin,
      height: 260,
      layers: [
        ...(hasWindow
          ? [stepLayer(acknowledgements, "windowEdge", WINDOW, axes)]
          : []),
        ...(acknowledgements.length > 0
          ? [stepLayer(acknowledgements, "bytes", ACKNOWLEDGED, axes)]
          : []),
        ...segmentLayers(segments, axes),
      ],
    },
    data: {
      columns: ["seconds", "what", "from_byte", "to_byte"],
      rows: [
        ...segments.map(({ seconds, from, to, isAgain, isDropped }) => [
          seconds,
          `${isAgain ? "sent again" : "sent"}${isDropped ? ", dropped" : ""}`,
          from,
          to,
        ]),
        ...acknowledgements.map(({ seconds, bytes, windowEdge }) => [
          seconds,
          "acknowledged, and edge of the window",
          bytes,
          windowEdge,
        ]),
      ],
    },
  };
}

type Axes = ReturnType<typeof axesOf>;

function axesOf(x: FigureAxis, y: FigureAxis, left: number) {
  return {
    x,
    y,
    xEncoding: {
      field: "x",
      type: "quantitative",
      scale: x.scale,
      axis: x.axis,
    },
    yEncoding: {
      field: "y",
      type: "quantitative",
      scale: y.scale,
      axis: { ...y.axis, ...titleAbove(left) },
    },
  };
}

function segmentLayers(
  segments: readonly Segment[],
  { x, y, xEncoding, yEncoding }: Axes,
): Layer[] {
  const values = (chosen: readonly Segment[]) =>
    chosen.map(({ seconds, from, to }) => ({
      x: x.of(seconds),
      y: y.of(from),
      to: y.of(to),
      middle: y.of((from + to) / 2),
    }));
  const middle = { ...yEncoding, field: "middle" };
  const again = values(segments.filter(({ isAgain }) => isAgain));
  const bars = (series: number, chosen: object[]): Layer => ({
    data: { values: chosen },
    mark: {
      type: "rule",
      color: seriesColour(series),
      strokeWidth: 2,
      // one whose length is less than a dot is still seen
      strokeCap: "square",
    },
    encoding: { x: xEncoding, y: yEncoding, y2: { field: "to" } },
  });
  return [
    bars(DATA, values(segments.filter(({ isAgain }) => !isAgain))),
    bars(AGAIN, again),
    {
      data: { values: again },
      mark: {
        type: "point",
        filled: true,
        shape: seriesShape(AGAIN),
        size: 30,
        opacity: 1,
        color: seriesColour(AGAIN),
      },
      encoding: { x: xEncoding, y: middle },
    },
    {
      data: { values: values(segments.filter(({ isDropped }) => isDropped)) },
      mark: {
        type: "text",
        text: "×",
        fontSize: 17,
        fontWeight: "bold",
        color: "var(--bad)",
      },
      encoding: { x: xEncoding, y: middle },
    },
  ];
}

function stepLayer(
  acknowledgements: readonly Acknowledgement[],
  field: "bytes" | "windowEdge",
  series: number,
  { x, y, xEncoding, yEncoding }: Axes,
): Layer {
  return {
    data: {
      values: acknowledgements.map((one) => ({
        x: x.of(one.seconds),
        y: y.of(one[field]),
      })),
    },
    mark: {
      type: "line",
      interpolate: "step-after",
      clip: true,
      color: seriesColour(series),
      strokeDash: seriesDash(series),
      strokeWidth: series === WINDOW ? 1 : 1.6,
    },
    encoding: { x: xEncoding, y: yEncoding },
  };
}

function keyOf(
  hasAgain: boolean,
  hasAcknowledgements: boolean,
  hasWindow: boolean,
): KeyEntry[] {
  return [
    { series: DATA, text: "sent", isLine: true },
    ...(hasAgain ? [{ series: AGAIN, text: "sent again" }] : []),
    ...(hasAcknowledgements
      ? [{ series: ACKNOWLEDGED, text: "acknowledged", isLine: true }]
      : []),
    ...(hasWindow
      ? [{ series: WINDOW, text: "edge of the receive window", isLine: true }]
      : []),
  ];
}

function milliseconds(seconds: number): string {
  return `${grouped(Number((seconds * 1000).toPrecision(3)))} ms`;
}
