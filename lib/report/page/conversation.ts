/**
 * The conversation of a trace that is worth drawing: the TCP connection, or the pair of UDP
 * ports, that carried most.
 *
 * @module
 */

import type { Direction } from "../../link/link_spec.ts";
import type { PacketRow } from "../../link/packet_row.ts";

/** A conversation. */
export interface Conversation {
  /** Its packets, by the time at which they left. */
  packets: readonly PacketRow[];
  /** When its first packet left, in seconds since the trial began. */
  startSeconds: number;
  /** The way that most of its data went. */
  dataWay: Direction;
  /** Bytes of payload that left each way, what was sent again included. */
  payloadBytes: Record<Direction, number>;
  /** Conversations of the trace. */
  conversations: number;
}

/** Packets of which a ladder is clearer than a curve. */
const FEW_PACKETS = 80;

/** From this share of the other side's bytes on, both sides talk. */
const TALKING_RATIO = 0.1;

/**
 * Finds the conversation with most bytes.
 *
 * @param packets The packets of a trace.
 * @returns It; nothing where there is no packet of TCP or UDP.
 */
export function mainConversation(
  packets: readonly PacketRow[],
): Conversation | undefined {
  const groups = [
    ...Map.groupBy(
      packets.filter(({ protocol }) =>
        protocol === "tcp" || protocol === "udp"
      ),
      keyOf,
    ).values(),
  ];
  const payload = (group: readonly PacketRow[], way?: Direction) =>
    group.reduce(
      (sum, { direction, payload_bytes, is_copy }) =>
        is_copy || way !== undefined && direction !== way
          ? sum
          : sum + payload_bytes,
      0,
    );
  const main = groups.map((group) => ({ group, bytes: payload(group) }))
    .sort((a, b) => b.bytes - a.bytes || b.group.length - a.group.length)[0]
    ?.group;
  if (main === undefined) return undefined;
  const ordered = main.toSorted((a, b) => a.in_seconds - b.in_seconds);
  const payloadBytes = {
    server_to_client: payload(main, "server_to_client"),
    client_to_server: payload(main, "client_to_server"),
  };
  return {
    packets: ordered,
    startSeconds: ordered[0]!.in_seconds,
    dataWay: payloadBytes.client_to_server > payloadBytes.server_to_client
      ? "client_to_server"
      : "server_to_client",
    payloadBytes,
    conversations: groups.length,
  };
}

/**
 * Whether a ladder of arrows shows a conversation best: where it is short, or where both
 * sides talk and who waits for whom is the question.
 *
 * @param conversation The conversation.
 */
export function isForLadder({ packets, payloadBytes }: Conversation): boolean {
  const { server_to_client: down, client_to_server: up } = payloadBytes;
  return packets.length < FEW_PACKETS ||
    Math.min(down, up) >= TALKING_RATIO * Math.max(down, up);
}

/**
 * Says that others were not drawn.
 *
 * @param conversation The conversation that is.
 * @returns A sentence, or none.
 */
export function otherConversationsNote(
  { conversations }: Conversation,
): string[] {
  return conversations > 1
    ? [`Of ${conversations} conversations the one with most bytes is drawn.`]
    : [];
}

/** UDP has no connections: there the two ends make the conversation. */
function keyOf(row: PacketRow): string {
  if (row.connection !== undefined) return `tcp ${row.connection}`;
  const ends = [
    `${row.source} ${row.source_port}`,
    `${row.destination} ${row.destination_port}`,
  ];
  return [row.protocol, ...ends.sort()].join(" ");
}
