/**
 * A ladder: the two ends as vertical lines, time downwards, an arrow per packet. It shows
 * who waits for whom.
 *
 * @module
 */

import { counted } from "../../analysis/words.ts";
import type { PacketRow } from "../../link/packet_row.ts";
import { type Chart, emptyChart, type KeyEntry, thinnedNote } from "./chart.ts";
import { type Conversation, otherConversationsNote } from "./conversation.ts";
import { ladderLabel } from "./ladder_label.ts";
import {
  AGAIN,
  type Arrow,
  DATA,
  ladderLayers,
  MARGIN,
  NO_DATA,
  WIDTH,
} from "./ladder_layers.ts";
import { layOutTimes } from "./ladder_times.ts";

/** Packets that are drawn. */
const MOST_PACKETS = 60;

/**
 * Makes the chart.
 *
 * @param title What is drawn.
 * @param conversation The conversation.
 */
export function packetLadderChart(
  title: string,
  conversation: Conversation,
): Chart {
  const { packets: all, startSeconds } = conversation;
  const packets = all.slice(0, MOST_PACKETS);
  if (packets.length === 0) return emptyChart(title, "There is no packet.");
  const { places, height } = layOutTimes(packets);
  const arrows = packets.map((packet, index) =>
    arrowOf(packet, places[index]!, startSeconds)
  );
  return {
    title,
    description: descriptionOf(packets, startSeconds),
    notes: [
      "An arrow is a packet, from when it left to when it came; × is one that was dropped. Look for gaps: there both sides wait.",
      "Close arrows are drawn apart and long gaps cut short; the figures are milliseconds since the first packet.",
      ...thinnedNote(packets.length, all.length, "packets, the first ones,"),
      ...otherConversationsNote(conversation),
    ],
    key: keyOf(arrows),
    drawing: {
      margin: MARGIN,
      height,
      layers: ladderLayers(arrows, height),
    },
    data: {
      columns: [
        "left_seconds",
        "came_seconds",
        "direction",
        "packet",
        "fate",
      ],
      rows: packets.map((packet) => [
        packet.in_seconds - startSeconds,
        packet.out_seconds === undefined
          ? undefined
          : packet.out_seconds - startSeconds,
        packet.direction,
        ladderLabel(packet),
        packet.fate,
      ]),
    },
  };
}

function arrowOf(
  packet: PacketRow,
  { left, came }: { left: number; came: number | undefined },
  startSeconds: number,
): Arrow {
  const isFromClient = packet.direction === "client_to_server";
  // one that never comes ends half-way
  const [start, end] = isFromClient ? [0, WIDTH] : [WIDTH, 0];
  const x2 = came === undefined ? WIDTH / 2 : end;
  const y2 = came ?? left + 10;
  return {
    x: start,
    y: left,
    x2,
    y2,
    series: seriesOf(packet),
    angle: Math.atan2(y2 - left, x2 - start) * 180 / Math.PI,
    isLost: packet.fate === "dropped",
    isFromClient,
    label: ladderLabel(packet),
    time: millisecondsText((packet.in_seconds - startSeconds) * 1000),
  };
}

function seriesOf({ payload_bytes, tcp_event }: PacketRow): number {
  if (tcp_event === "retransmission") return AGAIN;
  return payload_bytes > 0 ? DATA : NO_DATA;
}

/** Such as 0.13, 40.2, 1,204. */
function millisecondsText(value: number): string {
  return value.toLocaleString("en", {
    maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0,
  });
}

function descriptionOf(
  packets: readonly PacketRow[],
  startSeconds: number,
): string {
  const dropped = packets.filter(({ fate }) => fate === "dropped").length;
  let [from, longest] = [0, 0];
  for (const [index, { in_seconds }] of packets.entries()) {
    const gap = in_seconds - (packets[index - 1]?.in_seconds ?? in_seconds);
    if (gap > longest) {
      longest = gap;
      from = in_seconds - gap - startSeconds;
    }
  }
  return `${counted(packets.length, "packet")} in ${
    millisecondsText((packets.at(-1)!.in_seconds - startSeconds) * 1000)
  } ms, ${dropped} of them dropped. The longest time in which nobody sent one was ${
    millisecondsText(longest * 1000)
  } ms, from ${millisecondsText(from * 1000)} ms on.`;
}

function keyOf(arrows: readonly Arrow[]): KeyEntry[] {
  return [
    { series: DATA, text: "data" },
    { series: AGAIN, text: "sent again" },
    { series: NO_DATA, text: "no data" },
  ].filter(({ series }) => arrows.some((arrow) => arrow.series === series))
    .map((entry) => ({ ...entry, isLine: true }));
}
