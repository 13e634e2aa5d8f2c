/**
 * What stands at an arrow of a ladder.
 *
 * @module
 */

import type { PacketRow } from "../../link/packet_row.ts";

/** What else became of a packet, in a word each. */
const REMARKS: readonly [
  word: string,
  holds: (packet: PacketRow) => boolean,
][] = [
  ["again", ({ tcp_event }) => tcp_event === "retransmission"],
  ["copy", ({ is_copy }) => is_copy],
  ["corrupted", ({ corrupted }) => corrupted],
  ["overtaken", ({ reordered }) => reordered],
  ["dropped", ({ fate }) => fate === "dropped"],
  ["under way", ({ fate }) => fate === "underway"],
];

/**
 * A packet in a few words.
 *
 * @param packet The packet.
 * @returns Such as `PSH ACK seq 33, 32 B`, `ACK 65` or `UDP 512 B, dropped`.
 */
export function ladderLabel(packet: PacketRow): string {
  return [
    headText(packet),
    ...REMARKS.filter(([, holds]) => holds(packet)).map(([word]) => word),
  ].join(", ");
}

function headText(
  { protocol, payload_bytes, tcp_flags, sequence, acknowledgement }: PacketRow,
): string {
  if (tcp_flags === undefined) {
    return `${protocol.toUpperCase()} ${payload_bytes} B`;
  }
  if (payload_bytes > 0) {
    return `${tcp_flags} seq ${sequence}, ${payload_bytes} B`;
  }
  return tcp_flags === "ACK"
    ? `ACK ${acknowledgement}`
    : `${tcp_flags} seq ${sequence}`;
}
