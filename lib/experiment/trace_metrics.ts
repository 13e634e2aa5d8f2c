/**
 * Metrics of a trial that was recorded packet by packet: what the segments say about who
 * waited for whom.
 *
 * @module
 */

import { seenBy } from "../link/one_side.ts";
import type { Packet } from "../link/packet.ts";
import {
  isDataSegment,
  isPureAck,
  isSyn,
  sequenceDifference,
} from "../link/packet_words.ts";
import { parsePacket } from "../link/parse_packet.ts";
import { tcpEvents } from "../link/tcp_events.ts";
import type { Trace, TracedPacket } from "../link/trace.ts";
import type { Metrics } from "./metric.ts";

/** Bytes that the option Timestamps takes of every segment (RFC 7323, appendix A). */
const TIMESTAMPS_BYTES = 12;

/** A trace with its packets parsed, and what each TCP segment is. */
export interface ReadTrace {
  /** The packets. */
  packets: TracedPacket[];
  /** The same, parsed. */
  parsed: Packet[];
  /** What each of them is, see {@linkcode tcpEvents}. */
  events: ReturnType<typeof tcpEvents>;
}

/**
 * Parses a trace.
 *
 * @param trace The trace.
 * @returns The trace with what its packets mean.
 */
export function readTrace({ packets }: Pick<Trace, "packets">): ReadTrace {
  const parsed = packets.map(({ head, totalBytes }) =>
    parsePacket(head, totalBytes)
  );
  return { packets, parsed, events: tcpEvents(packets, parsed) };
}

/**
 * Metrics of a trace with one TCP connection.
 *
 * @param trace The trace.
 * @returns Those whose names begin with `trace_`.
 * @throws {RangeError} Where the client's SYN is missing.
 */
export function metricsOfTrace(trace: ReadTrace): Metrics {
  const { packets, parsed, events } = trace;
  const isSent = (index: number) => packets[index]!.copy !== true;
  return {
    trace_data_segments:
      parsed.filter((packet, index) =>
        isDataSegment(packet) && isSent(index) &&
        packets[index]!.direction === "server_to_client"
      ).length,
    trace_retransmissions:
      events.filter((event) => event === "retransmission").length,
    trace_pure_acks: pureAcks(trace),
    trace_small_in_flight: smallInFlight(trace),
  };
}

/**
 * Has a trial report {@linkcode metricsOfTrace}: to be given as the `inspect` of its outcome.
 *
 * @param onLink What became of the packets, recorded one by one.
 * @returns The metrics.
 */
export function inspectTrace(
  { trace }: { trace?: Trace },
): { metrics: Metrics } {
  return { metrics: metricsOfTrace(readTrace(trace!)) };
}

/** Segments of the client that do nothing but acknowledge data for the first time. */
function pureAcks({ packets, parsed }: ReadTrace): number {
  let count = 0;
  let acknowledged: number | undefined;
  let dataEnd: number | undefined;
  for (const { index, isSent } of seenBy(packets, "client")) {
    const packet = parsed[index]!;
    const { tcp, payloadBytes } = packet;
    if (!isSent && isDataSegment(packet)) {
      dataEnd = later(dataEnd, (tcp!.sequence + payloadBytes) >>> 0);
    } else if (isSent && tcp?.ack) {
      // a FIN is acknowledged, too, but is no data
      const isForData = dataEnd !== undefined &&
        (acknowledged === undefined ||
          sequenceDifference(dataEnd, acknowledged) > 0);
      const isFurther = acknowledged === undefined ||
        sequenceDifference(tcp.acknowledgement, acknowledged) > 0;
      if (isPureAck(packet) && isForData && isFurther) count++;
      acknowledged = later(acknowledged, tcp.acknowledgement);
    }
  }
  return count;
}

/** The sequence number that comes later. */
function later(one: number | undefined, other: number): number {
  return one === undefined || sequenceDifference(other, one) > 0 ? other : one;
}

/** Most small segments that the server had in flight at once, as it saw it itself. */
function smallInFlight({ packets, parsed, events }: ReadTrace): number {
  const fullBytes = fullSegmentBytes(parsed);
  let ends: number[] = [];
  let most = 0;
  for (const { index, isSent } of seenBy(packets, "server")) {
    const { tcp, payloadBytes } = parsed[index]!;
    if (tcp === undefined) continue;
    if (!isSent) {
      ends = ends.filter((end) =>
        sequenceDifference(end, tcp.acknowledgement) > 0
      );
    } else if (
      events[index] === "data" && payloadBytes < fullBytes && !tcp.fin
    ) {
      ends.push((tcp.sequence + payloadBytes) >>> 0);
      most = Math.max(most, ends.length);
    }
  }
  return most;
}

/** Payload of a full segment to the client: what its SYN allows, less the options. */
function fullSegmentBytes(parsed: Packet[]): number {
  const most = parsed.find(isSyn)?.tcp?.maximumSegmentBytes;
  if (most === undefined) {
    throw new RangeError("The trace has no SYN with a maximum segment size");
  }
  const hasTimestamps = parsed.some((packet) =>
    isDataSegment(packet) && packet.tcp!.timestamps !== undefined
  );
  return hasTimestamps ? most - TIMESTAMPS_BYTES : most;
}
