/**
 * A packet of a trace as a row of `….packets.csv`, and how such a file is read.
 *
 * @module
 */

import { parse } from "@std/csv";
import type { Direction } from "./link_spec.ts";
import { DIRECTIONS } from "./link_spec.ts";
import type { Packet } from "./packet.ts";
import type { TcpEvent } from "./tcp_events.ts";
import type { DropCause } from "./trace.ts";

/** A row: the fields are named as the columns. */
export interface PacketRow {
  /** Place among the packets of its direction since the trial began, from 1. */
  number: number;
  /** Its way. */
  direction: Direction;
  /** When the link took it, in seconds since the trial began. */
  in_seconds: number;
  /** When the link handed it over; absent where it did not. */
  out_seconds?: number;
  /** What became of it. */
  fate: "delivered" | "dropped" | "underway";
  /** Why it was dropped. */
  drop_cause?: DropCause;
  /** Whether the link has made it; it has the number of its original. */
  is_copy: boolean;
  /** Whether a bit of it was turned over. */
  corrupted: boolean;
  /** Whether it was held back and overtaken. */
  reordered: boolean;
  /** Size of the IP packet, in bytes. */
  total_bytes: number;
  /** Bytes after the transport's header. */
  payload_bytes: number;
  /** What it carries. */
  protocol: Packet["protocol"];
  /** Source address. */
  source: string;
  /** Source port; 0 where there is none. */
  source_port: number;
  /** Destination address. */
  destination: string;
  /** Destination port; 0 where there is none. */
  destination_port: number;
  /** TCP only, as what follows: number of the connection in the trace, from 0. */
  connection?: number;
  /** Flags, such as `SYN ACK`. */
  tcp_flags?: string;
  /** Sequence number counted from its sender's SYN; as on the wire where none was seen. */
  sequence?: number;
  /** Acknowledgement counted from the other side's SYN, likewise. */
  acknowledgement?: number;
  /** Window in bytes; as on the wire where not both SYNs were seen. */
  window_bytes?: number;
  /** Blocks of SACK counted likewise, such as `1449-2897 4345-5793`. */
  sack?: string;
  /** What the segment is at its sender; absent of copies. */
  tcp_event?: TcpEvent;
}

/** The columns from left to right. */
export const PACKET_COLUMNS = [
  "number",
  "direction",
  "in_seconds",
  "out_seconds",
  "fate",
  "drop_cause",
  "is_copy",
  "corrupted",
  "reordered",
  "total_bytes",
  "payload_bytes",
  "protocol",
  "source",
  "source_port",
  "destination",
  "destination_port",
  "connection",
  "tcp_flags",
  "sequence",
  "acknowledgement",
  "window_bytes",
  "sack",
  "tcp_event",
] as const satisfies (keyof PacketRow)[];

/** Columns of numbers; those that may be empty. */
const NUMBERS = new Set<string>(
  [
    "number",
    "in_seconds",
    "total_bytes",
    "payload_bytes",
    "source_port",
    "destination_port",
  ] satisfies (keyof PacketRow)[],
);
const OPTIONAL_NUMBERS = new Set<string>(
  [
    "out_seconds",
    "connection",
    "sequence",
    "acknowledgement",
    "window_bytes",
  ] satisfies (keyof PacketRow)[],
);
const BOOLEANS = new Set<string>(
  ["is_copy", "corrupted", "reordered"] satisfies (keyof PacketRow)[],
);

/** Columns of text that are always there, also if empty. */
const TEXTS = new Set<string>(
  ["protocol", "source", "destination"] satisfies (keyof PacketRow)[],
);

const FATES = ["delivered", "dropped", "underway"];

/**
 * Reads a table of packets.
 *
 * @param text What the file holds; columns of other names are left out.
 * @returns Its rows.
 * @throws {SyntaxError} Where it is no such table; it says in which row.
 */
export function readPacketsCsv(text: string): PacketRow[] {
  const [header = [], ...rows] = parse(text);
  const places = PACKET_COLUMNS.map((column) => {
    const place = header.indexOf(column);
    if (place < 0) {
      throw new SyntaxError(`not a table of packets: no column ${column}`);
    }
    return [column, place] as const;
  });
  return rows.map((cells, index) => {
    if (cells.length !== header.length) {
      throw new SyntaxError(
        `row ${
          index + 1
        } of the packets has ${cells.length} cells instead of ${header.length}`,
      );
    }
    const row: Record<string, unknown> = {};
    for (const [column, place] of places) {
      const cell = cells[place]!;
      const value = valueOf(column, cell);
      if (value === INVALID) {
        throw new SyntaxError(
          `row ${index + 1} of the packets: ${column} cannot be ${
            JSON.stringify(cell)
          }`,
        );
      }
      if (value !== undefined) row[column] = value;
    }
    return row as unknown as PacketRow;
  });
}

/** No value that a cell can stand for. */
const INVALID = Symbol("invalid");

/** What a cell stands for; undefined where it is empty and may be. */
function valueOf(column: string, cell: string): unknown {
  if (BOOLEANS.has(column)) {
    return cell === "true" ? true : cell === "false" ? false : INVALID;
  }
  if (column === "direction") {
    return DIRECTIONS.some((way) => way === cell) ? cell : INVALID;
  }
  if (column === "fate") return FATES.includes(cell) ? cell : INVALID;
  const isOptional = OPTIONAL_NUMBERS.has(column);
  if (isOptional || NUMBERS.has(column)) {
    if (cell === "") return isOptional ? undefined : INVALID;
    const value = Number(cell);
    return Number.isFinite(value) && value >= 0 ? value : INVALID;
  }
  return cell === "" && !TEXTS.has(column) ? undefined : cell;
}
