/**
 * What a link did to packets, told from its trace in the words of those who count them at
 * the receiver.
 *
 * @module
 */

import {
  type Direction,
  DIRECTIONS,
  type DirectionSpec,
  type LinkSpec,
} from "../link/link_spec.ts";
import { parsePacket } from "../link/parse_packet.ts";
import type { Trace, TracedPacket } from "../link/trace.ts";
import {
  type CarriedPacket,
  carriedPackets,
  deliveries,
} from "./carried_packets.ts";
import { reorderedOf } from "./reordered_of.ts";

/** Type of an ICMP echo reply (RFC 792). */
const ECHO_REPLY = 0;

/** Where its sequence number is, after the header of IPv4. */
const ECHO_SEQUENCE_AT = 26;

/** What became of packets of one kind and direction. */
export interface PacketFates {
  /** Packets that the sender handed to the link. */
  packets: number;
  /** Those that were lost. */
  lost: number;
  /** Runs of lost packets without another of the kind between them. */
  lossRuns: number;
  /** Copies that arrived. */
  copies: number;
  /** Packets that arrived after a later one of the kind (RFC 4737, section 3.3). */
  overtaken: number;
}

/**
 * Counts the fates of packets.
 *
 * @param trace The trace.
 * @param direction Which way.
 * @param isMeant Whether a packet is of the kind.
 * @returns The counts.
 */
export function fatesOf(
  trace: Trace,
  direction: Direction,
  isMeant: (packet: CarriedPacket) => boolean,
): PacketFates {
  const carried = carriedPackets(trace).filter((one) =>
    one.traced.direction === direction && isMeant(one)
  );
  const losses = carried.filter(({ traced }) => !traced.copy).map(
    ({ traced }) => traced.dropped !== undefined,
  );
  const delivered = deliveries(carried, direction);
  return {
    packets: losses.length,
    lost: losses.filter((isLost) => isLost).length,
    lossRuns: losses.filter((isLost, index) => isLost && !losses[index - 1])
      .length,
    copies: delivered.filter(({ traced }) => traced.copy).length,
    overtaken: reorderedOf(delivered.map(({ traced }) => traced.number)),
  };
}

/**
 * Whether a packet is an ICMP echo reply, over IPv4.
 *
 * @param carried The packet.
 */
export function isEchoReply({ packet }: CarriedPacket): boolean {
  return packet.icmp?.type === ECHO_REPLY;
}

/**
 * Number of an ICMP echo request, in itself and in its reply (RFC 792), over IPv4.
 *
 * @param packet Of a trace.
 */
export function echoSequence({ head }: TracedPacket): number {
  return (head[ECHO_SEQUENCE_AT]! << 8) | head[ECHO_SEQUENCE_AT + 1]!;
}

/**
 * What each packet met, by its number: equal for equal seeds, whatever the packets are and
 * whenever they come.
 *
 * @param trace The trace.
 * @param direction Which way.
 * @returns One text for each packet, from number 1 on.
 */
export function fateByNumber(
  { packets }: Trace,
  direction: Direction,
): string[] {
  const fates: string[] = [];
  for (const packet of packets) {
    if (packet.direction !== direction) continue;
    const before = fates[packet.number - 1] ?? "";
    fates[packet.number - 1] = before + (
      packet.copy ? " copied" : packet.dropped ?? "carried"
    ) + (packet.corrupted && !packet.copy ? " corrupted" : "");
  }
  return fates;
}

/**
 * Holds two trials with the same seed against each other.
 *
 * @param one What {@linkcode fateByNumber} says of one.
 * @param other What it says of the other; the longer one is only compared as far as the
 * shorter one goes.
 * @returns How many packets were compared, and how many of them met different fates.
 */
export function compareFates(
  one: readonly string[],
  other: readonly string[],
): { compared: number; differing: number } {
  const compared = Math.min(one.length, other.length);
  const differing =
    one.slice(0, compared).filter((fate, index) => fate !== other[index])
      .length;
  return { compared, differing };
}

/** A packet and what it was asked to take. */
export interface DuePacket {
  /** The packet. */
  packet: TracedPacket;
  /** When it was to be handed over, in milliseconds since the trial began. */
  dueMs: number;
}

/**
 * When each packet was to be handed over: by the rate, the queue and the delay. Packets that
 * were lost and copies are left out.
 *
 * @param trace The trace of a link without jitter and rules.
 * @param direction Which way.
 * @param spec What that direction was asked to do.
 * @returns The packets in the order in which they came.
 */
export function duePackets(
  { packets }: Trace,
  direction: Direction,
  { rateBitsPerSecond, delayMs }: DirectionSpec,
): DuePacket[] {
  const due: DuePacket[] = [];
  let freeAtMs = -Infinity;
  for (const packet of packets) {
    const { inMs, totalBytes, copy, dropped } = packet;
    if (packet.direction !== direction || copy || dropped) continue;
    freeAtMs = rateBitsPerSecond === 0
      ? inMs
      : Math.max(inMs, freeAtMs) + totalBytes * 8000 / rateBitsPerSecond;
    due.push({ packet, dueMs: freeAtMs + delayMs });
  }
  return due;
}

/**
 * How much later than asked each packet was handed over; those that were held back are
 * left out.
 *
 * @param trace The trace of a link without jitter and rules.
 * @param direction Which way.
 * @param spec What that direction was asked to do.
 * @returns Milliseconds, in the order in which the packets came.
 */
export function addedDelaysMs(
  trace: Trace,
  direction: Direction,
  spec: DirectionSpec,
): number[] {
  return duePackets(trace, direction, spec).flatMap(({ packet, dueMs }) =>
    packet.outMs === undefined || packet.reordered ? [] : [packet.outMs - dueMs]
  );
}

/**
 * What the link was asked to take for each ICMP echo request and its reply together, over
 * IPv4.
 *
 * @param trace The trace of a link without jitter and rules.
 * @param spec What the link was asked to do.
 * @returns Milliseconds by the number of the request.
 */
export function askedRoundTripsMs(
  trace: Trace,
  spec: LinkSpec,
): Map<number, number> {
  const asked = new Map<number, number>();
  for (const direction of DIRECTIONS) {
    for (
      const { packet, dueMs } of duePackets(trace, direction, spec[direction])
    ) {
      if (parsePacket(packet.head)?.protocol !== "icmp") continue;
      const sequence = echoSequence(packet);
      asked.set(sequence, (asked.get(sequence) ?? 0) + dueMs - packet.inMs);
    }
  }
  return asked;
}
