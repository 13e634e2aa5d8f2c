/**
 * The kernel's counters at both ends of a link held against what the link has carried:
 * nothing may get lost, be doubled or be changed where nobody counts it.
 *
 * In each direction, of the sender's (S) and the receiver's kernel (R), in packets:
 *
 * ```text
 * taken, UDP      = S Udp.OutDatagrams
 * taken, ICMP     = S Icmp.OutMsgs
 * taken, TCP      = S Tcp.OutSegs + Tcp.RetransSegs - SYN-ACKs sent again
 * taken + copied  = delivered + dropped + underway       (openSums() of the link's account)
 * delivered       = R Ip.InReceives = R Ip.InDelivers
 * delivered bytes = R IpExt.InOctets
 * delivered, TCP  = R Tcp.InSegs
 *    with a bit turned over = R Tcp.InCsumErrors = R Tcp.InErrs - SYNs refused
 * delivered, ICMP = R Icmp.InMsgs
 * delivered, UDP  = R Udp.InDatagrams + Udp.InErrors + Udp.NoPorts + unread
 *    R Udp.InErrors         = R Udp.InCsumErrors + Udp.RcvbufErrors + Udp.MemErrors
 *    with a bit turned over = R Udp.InCsumErrors + those that stayed unread
 * ```
 *
 * Linux counts a datagram, or finds its checksum wrong, only when a program reads it
 * (`udp_recvmsg()` in net/ipv4/udp.c). What waits at a socket when it is closed is in no
 * counter: `unread`. That can only be what came after the last datagram that the program
 * has waited for, so it is at most that many. `OutSegs` leaves out segments that are sent
 * again, which `RetransSegs` has (`__tcp_transmit_skb()` in net/ipv4/tcp_output.c); only
 * SYN-ACKs sent again are in both (`tcp_rtx_synack()`), and in `TcpExt.TCPSynRetrans`.
 *
 * A SYN that comes again when the connection is there (a SYN-ACK that was sent or copied
 * twice) is intact, and refused by an acknowledgement (RFC 5961, section 4.2): Linux counts
 * that in `InErrs`, too, and in `TcpExt.TCPSYNChallenge`. The latter has also those that
 * came when the connection was being set up or ended, which are not in `InErrs`.
 *
 * @module
 */

import type { Counters } from "../kernel/counters.ts";
import {
  LINK_ENDS,
  type LinkEnd,
  otherEnd,
  SENT_BY,
} from "../link/link_spec.ts";
import type { Packet } from "../link/packet.ts";
import type { Trace } from "../link/trace.ts";
import {
  type CarriedPacket,
  carriedPackets,
  deliveries,
} from "./carried_packets.ts";

/** What was counted during a trial, at each end. */
export type CountedAtEnds = Record<LinkEnd, Counters>;

/** The text that a receiver of a UDP transfer waits for last: see `udp_wire.ts`. */
const LAST_AWAITED: Readonly<Record<LinkEnd, string>> = {
  client: "ACCOUNT ",
  server: "DONE ",
};

/**
 * What does not add up between the kernels and the link.
 *
 * @param trace Every packet of a trial over IPv4, in which each datagram is one packet.
 * @param counted The difference of each end's counters over the same trial.
 * @returns A sentence for each sum that is wrong; none where all are right.
 */
export function openKernelSums(
  trace: Trace,
  counted: CountedAtEnds,
): string[] {
  const carried = carriedPackets(trace);
  return LINK_ENDS.flatMap((from) => {
    const to = otherEnd(from);
    const direction = SENT_BY[from];
    const taken = carried.filter(({ traced }) =>
      traced.direction === direction && !traced.copy
    );
    const delivered = deliveries(carried, direction);
    return [
      ...openTaken(taken, from, counted[from]),
      ...openDelivered(delivered, to, counted[to]),
    ].map((sentence) => `${direction.replaceAll("_", " ")}: ${sentence}`);
  });
}

function count(
  packets: readonly CarriedPacket[],
  protocol: Packet["protocol"],
): number {
  return packets.filter(({ packet }) => packet.protocol === protocol).length;
}

function openTaken(
  taken: readonly CarriedPacket[],
  end: LinkEnd,
  counters: Counters,
): string[] {
  const of = reader(counters);
  const synAcksAgain = end === "server" ? of("TcpExt.TCPSynRetrans") : 0;
  return [
    unequal(
      "UDP packets taken",
      count(taken, "udp"),
      "Udp.OutDatagrams",
      of("Udp.OutDatagrams"),
    ),
    unequal(
      "ICMP packets taken",
      count(taken, "icmp"),
      "Icmp.OutMsgs",
      of("Icmp.OutMsgs"),
    ),
    unequal(
      "TCP packets taken",
      count(taken, "tcp"),
      "Tcp.OutSegs + Tcp.RetransSegs - SYN-ACKs sent again",
      of("Tcp.OutSegs") + of("Tcp.RetransSegs") - synAcksAgain,
    ),
  ].flat();
}

function openDelivered(
  delivered: readonly CarriedPacket[],
  end: LinkEnd,
  counters: Counters,
): string[] {
  const of = reader(counters);
  const damaged = delivered.filter((one) => one.damaged);
  const bytes = delivered.reduce(
    (sum, { traced }) => sum + traced.totalBytes,
    0,
  );
  const equal = (what: string, counted: number, counter: string) =>
    unequal(what, counted, counter, of(counter));
  return [
    equal("packets delivered", delivered.length, "Ip.InReceives"),
    equal("packets delivered", delivered.length, "Ip.InDelivers"),
    equal("bytes delivered", bytes, "IpExt.InOctets"),
    equal("TCP packets delivered", count(delivered, "tcp"), "Tcp.InSegs"),
    equal(
      "TCP packets delivered with damage",
      count(damaged, "tcp"),
      "Tcp.InCsumErrors",
    ),
    ...openTcpErrors(of),
    equal("ICMP packets delivered", count(delivered, "icmp"), "Icmp.InMsgs"),
    openUdp(delivered, end, of),
  ].flat();
}

function openTcpErrors(of: (counter: string) => number): string[] {
  const refused = of("Tcp.InErrs") - of("Tcp.InCsumErrors");
  const challenged = of("TcpExt.TCPSYNChallenge");
  return refused >= 0 && refused <= challenged ? [] : [
    `Tcp.InErrs is ${refused} more than Tcp.InCsumErrors, and the SYNs that were refused ` +
    `are at most TcpExt.TCPSYNChallenge, ${challenged}`,
  ];
}

function openUdp(
  delivered: readonly CarriedPacket[],
  end: LinkEnd,
  of: (counter: string) => number,
): string[] {
  const datagrams = delivered.filter(({ packet }) => packet.protocol === "udp");
  const last = datagrams.findIndex(({ payload, damaged }) =>
    !damaged &&
    new TextDecoder().decode(payload).startsWith(LAST_AWAITED[end])
  );
  const after = last < 0 ? [] : datagrams.slice(last + 1);
  const unread = datagrams.length - of("Udp.InDatagrams") -
    of("Udp.InErrors") - of("Udp.NoPorts");
  const damaged = datagrams.filter((one) => one.damaged).length;
  const damagedUnread = damaged - of("Udp.InCsumErrors");
  const damagedAfter = after.filter((one) => one.damaged).length;
  return [
    ...unequal(
      "Udp.InErrors",
      of("Udp.InErrors"),
      "Udp.InCsumErrors + Udp.RcvbufErrors + Udp.MemErrors",
      of("Udp.InCsumErrors") + of("Udp.RcvbufErrors") + of("Udp.MemErrors"),
    ),
    ...(unread >= 0 && unread <= after.length ? [] : [
      `UDP packets delivered, ${datagrams.length}, are ${unread} more than ` +
      "Udp.InDatagrams + Udp.InErrors + Udp.NoPorts; at most " +
      `${after.length} can have stayed unread`,
    ]),
    ...(damagedUnread >= 0 &&
        damagedUnread <= Math.min(damagedAfter, Math.max(0, unread))
      ? []
      : [
        `UDP packets delivered with damage, ${damaged}, are ${damagedUnread} more than ` +
        `Udp.InCsumErrors; at most ${damagedAfter} can have stayed unread`,
      ]),
  ];
}

function reader(counters: Counters): (counter: string) => number {
  return (counter) => counters[counter] ?? 0;
}

function unequal(
  what: string,
  counted: number,
  where: string,
  expected: number,
): string[] {
  return counted === expected
    ? []
    : [`${what}, ${counted}, are not ${where}, ${expected}`];
}
