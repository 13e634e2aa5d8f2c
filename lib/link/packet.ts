/**
 * A packet as a rule, a trace and a person see it: its headers, parsed.
 *
 * @module
 */

/** What is in a TCP header (RFC 9293, section 3.1). */
export interface TcpHeader {
  /** Sequence number of the first byte, as on the wire: 0 to 2^32 - 1. */
  sequence: number;
  /** Next byte that is expected from the other side; 0 where `ack` is not set. */
  acknowledgement: number;
  /** Whether it asks for, or grants, a connection. */
  syn: boolean;
  /** Whether `acknowledgement` counts. */
  ack: boolean;
  /** Whether its sender has no more data. */
  fin: boolean;
  /** Whether it ends the connection at once. */
  rst: boolean;
  /** Whether the data should reach the reader at once. */
  psh: boolean;
  /** Whether there is urgent data. */
  urg: boolean;
  /** Whether congestion was experienced (RFC 3168). */
  ece: boolean;
  /** Whether the sender has reduced its congestion window (RFC 3168). */
  cwr: boolean;
  /** Window as on the wire: not scaled. */
  window: number;
  /** Option Maximum Segment Size, of a SYN. */
  maximumSegmentBytes?: number;
  /** Option Window Scale (RFC 7323), of a SYN: the shift. */
  windowShift?: number;
  /** Blocks of the option SACK (RFC 2018): `[first byte, byte after the last)`. */
  sackBlocks: [from: number, to: number][];
  /** Option Timestamps (RFC 7323). */
  timestamps?: { value: number; echo: number };
}

/** A parsed packet. */
export interface Packet {
  /** Version of the Internet Protocol. */
  ipVersion: 4 | 6;
  /** Size of the whole IP packet, in bytes. */
  totalBytes: number;
  /** Source address. */
  source: string;
  /** Destination address. */
  destination: string;
  /** What it carries; `fragment` for all but the first fragment of a datagram. */
  protocol: "tcp" | "udp" | "icmp" | "fragment" | "other";
  /** Source port; 0 where there is none. */
  sourcePort: number;
  /** Destination port; 0 where there is none. */
  destinationPort: number;
  /** Bytes after the transport's header in this packet. */
  payloadBytes: number;
  /** Only of TCP. */
  tcp?: TcpHeader;
  /** Only of ICMP and ICMPv6. */
  icmp?: { type: number; code: number };
}
