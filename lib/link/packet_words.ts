/**
 * What rules and charts say about packets: whether one is a SYN, how far two sequence
 * numbers are apart.
 *
 * @module
 */

import type { Packet, TcpHeader } from "./packet.ts";

/**
 * Whether a packet is a TCP segment that carries data.
 *
 * @param packet Any packet.
 */
export function isDataSegment(packet: Packet): boolean {
  return packet.protocol === "tcp" && packet.payloadBytes > 0;
}

/**
 * Whether a packet is a TCP segment that does nothing but acknowledge: no data, no SYN, FIN
 * or RST.
 *
 * @param packet Any packet.
 */
export function isPureAck({ tcp, payloadBytes }: Packet): boolean {
  return tcp !== undefined && tcp.ack && payloadBytes === 0 && !tcp.syn &&
    !tcp.fin && !tcp.rst;
}

/**
 * Whether a packet asks for a connection: SYN without ACK.
 *
 * @param packet Any packet.
 */
export function isSyn({ tcp }: Packet): boolean {
  return tcp !== undefined && tcp.syn && !tcp.ack;
}

/**
 * How far one sequence number is behind another, in the arithmetic modulo 2^32 of RFC 9293,
 * section 3.4.
 *
 * @param a A sequence number, 0 to 2^32 - 1.
 * @param b Another one.
 * @returns `a - b`, from -2^31 to 2^31 - 1: below 0 where `a` comes before `b`. At a
 * distance of just 2^31 neither comes first (RFC 1982, section 3.2); -2^31 is returned.
 */
export function sequenceDifference(a: number, b: number): number {
  return (a - b) | 0;
}

/** Flags in the order in which they are read out. */
const FLAGS = [
  "syn",
  "fin",
  "rst",
  "psh",
  "ack",
  "urg",
  "ece",
  "cwr",
] as const satisfies (keyof TcpHeader)[];

/**
 * The flags of a segment.
 *
 * @param header Its header.
 * @returns Such as `SYN ACK`; empty where none is set.
 */
export function flagsText(header: TcpHeader): string {
  return FLAGS.filter((flag) => header[flag])
    .map((flag) => flag.toUpperCase()).join(" ");
}
