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
import { END_SEQUENCE, isData, sequenceOf } from "../transfer/udp_wire.ts";

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
 * What was handed over in one direction, in the order in which that was done: no two packets
 * of a direction go at the same time.
 *
 * @param carried The packets of a trace.
 * @param direction Their way.
 * @returns Those that were delivered, damaged ones included.
 */
export function deliveries(
  carried: readonly CarriedPacket[],
  direction: Direction,
): CarriedPacket[] {
  return carried
    .filter(({ traced }) =>
      traced.direction === direction && traced.outMs !== undefined
    )
    .sort((one, other) => one.traced.outMs! - other.traced.outMs!);
}

/**
 * Whether a packet is a data datagram of a book: UDP, but no end marker and no text.
 *
 * @param carried The packet.
 */
export function isBookDatagram({ packet, payload }: CarriedPacket): boolean {
  return packet.protocol === "udp" && isData(payload) &&
    sequenceOf(payload) !== END_SEQUENCE;
}
