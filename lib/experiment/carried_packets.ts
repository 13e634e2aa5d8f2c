/**
 * The packets of a trace as the ledgers of a link need them: parsed, with what the
 * receiving kernel makes of them.
 *
 * @module
 */

import type { Direction } from "../link/link_spec.ts";
import type { Packet } from "../link/packet.ts";
import { parsePacket } from "../link/parse_packet.ts";
import type { Trace, TracedPacket } from "../link/trace.ts";

/** A packet that a link has taken, or a copy that it has made. */
export interface CarriedPacket {
  /** What became of it. */
  traced: TracedPacket;
  /** Its headers, as they came from the sender: those of a copy are its original's. */
  packet: Packet;
  /** The first bytes of its payload, as they came from the sender. */
  payload: Uint8Array;
  /**
   * Whether a bit of it was turned over, so that the receiving kernel finds a wrong
   * checksum. A copy is made after the damage, so that of a damaged packet is damaged.
   */
  damaged: boolean;
}

/**
 * Parses a trace.
 *
 * @param trace The trace.
 * @returns Its packets in the same order.
 */
export function carriedPackets(
  { packets }: Pick<Trace, "packets">,
): CarriedPacket[] {
  const originals = new Map<string, CarriedPacket>();
  return packets.map((traced) => {
    const name = `${traced.direction} ${traced.number}`;
    const original = traced.copy ? originals.get(name) : undefined;
    if (original !== undefined) return { ...original, traced };
    const { head, totalBytes } = traced;
    const packet = parsePacket(head, totalBytes);
    const carried = {
      traced,
      packet,
      payload: head.subarray(totalBytes - packet.payloadBytes),
      damaged: traced.corrupted ?? false,
    };
    originals.set(name, carried);
    return carried;
  });
}

/**
 * What was handed over in one direction, in the order in which that was done.
 *
 * Packets that went in one turn of the link's loop have the same time. Among those the
 * order of the trace holds, but an overtaken one comes after the one that has freed it.
 *
 * @param carried The packets of a trace.
 * @param direction Their way.
 * @param reorderPackets How many later packets pass one that is held back.
 * @returns Those that were delivered, damaged ones included.
 */
export function deliveries(
  carried: readonly CarriedPacket[],
  direction: Direction,
  reorderPackets: number,
): CarriedPacket[] {
  const sameWay = carried.filter(({ traced }) =>
    traced.direction === direction
  );
  const places = new Map(
    sameWay.map((one, index) => [
      one,
      one.traced.reordered
        ? placeBehindOvertaker(sameWay, index, reorderPackets)
        : index,
    ]),
  );
  return sameWay
    .filter(({ traced }) => traced.outMs !== undefined)
    .sort((one, other) =>
      one.traced.outMs! - other.traced.outMs! ||
      places.get(one)! - places.get(other)!
    );
}

/** Behind the last of the packets that pass it, and that one's copy. */
function placeBehindOvertaker(
  sameWay: readonly CarriedPacket[],
  index: number,
  reorderPackets: number,
): number {
  let toPass = reorderPackets;
  let place = index;
  while (toPass > 0 && ++place < sameWay.length) {
    const { dropped, copy, reordered } = sameWay[place]!.traced;
    // what was refused has passed before it was
    const passes = dropped === undefined || dropped === "refused";
    if (passes && !copy && !reordered) toPass--;
  }
  const overtaker = sameWay[place]?.traced;
  const next = sameWay[place + 1]?.traced;
  const hasCopy = next?.copy && next.number === overtaker?.number;
  // between two places, and in the order of the trace among those that one packet frees
  return place + (hasCopy ? 1 : 0) + (index + 1) / (sameWay.length + 2);
}
