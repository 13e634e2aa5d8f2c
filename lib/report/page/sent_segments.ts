/**
 * What one end of a conversation has sent, and what it learned of the other.
 *
 * @module
 */

import type { PacketRow } from "../../link/packet_row.ts";
import type { Conversation } from "./conversation.ts";

/** A segment, or a datagram, with data. */
export interface Segment {
  /** When it was sent, in seconds since the conversation's first packet. */
  seconds: number;
  /** Its first byte. */
  from: number;
  /** The byte after its last. */
  to: number;
  /** Whether its bytes were sent before. */
  isAgain: boolean;
  /** Whether the link dropped it. */
  isDropped: boolean;
}

/** What the sender of the data knows of the receiver from a time on. */
export interface Acknowledgement {
  /** When it came, in seconds since the conversation's first packet. */
  seconds: number;
  /** The byte that the receiver expects next. */
  bytes: number;
  /** The byte before which its window ends. */
  windowEdge: number;
}

/**
 * Data as it left; UDP has no sequence numbers, so its bytes are counted.
 *
 * @param conversation The conversation.
 * @returns What went the way of most data, in the order of time.
 */
export function segmentsOf(
  { packets, dataWay, startSeconds }: Conversation,
): Segment[] {
  const sent = packets.filter(({ direction, payload_bytes, is_copy }) =>
    direction === dataWay && payload_bytes > 0 && !is_copy
  );
  const place = placer(packets, dataWay);
  let counted = 0;
  return sent.map((row) => {
    const from = row.sequence === undefined ? counted : place(row.sequence);
    counted += row.payload_bytes;
    return {
      seconds: row.in_seconds - startSeconds,
      from,
      to: from + row.payload_bytes,
      isAgain: row.tcp_event === "retransmission" ||
        row.tcp_event === "keep_alive",
      isDropped: row.fate === "dropped",
    };
  });
}

/**
 * Acknowledgements as they came to the sender of the data.
 *
 * @param conversation The conversation.
 * @returns In the order of time; none of UDP.
 */
export function acknowledgementsOf(
  { packets, dataWay, startSeconds }: Conversation,
): Acknowledgement[] {
  const place = placer(packets, dataWay);
  return packets.flatMap((row) => {
    const { direction, acknowledgement, out_seconds, tcp_flags = "" } = row;
    if (
      direction === dataWay || acknowledgement === undefined ||
      out_seconds === undefined || tcp_flags.includes("RST")
    ) return [];
    const bytes = place(acknowledgement);
    return [{
      seconds: out_seconds - startSeconds,
      bytes,
      windowEdge: bytes + (row.window_bytes ?? 0),
    }];
  }).sort((a, b) => a.seconds - b.seconds);
}

/**
 * Where a sequence number is drawn: as it is where it counts from the SYN, else counted
 * from the first that was sent.
 */
function placer(
  packets: readonly PacketRow[],
  way: Conversation["dataWay"],
): (sequence: number) => number {
  const sent = packets.filter(({ direction }) => direction === way);
  const first = sent.some(({ tcp_flags = "" }) => tcp_flags.includes("SYN"))
    ? 0
    : sent.find(({ sequence }) => sequence !== undefined)?.sequence ?? 0;
  // what was acknowledged before is the beginning, not 2^32 further on
  return (sequence) => Math.max(0, (sequence - first) | 0);
}
