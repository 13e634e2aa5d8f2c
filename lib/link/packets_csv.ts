/**
 * A trace as a table: one row per packet, for a spreadsheet and for the page.
 *
 * RFC 4180 in UTF-8, as all tables here: a header line, empty cells for what is absent.
 *
 * @module
 */

import { stringify } from "@std/csv";
import type { Packet } from "./packet.ts";
import type { PacketRow } from "./packet_row.ts";
import { PACKET_COLUMNS } from "./packet_row.ts";
import { flagsText, sequenceDifference } from "./packet_words.ts";
import { parsePacket } from "./parse_packet.ts";
import { TcpConnections, type TcpEnd, windowBytes } from "./tcp_connections.ts";
import { type TcpEvent, tcpEvents } from "./tcp_events.ts";
import type { Trace, TracedPacket } from "./trace.ts";

/**
 * Writes a trace as a table.
 *
 * @param trace The trace.
 * @returns The text of a CSV file: a row per packet, in the order of the trace.
 */
export function packetsCsv(trace: Pick<Trace, "packets">): string {
  return stringify([
    [...PACKET_COLUMNS],
    ...packetRows(trace).map((row) =>
      PACKET_COLUMNS.map((column) => String(row[column] ?? ""))
    ),
  ]);
}

/**
 * The rows of that table.
 *
 * @param trace The trace.
 * @returns One per packet, in the order of the trace.
 */
export function packetRows(
  { packets }: Pick<Trace, "packets">,
): PacketRow[] {
  const parsed = packets.map(({ head, totalBytes }) =>
    parsePacket(head, totalBytes)
  );
  const events = tcpEvents(packets, parsed);
  const connections = new TcpConnections();
  return packets.map((traced, index) =>
    rowOf(traced, parsed[index]!, events[index], connections)
  );
}

function rowOf(
  traced: TracedPacket,
  packet: Packet,
  event: TcpEvent | undefined,
  connections: TcpConnections,
): PacketRow {
  return {
    number: traced.number,
    direction: traced.direction,
    in_seconds: seconds(traced.inMs),
    ...(traced.outMs === undefined
      ? {}
      : { out_seconds: seconds(traced.outMs) }),
    fate: traced.dropped !== undefined
      ? "dropped"
      : traced.outMs === undefined
      ? "underway"
      : "delivered",
    ...(traced.dropped === undefined ? {} : { drop_cause: traced.dropped }),
    is_copy: traced.copy ?? false,
    corrupted: traced.corrupted ?? false,
    reordered: traced.reordered ?? false,
    total_bytes: packet.totalBytes,
    payload_bytes: packet.payloadBytes,
    protocol: packet.protocol,
    source: packet.source,
    source_port: packet.sourcePort,
    destination: packet.destination,
    destination_port: packet.destinationPort,
    ...tcpCells(packet, connections),
    ...(event === undefined ? {} : { tcp_event: event }),
  };
}

function tcpCells(
  packet: Packet,
  connections: TcpConnections,
): Partial<PacketRow> {
  const { tcp } = packet;
  const place = connections.add(packet);
  if (tcp === undefined || place === undefined) return {};
  const { connection, sender, receiver } = place;
  return {
    connection,
    tcp_flags: flagsText(tcp),
    sequence: relative(tcp.sequence, sender),
    ...(tcp.ack
      ? { acknowledgement: relative(tcp.acknowledgement, receiver) }
      : {}),
    window_bytes: windowBytes(packet, place),
    ...(tcp.sackBlocks.length === 0
      ? {}
      : { sack: sackText(tcp.sackBlocks, receiver) }),
  };
}

/** Blocks of SACK as text. */
function sackText(blocks: [number, number][], receiver: TcpEnd): string {
  return blocks.map((block) =>
    block.map((edge) => relative(edge, receiver)).join("-")
  ).join(" ");
}

/** Counted from the SYN, as Wireshark shows it; as on the wire where no SYN was seen. */
function relative(sequence: number, { initialSequence }: TcpEnd): number {
  return initialSequence === undefined
    ? sequence
    : sequenceDifference(sequence, initialSequence) >>> 0;
}

/** To the nanosecond: sums of milliseconds have digits behind that mean nothing. */
function seconds(milliseconds: number): number {
  return Number((milliseconds / 1000).toFixed(9));
}
