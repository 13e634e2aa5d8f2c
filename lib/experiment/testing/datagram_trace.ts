/**
 * For tests: traces of UDP transfers, made by hand.
 *
 * @module
 */

import type { Direction } from "../../link/link_spec.ts";
import type { Trace, TracedPacket } from "../../link/trace.ts";
import {
  END_SEQUENCE,
  FIRST_TRANSFER,
  HEADER_BYTES,
  writeHeader,
} from "../../transfer/udp_wire.ts";

const HEADERS_BYTES = 28;
const UDP = 17;

/** Ports of the sample transfers' ends. */
const PORTS: Readonly<Record<Direction, [from: number, to: number]>> = {
  server_to_client: [40_001, 40_002],
  client_to_server: [40_002, 40_001],
};

/** What became of a packet, and what it carries. */
export type Datagram =
  & Partial<Omit<TracedPacket, "direction" | "head" | "totalBytes">>
  & ({ piece: number } | { end: true } | { text: string });

/**
 * A trace of datagrams between the ends of the sample transfers.
 *
 * @param datagrams What became of each: number and times follow the order of the list
 * unless they are given, and what is not dropped goes a millisecond after it came. A text
 * that begins with DONE or START goes to the server, everything else to the client.
 * @returns The trace.
 */
export function datagramTrace(datagrams: Datagram[]): Trace {
  const packets = datagrams.map((datagram, index): TracedPacket => {
    const payload = payloadOf(datagram);
    const direction = "text" in datagram &&
        /^(DONE|START)/.test(datagram.text)
      ? "client_to_server"
      : "server_to_client";
    const { inMs = index, dropped, outMs = inMs + 1 } = datagram;
    const { number = index + 1, copy, corrupted, reordered } = datagram;
    return {
      direction,
      number,
      inMs,
      ...(dropped === undefined ? { outMs } : { dropped }),
      ...(copy ? { copy } : {}),
      ...(corrupted ? { corrupted } : {}),
      ...(reordered ? { reordered } : {}),
      totalBytes: HEADERS_BYTES + payload.length,
      head: withHeaders(payload, direction),
    };
  });
  return {
    startedAtMs: 0,
    server: "10.0.0.1",
    client: "10.0.0.2",
    packets,
  };
}

/** Pieces of 100 bytes. */
function payloadOf(datagram: Datagram): Uint8Array {
  if ("text" in datagram) return new TextEncoder().encode(datagram.text);
  const isEnd = "end" in datagram;
  const payload = new Uint8Array(HEADER_BYTES + (isEnd ? 0 : 100));
  writeHeader(payload, {
    transfer: FIRST_TRANSFER,
    sequence: isEnd ? END_SEQUENCE : datagram.piece,
  });
  return payload;
}

/** IPv4 without options (RFC 791), then UDP (RFC 768); nobody looks at the checksums. */
function withHeaders(
  payload: Uint8Array,
  direction: Direction,
): Uint8Array<ArrayBuffer> {
  const packet = new Uint8Array(HEADERS_BYTES + payload.length);
  const view = new DataView(packet.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, packet.length);
  view.setUint8(9, UDP);
  const [from, to] = PORTS[direction];
  const [source, destination] = direction === "server_to_client"
    ? [1, 2]
    : [2, 1];
  packet.set([10, 0, 0, source, 10, 0, 0, destination], 12);
  view.setUint16(20, from);
  view.setUint16(22, to);
  view.setUint16(24, packet.length - 20);
  packet.set(payload, HEADERS_BYTES);
  return packet;
}
