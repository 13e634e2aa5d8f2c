/**
 * What each TCP segment of a trace is, seen at its sender.
 *
 * The definitions are those of Wireshark (User's Guide, section 7.5, "TCP Analysis"), so
 * that counts agree with `tcp.analysis.*` in the capture of the side that has sent the
 * segments. Where Wireshark can say several things of a segment, the most telling is said.
 *
 * @module
 */

import { LINK_ENDS } from "./link_spec.ts";
import { seenBy } from "./one_side.ts";
import type { Packet } from "./packet.ts";
import { sequenceDifference } from "./packet_words.ts";
import { parsePacket } from "./parse_packet.ts";
import { TcpConnections, type TcpEnd } from "./tcp_connections.ts";
import type { TracedPacket } from "./trace.ts";

/**
 * What a segment is; the first that fits:
 *
 * - `rst`: it ends the connection at once.
 * - `keep_alive`: no byte or one, from one byte before what comes next. Linux probes a
 *   window of zero in this way, too (tcp_xmit_probe_skb() in net/ipv4/tcp_output.c). A
 *   single byte that is sent again looks the same, and Wireshark counts it here.
 * - `retransmission`: data, SYN or FIN from before what comes next. Wireshark calls it
 *   retransmission, fast retransmission or spurious retransmission, and sometimes, within
 *   a round trip of newer data, out of order: its sender cannot have sent it so.
 * - `syn`, `syn_ack`, `fin`: for the first time; a FIN may bring data.
 * - `zero_window_probe`: the next byte, while the other side's window is zero.
 * - `data`: everything else with a payload.
 * - `zero_window`: the sender's own window is zero.
 * - `keep_alive_ack`, `zero_window_probe_ack`: the answers.
 * - `duplicate_ack`: acknowledges the same again, with the same window or with blocks of
 *   SACK (RFC 6675, section 2). Wireshark 4.0 takes one with SACK and another window for
 *   a window update.
 * - `window_update`: acknowledges the same again, with another window.
 * - `pure_ack`: any other segment that only acknowledges.
 * - `other`: none of these.
 */
export type TcpEvent =
  | "rst"
  | "keep_alive"
  | "retransmission"
  | "syn"
  | "syn_ack"
  | "fin"
  | "zero_window_probe"
  | "data"
  | "zero_window"
  | "keep_alive_ack"
  | "zero_window_probe_ack"
  | "duplicate_ack"
  | "window_update"
  | "pure_ack"
  | "other";

/** What was seen of one end until now. */
interface EndSeen {
  /** The sequence number after the highest one; absent before the first segment. */
  next?: number;
  /** Its last acknowledgement; absent before the first. */
  acknowledgement?: number;
  /** The window of its last segment, as on the wire. */
  window?: number;
  /** What its last segment was. */
  last?: TcpEvent;
}

/**
 * Says of each packet what it is.
 *
 * @param packets The packets of a trace, of any number of connections.
 * @param parsed The same packets, parsed.
 * @returns For each packet, in the same order; nothing for one that is no TCP segment, and
 * for a copy, which its sender has not sent.
 */
export function tcpEvents(
  packets: readonly TracedPacket[],
  parsed: readonly Packet[] = packets.map(({ head, totalBytes }) =>
    parsePacket(head, totalBytes)
  ),
): (TcpEvent | undefined)[] {
  const events = Array<TcpEvent | undefined>(packets.length).fill(undefined);
  for (const side of LINK_ENDS) {
    const view = new View();
    for (const { index, isSent } of seenBy(packets, side)) {
      const event = view.add(parsed[index]!);
      if (isSent) events[index] = event;
    }
  }
  return events;
}

/** The capture of one side, read segment by segment. */
class View {
  readonly #connections = new TcpConnections();
  readonly #seen = new Map<TcpEnd, EndSeen>();

  /** Says what a packet is, and remembers what the next ones are compared with. */
  add(packet: Packet): TcpEvent | undefined {
    const place = this.#connections.add(packet);
    if (place === undefined) return undefined;
    const sender = this.#seen.getOrInsertComputed(place.sender, () => ({}));
    const receiver = this.#seen.getOrInsertComputed(place.receiver, () => ({}));
    const event = eventOf(packet, sender, receiver);
    remember(packet, event, sender);
    return event;
  }
}

function eventOf(
  packet: Packet,
  sender: EndSeen,
  receiver: EndSeen,
): TcpEvent {
  const { payloadBytes } = packet;
  const tcp = packet.tcp!;
  if (tcp.rst) return "rst";
  const ahead = sender.next === undefined
    ? 0
    : sequenceDifference(tcp.sequence, sender.next);
  const isMarked = tcp.syn || tcp.fin;
  if (!isMarked && payloadBytes <= 1 && ahead === -1) return "keep_alive";
  if ((isMarked || payloadBytes > 0) && ahead < 0) return "retransmission";
  if (tcp.syn) return tcp.ack ? "syn_ack" : "syn";
  if (tcp.fin) return "fin";
  if (payloadBytes > 0) {
    return payloadBytes === 1 && ahead === 0 && receiver.window === 0
      ? "zero_window_probe"
      : "data";
  }
  if (!tcp.ack) return "other";
  const isRepeated = sender.acknowledgement === tcp.acknowledgement &&
    ahead === 0;
  if (isRepeated && tcp.window === sender.window) {
    if (tcp.window !== 0 && receiver.last === "keep_alive") {
      return "keep_alive_ack";
    }
    if (tcp.window === 0 && receiver.last === "zero_window_probe") {
      return "zero_window_probe_ack";
    }
  }
  if (tcp.window === 0) return "zero_window";
  if (isRepeated) {
    return tcp.window === sender.window || tcp.sackBlocks.length > 0
      ? "duplicate_ack"
      : "window_update";
  }
  return "pure_ack";
}

function remember(packet: Packet, event: TcpEvent, sender: EndSeen): void {
  const tcp = packet.tcp!;
  // a probe is sent again until the window opens: it does not count as sent
  const after = event === "zero_window_probe"
    ? tcp.sequence
    : (tcp.sequence + packet.payloadBytes + Number(tcp.syn) +
      Number(tcp.fin)) >>> 0;
  if (
    sender.next === undefined || sequenceDifference(after, sender.next) > 0
  ) sender.next = after;
  if (tcp.ack) sender.acknowledgement = tcp.acknowledgement;
  sender.window = tcp.window;
  sender.last = event;
}
