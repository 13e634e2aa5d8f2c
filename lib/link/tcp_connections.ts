/**
 * Tells the TCP connections of a list of packets apart.
 *
 * @module
 */

import type { Packet } from "./packet.ts";

/** What is known of one end of a connection. */
export interface TcpEnd {
  /** Sequence number of its SYN; absent where none was seen. */
  initialSequence?: number;
  /** Shift that its SYN has offered; absent where it has not, or was not seen. */
  windowShift?: number;
}

/** Where a segment belongs. */
export interface TcpPlace {
  /** Number of the connection, from 0, in the order of their first segments. */
  connection: number;
  /** The end that has sent the segment. */
  sender: TcpEnd;
  /** The other end. */
  receiver: TcpEnd;
}

/** Largest shift that a receiver takes (RFC 7323, section 2.3). */
const MOST_WINDOW_SHIFT = 14;

/**
 * The connections of a capture. As in Wireshark, a connection is a pair of addresses and
 * ports, and a SYN with another sequence number than the last begins a new one.
 */
export class TcpConnections {
  readonly #places = new Map<string, TcpPlace>();
  #connections = 0;

  /**
   * Looks at the next segment.
   *
   * @param packet A packet.
   * @returns Where it belongs; nothing for a packet that is no TCP segment.
   */
  add(packet: Packet): TcpPlace | undefined {
    const { tcp, source, sourcePort, destination, destinationPort } = packet;
    if (tcp === undefined) return undefined;
    const key = `${source} ${sourcePort} ${destination} ${destinationPort}`;
    let place = this.#places.get(key);
    const initial = place?.sender.initialSequence;
    const isNew = place === undefined ||
      tcp.syn && !tcp.ack && initial !== undefined && initial !== tcp.sequence;
    if (place === undefined || isNew) {
      const sender: TcpEnd = {};
      const receiver: TcpEnd = {};
      const connection = this.#connections++;
      place = { connection, sender, receiver };
      this.#places.set(key, place);
      this.#places.set(
        `${destination} ${destinationPort} ${source} ${sourcePort}`,
        { connection, sender: receiver, receiver: sender },
      );
    }
    if (tcp.syn && place.sender.initialSequence === undefined) {
      place.sender.initialSequence = tcp.sequence;
      if (tcp.windowShift !== undefined) {
        place.sender.windowShift = Math.min(tcp.windowShift, MOST_WINDOW_SHIFT);
      }
    }
    return place;
  }
}

/**
 * The window that a segment announces.
 *
 * @param packet A segment.
 * @param place Where it belongs.
 * @returns Bytes: shifted if both ends have offered to, which a SYN never is (RFC 7323,
 * section 2.2); as on the wire where not both SYNs were seen.
 */
export function windowBytes(
  { tcp }: Packet,
  { sender, receiver }: TcpPlace,
): number {
  const { window = 0, syn = true } = tcp ?? {};
  return syn || receiver.windowShift === undefined
    ? window
    : window * 2 ** (sender.windowShift ?? 0);
}
