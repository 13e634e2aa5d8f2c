/**
 * The ledger of a UDP transfer held against the trace of the link that it has crossed,
 * datagram by datagram.
 *
 * A client that is told that the transfer is over reads no more of it, so only what was
 * handed over before it stopped can count. Up to there:
 *
 * ```text
 * data datagrams handed over intact = received + duplicated + dropped at the full buffer
 * ```
 *
 * where the kernel counts the last ones (`Udp.RcvbufErrors`). What is damaged never comes
 * up: the kernel finds its checksum wrong (RFC 768). As long as nothing is dropped at the
 * buffer, the client reads what was handed over in that very order, so the pieces that
 * came after a later one (RFC 4737, section 3.3) are known, too.
 *
 * @module
 */

import type { Trace } from "../link/trace.ts";
import { type CarriedPacket, isBookDatagram } from "./carried_packets.ts";
import {
  type Crossing,
  crossingOf,
  type Replay,
  replay,
} from "./datagram_crossing.ts";
import type {
  Ledger,
  LinkLosses,
  LossAttribution,
  TransferRecord,
} from "./record.ts";

/** What is known of a transfer beside its record. */
export interface LinkWitness {
  /** Every packet of the trial. */
  trace: Trace;
  /** Datagrams that the client's kernel dropped at a full buffer (`Udp.RcvbufErrors`). */
  bufferDrops: number;
}

/** What a trace says about a transfer. */
export interface LinkLedger {
  /** Where the missing datagrams went. */
  losses: LinkLosses;
  /** The attribution of the record, by the trace instead of by the kernel's count alone. */
  attribution: LossAttribution;
  /** Intact copies that came after the client had stopped: nobody counts them. */
  copies_after_end: number;
  /** A sentence for each thing in which trace and ledger disagree; none where they agree. */
  disagreements: string[];
}

/**
 * Holds a ledger against the trace.
 *
 * @param transfer A UDP transfer whose every data datagram is one packet, and fits the
 * client's buffer.
 * @param witness What the link and the client's kernel say.
 * @returns Where every missing datagram went, and what does not agree.
 * @throws {TypeError} Where the transfer is none over UDP.
 */
export function linkLedger(
  transfer: TransferRecord,
  witness: LinkWitness,
): LinkLedger {
  const { ledger } = transfer;
  if (ledger === undefined) throw new TypeError("a transfer without a ledger");
  const crossing = crossingOf(transfer, witness.trace);
  const missing = missingSequences(transfer);
  // of several places the one that fits; all fit unless data came between them
  const replays = crossing.ends.map((end) =>
    replay(crossing.arrived.slice(0, end))
  );
  const told = replays.map((one) =>
    disagreements(one, { ledger, missing, bufferDrops: witness.bufferDrops })
  );
  const best = told.reduce(
    (least, one, index) => one.length <= told[least]!.length ? index : least,
    0,
  );
  const losses = emptyLosses();
  const bytesLost = { onTheWay: 0, atReceiver: 0 };
  for (const sequence of missing) {
    const cause = causeOf(
      crossing.sent.get(sequence) ?? [],
      replays[best]?.copies.get(sequence) ?? 0,
    );
    losses[cause]++;
    const isAtReceiver = cause === "receive_buffer";
    bytesLost[isAtReceiver ? "atReceiver" : "onTheWay"] += pieceOf(
      transfer,
      sequence,
    );
  }
  const atReceiver = losses.receive_buffer;
  const kernelDrops = ledger.attribution?.kernel_drops ?? witness.bufferDrops;
  return {
    losses,
    attribution: {
      kernel_drops: kernelDrops,
      end_markers_lost: ledger.attribution?.end_markers_lost ?? 0,
      datagrams_dropped_at_receiver: atReceiver,
      datagrams_lost_on_the_way: missing.size - atReceiver,
      bytes_dropped_at_receiver: bytesLost.atReceiver,
      bytes_lost_on_the_way: bytesLost.onTheWay,
      drops_unexplained: Math.max(
        0,
        kernelDrops - witness.bufferDrops - crossing.damaged,
      ),
      link: losses,
    },
    copies_after_end: crossing.arrived.slice(crossing.ends[best]).filter(
      isBookDatagram,
    ).length,
    disagreements: [
      ...sendingDisagreements(crossing, ledger),
      ...unlistedRanges(transfer),
      ...(told[best] ?? ["no end marker was handed over"]),
    ],
  };
}

function disagreements(
  { copies, duplicated, reordered }: Replay,
  { ledger, missing, bufferDrops }: {
    ledger: Ledger;
    missing: ReadonlySet<number>;
    bufferDrops: number;
  },
): string[] {
  const told: string[] = [];
  const compare = (what: string, counted: number, traced: number) => {
    if (counted === traced) return;
    told.push(`the client counts ${counted} ${what}, by the trace ${traced}`);
  };
  let intact = 0;
  for (const count of copies.values()) intact += count;
  const dropped = intact - ledger.datagrams_received -
    ledger.datagrams_duplicated;
  if (dropped < 0 || dropped > bufferDrops) {
    told.push(
      `${intact} data datagrams were handed over intact, the client counts ` +
        `${ledger.datagrams_received} and ${ledger.datagrams_duplicated} copies, and its ` +
        `kernel has dropped ${bufferDrops} datagrams at the full buffer`,
    );
  }
  compare("datagrams lost", ledger.datagrams_lost, missing.size);
  // which ones the full buffer has dropped is not known of datagrams with copies
  if (bufferDrops > 0) return told;
  compare("duplicated", ledger.datagrams_duplicated, duplicated);
  compare("reordered", ledger.datagrams_reordered, reordered);
  const wronglyMissing = [...missing].filter((one) => copies.has(one));
  if (wronglyMissing.length > 0) {
    told.push(`handed over intact, but missing: ${wronglyMissing.join(", ")}`);
  }
  return told;
}

/** A record lists so many missing ranges only; without all of them causes are unknown. */
function unlistedRanges(
  { missing_ranges = [], missing_ranges_count = 0 }: TransferRecord,
): string[] {
  return missing_ranges_count === missing_ranges.length ? [] : [
    `only ${missing_ranges.length} of ${missing_ranges_count} missing ranges are listed; ` +
    "ask for less of the book",
  ];
}

/** The server sends every piece once, in order, and the link has taken what it counts. */
function sendingDisagreements(
  { sent }: Crossing,
  { datagrams_sent }: Ledger,
): string[] {
  const originals = [...sent.values()].flatMap((copies) =>
    copies.filter(({ traced }) => !traced.copy)
  );
  const twice = originals.length - sent.size;
  return [
    ...(originals.length === datagrams_sent ? [] : [
      `the server counts ${datagrams_sent} datagrams sent, the link took ${originals.length}`,
    ]),
    ...(twice === 0 ? [] : [`${twice} pieces were sent more than once`]),
  ];
}

/** The sequence numbers of the missing pieces. */
function missingSequences(transfer: TransferRecord): Set<number> {
  const { missing_ranges = [], send_buffer_bytes } = transfer;
  const missing = new Set<number>();
  for (const [from, to] of missing_ranges) {
    const last = Math.ceil(to / send_buffer_bytes);
    for (let one = Math.floor(from / send_buffer_bytes); one < last; one++) {
      missing.add(one);
    }
  }
  return missing;
}

function pieceOf(
  { asked_bytes, send_buffer_bytes }: TransferRecord,
  sequence: number,
): number {
  return Math.min(
    send_buffer_bytes,
    asked_bytes - sequence * send_buffer_bytes,
  );
}

function emptyLosses(): LinkLosses {
  return {
    rule: 0,
    loss: 0,
    burst_loss: 0,
    queue_full: 0,
    refused: 0,
    corrupted: 0,
    late: 0,
    receive_buffer: 0,
    unexplained: 0,
  };
}

/** Why a piece is missing, of which so many intact copies came in time. */
function causeOf(
  copies: readonly CarriedPacket[],
  inTime: number,
): keyof LinkLosses {
  if (inTime > 0) return "receive_buffer";
  const went = copies.filter(({ traced }) => traced.outMs !== undefined);
  if (went.some(({ damaged }) => !damaged)) return "late";
  if (went.length > 0) return "corrupted";
  return copies.find(({ traced }) => traced.dropped !== undefined)?.traced
    .dropped ?? "unexplained";
}
