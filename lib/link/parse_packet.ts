/**
 * Parses raw IP packets, as a TUN device hands them over: no header of a link layer.
 *
 * The forms are those of RFC 791 (IPv4), RFC 8200 (IPv6), RFC 9293 (TCP), RFC 7323 (window
 * scale, timestamps), RFC 2018 (SACK), RFC 768 (UDP), RFC 792 (ICMP), RFC 4443 (ICMPv6).
 *
 * @module
 */

import { ipv6Text } from "./ipv6_text.ts";
import type { Packet, TcpHeader } from "./packet.ts";
import {
  endBy,
  TCP,
  type TransportPart,
  transportPart,
  UDP,
} from "./transport_part.ts";

/** Protocol numbers (IANA, "Assigned Internet Protocol Numbers"). */
const ICMP = 1;
const ICMPV6 = 58;

/** Sizes of headers without options, in bytes. */
const TCP_HEADER_BYTES = 20;
/** The same size for UDP and for every message of ICMP and ICMPv6. */
const UDP_HEADER_BYTES = 8;

/** Kinds of TCP options (IANA, "TCP Option Kind Numbers"). */
const END_OF_OPTIONS = 0;
const NO_OPERATION = 1;
const MAXIMUM_SEGMENT_SIZE = 2;
const WINDOW_SCALE = 3;
const SACK = 5;
const TIMESTAMPS = 8;

/**
 * Parses a packet. It never throws: what cannot be read has the protocol `other`, and a
 * packet whose IP header cannot be read also empty addresses.
 *
 * @param bytes The packet, or its first bytes: 120 hold all headers of IPv4 and TCP.
 * @param totalBytes Size of the whole packet, in bytes.
 * @returns Its headers.
 */
export function parsePacket(
  bytes: Uint8Array,
  totalBytes: number = bytes.length,
): Packet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = bytes.length === 0 ? 0 : bytes[0]! >> 4;
  const packet: Packet = {
    ipVersion: version === 6 ? 6 : 4,
    totalBytes,
    source: "",
    destination: "",
    protocol: "other",
    sourcePort: 0,
    destinationPort: 0,
    payloadBytes: 0,
  };
  const part = transportPart(view, totalBytes);
  if (part === undefined) return packet;
  if (packet.ipVersion === 4) {
    packet.source = ipv4Text(view, 12);
    packet.destination = ipv4Text(view, 16);
  } else {
    packet.source = ipv6Text(view, 8);
    packet.destination = ipv6Text(view, 24);
  }
  readTransport(view, packet, part);
  return packet;
}

/** Reads what the packet carries. */
function readTransport(
  view: DataView,
  packet: Packet,
  { number, offset, end, isLaterFragment }: TransportPart,
): void {
  const bytes = Math.max(0, end - offset);
  packet.payloadBytes = bytes;
  if (isLaterFragment) {
    packet.protocol = "fragment";
    return;
  }
  const seen = view.byteLength - offset;
  switch (number) {
    case TCP: {
      if (seen < TCP_HEADER_BYTES) return;
      const headerBytes = (view.getUint8(offset + 12) >> 4) * 4;
      if (headerBytes < TCP_HEADER_BYTES || headerBytes > bytes) return;
      packet.protocol = "tcp";
      readPorts(view, packet, offset);
      packet.payloadBytes = bytes - headerBytes;
      packet.tcp = tcpHeader(view, offset, offset + headerBytes);
      return;
    }
    case UDP:
      if (seen < UDP_HEADER_BYTES) return;
      packet.protocol = "udp";
      readPorts(view, packet, offset);
      // of a first fragment, less is here than the length field says
      packet.payloadBytes = Math.max(
        0,
        endBy(view.getUint16(offset + 4), bytes) - UDP_HEADER_BYTES,
      );
      return;
    case ICMP:
    case ICMPV6:
      if (seen < UDP_HEADER_BYTES) return;
      packet.protocol = "icmp";
      packet.payloadBytes = Math.max(0, bytes - UDP_HEADER_BYTES);
      packet.icmp = {
        type: view.getUint8(offset),
        code: view.getUint8(offset + 1),
      };
  }
}

function readPorts(view: DataView, packet: Packet, offset: number): void {
  packet.sourcePort = view.getUint16(offset);
  packet.destinationPort = view.getUint16(offset + 2);
}

/** The header of a segment; options that were cut off are not there. */
function tcpHeader(view: DataView, offset: number, end: number): TcpHeader {
  const flags = view.getUint8(offset + 13);
  const ack = (flags & 0x10) !== 0;
  const header: TcpHeader = {
    sequence: view.getUint32(offset + 4),
    acknowledgement: ack ? view.getUint32(offset + 8) : 0,
    syn: (flags & 0x02) !== 0,
    ack,
    fin: (flags & 0x01) !== 0,
    rst: (flags & 0x04) !== 0,
    psh: (flags & 0x08) !== 0,
    urg: (flags & 0x20) !== 0,
    ece: (flags & 0x40) !== 0,
    cwr: (flags & 0x80) !== 0,
    window: view.getUint16(offset + 14),
    sackBlocks: [],
  };
  readOptions(
    view,
    offset + TCP_HEADER_BYTES,
    Math.min(end, view.byteLength),
    header,
  );
  return header;
}

/** Reads options up to the first that is malformed (RFC 9293, section 3.1). */
function readOptions(
  view: DataView,
  start: number,
  end: number,
  header: TcpHeader,
): void {
  for (let at = start; at < end;) {
    const kind = view.getUint8(at);
    if (kind === END_OF_OPTIONS) return;
    if (kind === NO_OPERATION) {
      at++;
      continue;
    }
    const length = at + 1 < end ? view.getUint8(at + 1) : 0;
    if (length < 2 || at + length > end) return;
    if (kind === TIMESTAMPS && length === 10) {
      header.timestamps = {
        value: view.getUint32(at + 2),
        echo: view.getUint32(at + 6),
      };
    } else if (kind === SACK) {
      for (let block = at + 2; block + 8 <= at + length; block += 8) {
        header.sackBlocks.push([
          view.getUint32(block),
          view.getUint32(block + 4),
        ]);
      }
    } else if (kind === MAXIMUM_SEGMENT_SIZE && length === 4) {
      header.maximumSegmentBytes = view.getUint16(at + 2);
    } else if (kind === WINDOW_SCALE && length === 3) {
      header.windowShift = view.getUint8(at + 2);
    }
    at += length;
  }
}

function ipv4Text(view: DataView, offset: number): string {
  return `${view.getUint8(offset)}.${view.getUint8(offset + 1)}.${
    view.getUint8(offset + 2)
  }.${view.getUint8(offset + 3)}`;
}
