/**
 * The datagrams of one UDP transfer in the trace of the link that they crossed, and what
 * its client must have counted.
 *
 * @module
 */

import type { Trace } from "../link/trace.ts";
import { isData, sequenceOf } from "../transfer/udp_wire.ts";
import {
  type CarriedPacket,
  carriedPackets,
  deliveries,
  isBookDatagram,
} from "./carried_packets.ts";
import type { TransferRecord } from "./record.ts";
import { reorderedOf } from "./reordered_of.ts";

/** The datagrams of one transfer. */
export interface Crossing {
  /** Data datagrams that the server sent, by sequence number. */
  sent: Map<number, CarriedPacket[]>;
  /** Data and end markers that were handed over intact, in that order. */
  arrived: CarriedPacket[];
  /** Datagrams to the client that were handed over with damage, of any kind. */
  damaged: number;
  /** The places in `arrived` in front of which the client can have stopped. */
  ends: number[];
}

/** What a client must have counted that stopped at a certain place. */
export interface Replay {
  /** Intact copies of each piece that came by then. */
  copies: Map<number, number>;
  /** Copies beyond the first of each. */
  duplicated: number;
  /** Pieces that came after a later one (RFC 4737, section 3.3). */
  reordered: number;
}

/**
 * Finds them.
 *
 * @param transfer A UDP transfer whose every data datagram is one packet.
 * @param trace Every packet of the trial.
 * @returns The datagrams.
 */
export function crossingOf(
  transfer: Pick<TransferRecord, "client" | "server">,
  trace: Trace,
): Crossing {
  const carried = carriedPackets(trace);
  const toClient = ({ packet }: CarriedPacket) =>
    packet.protocol === "udp" &&
    packet.sourcePort === transfer.server.port &&
    packet.destinationPort === transfer.client.port;
  const delivered = deliveries(carried, "server_to_client")
    .filter(toClient);
  const arrived = delivered.filter(({ damaged, payload }) =>
    !damaged && isData(payload)
  );
  const sent = new Map<number, CarriedPacket[]>();
  for (const one of carried) {
    if (!toClient(one) || !isBookDatagram(one)) continue;
    sent.getOrInsertComputed(sequenceOf(one.payload), () => []).push(one);
  }
  return {
    sent,
    arrived,
    damaged: delivered.filter((one) => one.damaged).length,
    ends: possibleEnds(arrived, sent.size),
  };
}

/**
 * The places at which a client can have stopped: the first end marker after it had every
 * piece; otherwise any from the first end marker on, since time decides how long it waits
 * for what comes late.
 */
function possibleEnds(
  arrived: readonly CarriedPacket[],
  pieces: number,
): number[] {
  const seen = new Set<number>();
  const ends: number[] = [];
  for (const [index, one] of arrived.entries()) {
    const isMarker = !isBookDatagram(one);
    if (isMarker && seen.size === pieces) return [...ends, index];
    if (isMarker || ends.length > 0) ends.push(index);
    if (!isMarker) seen.add(sequenceOf(one.payload));
  }
  return ends.length === 0 ? ends : [...ends, arrived.length];
}

/**
 * What the account of a client has to be.
 *
 * @param arrived What it was handed intact until it stopped, in that order.
 * @returns What it must have counted.
 */
export function replay(arrived: readonly CarriedPacket[]): Replay {
  const sequences = arrived.filter(isBookDatagram).map(({ payload }) =>
    sequenceOf(payload)
  );
  const copies = new Map<number, number>();
  for (const sequence of sequences) {
    copies.set(sequence, (copies.get(sequence) ?? 0) + 1);
  }
  return {
    copies,
    duplicated: sequences.length - copies.size,
    reordered: reorderedOf(sequences),
  };
}
