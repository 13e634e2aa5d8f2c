/**
 * A TCP connection held against the trace of the link that it has crossed: what was lost
 * was sent again, and the kernel has counted it.
 *
 * @module
 */

import { LINK_ENDS, type LinkEnd, SENT_BY } from "../link/link_spec.ts";
import { sequenceDifference } from "../link/packet_words.ts";
import { tcpEvents } from "../link/tcp_events.ts";
import type { Trace } from "../link/trace.ts";
import { type CarriedPacket, carriedPackets } from "./carried_packets.ts";
import type { CountedAtEnds } from "./link_counters.ts";

/** What a trace says about the TCP segments of one end. */
export interface SegmentLedger {
  /** Segments with a SYN, data or FIN that the link dropped or damaged. */
  lost: number;
  /** Segments that were sent again. */
  sentAgain: number;
  /** Bytes of sequence space that were sent, and never delivered intact. */
  uncoveredBytes: number;
}

/**
 * The segments of one end.
 *
 * @param trace Every packet of a trial with one TCP connection.
 * @param end Whose segments.
 * @returns What became of them.
 */
export function segmentLedger(trace: Trace, end: LinkEnd): SegmentLedger {
  const events = tcpEvents(trace.packets);
  const carried = carriedPackets(trace);
  const own = carried.filter(({ traced, packet }) =>
    traced.direction === SENT_BY[end] && packet.tcp !== undefined
  );
  const first = own[0]?.packet.tcp?.sequence ?? 0;
  const ranges = own.filter((one) => sequenceBytes(one) > 0);
  const intact = ranges.filter(isIntact);
  return {
    lost: new Set(ranges.map(({ traced }) => traced.number))
      .difference(new Set(intact.map(({ traced }) => traced.number))).size,
    sentAgain:
      carried.filter(({ traced }, index) =>
        traced.direction === SENT_BY[end] && events[index] === "retransmission"
      ).length,
    uncoveredBytes: lengthOfUnion(ranges, first) -
      lengthOfUnion(intact, first),
  };
}

/**
 * What does not add up: whatever was lost has to have been sent again until it came, and
 * each kernel (`Tcp.RetransSegs`) has to have counted what the link has seen twice.
 *
 * @param trace Every packet of a trial with one TCP connection that was closed.
 * @param counted The difference of each end's counters over the same trial.
 * @returns A sentence for each sum that is wrong; none where all are right.
 */
export function openSegmentSums(
  trace: Trace,
  counted: CountedAtEnds,
): string[] {
  return LINK_ENDS.flatMap((end) => {
    const { lost, sentAgain, uncoveredBytes } = segmentLedger(trace, end);
    const retransmitted = counted[end]["Tcp.RetransSegs"] ?? 0;
    return [
      ...(sentAgain === retransmitted ? [] : [
        `segments sent again, ${sentAgain}, are not Tcp.RetransSegs, ${retransmitted}`,
      ]),
      ...(uncoveredBytes === 0 ? [] : [
        `${uncoveredBytes} bytes of sequence space never came`,
      ]),
      ...(lost === 0 || sentAgain > 0 ? [] : [
        `${lost} segments were lost, and none was sent again`,
      ]),
    ].map((sentence) => `${end}: ${sentence}`);
  });
}

/** Sequence numbers that a segment takes up (RFC 9293, section 3.4). */
function sequenceBytes({ packet }: CarriedPacket): number {
  const { syn, fin } = packet.tcp!;
  return packet.payloadBytes + Number(syn) + Number(fin);
}

function isIntact({ traced, damaged }: CarriedPacket): boolean {
  return traced.outMs !== undefined && !damaged;
}

/** How many sequence numbers segments cover together. */
function lengthOfUnion(
  segments: readonly CarriedPacket[],
  first: number,
): number {
  const ranges = segments.map((one) => {
    const from = sequenceDifference(one.packet.tcp!.sequence, first);
    return [from, from + sequenceBytes(one)] as const;
  }).sort((one, other) => one[0] - other[0]);
  let total = 0;
  let end = -Infinity;
  for (const [from, to] of ranges) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total;
}
