/**
 * Writes a trace in the format of Wireshark and tcpdump: pcapng (draft-ietf-opsawg-pcapng).
 *
 * @module
 */

import type { LinkEnd } from "./link_spec.ts";
import { seenBy } from "./one_side.ts";
import type { Trace, TracedPacket } from "./trace.ts";

/** Types of blocks (section 4 of the draft). */
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;

/** By this a reader tells the order of bytes (section 4.1). */
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Packets without a header of a link layer (tcpdump.org, "Link-layer header types"). */
const LINKTYPE_RAW = 101;

/** Codes of options (sections 3.5 and 4). */
const COMMENT = 1;
const USER_APPLICATION = 4;
const INTERFACE_NAME = 2;
const INTERFACE_DESCRIPTION_TEXT = 3;
const TIMESTAMP_RESOLUTION = 9;
const PACKET_FLAGS = 2;

/** Values of the flags of a packet: its direction (section 4.3.1). */
const INBOUND = 1;
const OUTBOUND = 2;

/** Decimal places of the timestamps. */
const NANOSECONDS = 9;

const UTF8 = new TextEncoder();

/**
 * The capture that tcpdump would have made on one of the two hosts: what it sent, also if
 * it was dropped on the way, and what it got. A comment on each packet tells its fate.
 *
 * @param trace The trace.
 * @param side Whose capture.
 * @returns The bytes of a file.
 */
export function pcapng(trace: Trace, side: LinkEnd): Uint8Array<ArrayBuffer> {
  const start = nanoseconds(trace.startedAtMs);
  const blocks = [sectionHeader(side), interfaceDescription(trace, side)];
  for (const { index, atMs, isSent } of seenBy(trace.packets, side)) {
    const packet = trace.packets[index]!;
    const at = start + BigInt(Math.round(atMs * 1e6));
    blocks.push(packetBlock(packet, at, isSent ? OUTBOUND : INBOUND));
  }
  return joined(blocks);
}

/**
 * A time since 1970 in whole nanoseconds. A double has some 200 ns to spare there, so it is
 * rounded to what it can tell: microseconds.
 */
function nanoseconds(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds * 1e3)) * 1000n;
}

function sectionHeader(side: LinkEnd): Uint8Array<ArrayBuffer> {
  const fields = new DataView(new ArrayBuffer(16));
  fields.setUint32(0, BYTE_ORDER_MAGIC, true);
  // version 1.0, and a length of -1: not given
  fields.setUint16(4, 1, true);
  fields.setBigInt64(8, -1n, true);
  return block(SECTION_HEADER, [
    bytesOf(fields),
    textOption(
      COMMENT,
      `What the ${side} saw. Only the first bytes of each packet are kept.`,
    ),
    textOption(USER_APPLICATION, "transport-lab"),
    END_OF_OPTIONS,
  ]);
}

function interfaceDescription(
  { server, client, packets }: Trace,
  side: LinkEnd,
): Uint8Array<ArrayBuffer> {
  const fields = new DataView(new ArrayBuffer(8));
  fields.setUint16(0, LINKTYPE_RAW, true);
  // the limit of each packet; 0, for none, where there is no packet
  const longest = packets.reduce(
    (most, { head }) => Math.max(most, head.length),
    0,
  );
  fields.setUint32(4, longest, true);
  return block(INTERFACE_DESCRIPTION, [
    bytesOf(fields),
    textOption(INTERFACE_NAME, side),
    textOption(
      INTERFACE_DESCRIPTION_TEXT,
      `between server ${server} and client ${client}`,
    ),
    option(TIMESTAMP_RESOLUTION, Uint8Array.of(NANOSECONDS)),
    END_OF_OPTIONS,
  ]);
}

function packetBlock(
  packet: TracedPacket,
  atNanoseconds: bigint,
  direction: number,
): Uint8Array<ArrayBuffer> {
  const { head, totalBytes } = packet;
  const fields = new DataView(new ArrayBuffer(20));
  // the first four bytes are the number of the interface: 0
  fields.setUint32(4, Number(atNanoseconds >> 32n), true);
  fields.setUint32(8, Number(atNanoseconds & 0xffffffffn), true);
  fields.setUint32(12, head.length, true);
  fields.setUint32(16, totalBytes, true);
  const flags = new DataView(new ArrayBuffer(4));
  flags.setUint32(0, direction, true);
  return block(ENHANCED_PACKET, [
    bytesOf(fields),
    padded(head),
    textOption(COMMENT, fateText(packet)),
    option(PACKET_FLAGS, bytesOf(flags)),
    END_OF_OPTIONS,
  ]);
}

/**
 * What became of a packet.
 *
 * @param packet The packet.
 * @returns Such as `server_to_client 12: delivered after 20.1 ms`.
 */
export function fateText(
  { direction, number, inMs, outMs, dropped, copy, corrupted, reordered }:
    TracedPacket,
): string {
  const fate = dropped !== undefined
    ? `dropped: ${dropped}`
    : outMs === undefined
    ? "still on its way at the end"
    : `delivered after ${Number((outMs - inMs).toFixed(3))} ms`;
  return `${direction} ${number}: ${
    [
      fate,
      ...(copy ? ["copy made by the link"] : []),
      ...(corrupted
        ? ["corrupted: a bit was turned over after the sender"]
        : []),
      ...(reordered ? ["reordered: held back and overtaken"] : []),
    ].join("; ")
  }`;
}

/** A block: its type, its length before and after it (section 3.1). */
function block(
  type: number,
  parts: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 12);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  let at = 8;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  view.setUint32(at, length, true);
  return bytes;
}

/** An option: its code, its length without padding (section 3.5). */
function option(code: number, value: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + padding(value.length) + value.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  bytes.set(value, 4);
  return bytes;
}

function textOption(code: number, text: string): Uint8Array<ArrayBuffer> {
  return option(code, UTF8.encode(text));
}

/** Ends a block's options: code and length 0. */
const END_OF_OPTIONS: Uint8Array = new Uint8Array(4);

/** Fields are aligned to 32 bits. */
function padding(length: number): number {
  return -length & 3;
}

function padded(bytes: Uint8Array): Uint8Array {
  if (padding(bytes.length) === 0) return bytes;
  const longer = new Uint8Array(bytes.length + padding(bytes.length));
  longer.set(bytes);
  return longer;
}

function bytesOf({ buffer }: DataView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}

function joined(blocks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(
    blocks.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes;
}
