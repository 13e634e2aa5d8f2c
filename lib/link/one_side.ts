/**
 * What one end of a link sees of a trace, as a capture on that host would have it.
 *
 * @module
 */

import { type LinkEnd, SENT_BY } from "./link_spec.ts";
import type { TracedPacket } from "./trace.ts";

/** A packet that one end sees. */
export interface SeenPacket {
  /** Its place in the trace's list, from 0. */
  index: number;
  /** When it is seen there, in milliseconds since the trial began. */
  atMs: number;
  /** Whether this end has sent it. */
  isSent: boolean;
}

/**
 * What one end sees: what it sends, also if it is dropped later, when the link takes it;
 * and what it gets, copies too, when the link hands it over.
 *
 * @param packets The trace's packets.
 * @param side Which end.
 * @returns In the order of time; what came at the same time in the order of the trace.
 */
export function seenBy(
  packets: readonly TracedPacket[],
  side: LinkEnd,
): SeenPacket[] {
  const seen: SeenPacket[] = [];
  for (const [index, packet] of packets.entries()) {
    const isSent = packet.direction === SENT_BY[side];
    if (isSent && !packet.copy) {
      seen.push({ index, atMs: packet.inMs, isSent });
    } else if (!isSent && packet.outMs !== undefined) {
      seen.push({ index, atMs: packet.outMs, isSent });
    }
  }
  return seen.sort((a, b) => a.atMs - b.atMs);
}
