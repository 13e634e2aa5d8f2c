/**
 * Question: does a bad path lose, double or change anything that the books do not show?
 *
 * Claims: TCP delivers every byte, whatever the path does (RFC 9293, 3.4): what was lost
 * or damaged is sent again, and each kernel counts as sent again what the link has seen
 * twice. Over UDP the ledger agrees with the link datagram by datagram: every missing one
 * has exactly one cause, every copy that came before the client was done is counted, and
 * so is every piece that came after a later one (RFC 4737, 3.3); copies are not counted
 * again, and what comes after the end is not counted at all. A single wrong bit never gets
 * past the checksum (RFC 1071).
 *
 * The kernels of both hosts close the account. In each direction, in packets:
 *
 *     what the sender's kernel has sent (Tcp.OutSegs + RetransSegs less SYN-ACKs sent
 *     again, Udp.OutDatagrams, Icmp.OutMsgs) + copies = dropped by the link + delivered
 *     delivered = Tcp.InSegs + Icmp.InMsgs + Udp.InDatagrams + InErrors + NoPorts + unread
 *     damaged   = Tcp.InCsumErrors + Udp.InCsumErrors + damaged among the unread
 *
 * where nothing counts the unread: what came to a UDP socket after the last datagram that
 * its owner has waited for. `lib/experiment/link_counters.ts` has it in full.
 *
 * Each block has another seed, so the link does something else in each.
 */

import { assertEquals, assertGreater } from "@std/assert";
import { experiment, having, integrity } from "../lib/experiment/mod.ts";
import {
  BOOKS_DISAGREE,
  inspectedDownload,
  KERNELS_DISAGREE,
} from "../lib/experiment/inspected_download.ts";
import type { DirectionAccount } from "../lib/link/account.ts";
import {
  DIRECTIONS,
  type DirectionSpec,
  type LinkPlan,
} from "../lib/link/link_spec.ts";

const KIBIBYTE = 1024;
const PREFIX_BYTES = 128 * KIBIBYTE;

/** With its header it is one packet: what becomes of the packet becomes of the datagram. */
const BUFFER_BYTES = KIBIBYTE;

/**
 * Short bursts: they end with the packets that they lose, and a segment that is sent again
 * by a timer meets the same burst. With a chance of a half to end, TCP was once silent for
 * more than a minute, its timer doubling nine times (RFC 6298, 5.5).
 */
const BURSTS = { enterRatio: 0.02, leaveRatio: 0.8, lossRatio: 1 };

/** What each impairment does, in both directions. */
const IMPAIRMENTS = {
  none: {},
  "loss 5%": { lossRatio: 0.05 },
  "reorder 10%": { reorderRatio: 0.1 },
  "duplicate 5%": { duplicateRatio: 0.05 },
  "corrupt 1%": { corruptRatio: 0.01 },
  "burst loss": { burstLoss: BURSTS },
  "small queue": { rateBitsPerSecond: 20_000_000, queuePackets: 12 },
  "all at once": {
    lossRatio: 0.05,
    reorderRatio: 0.1,
    duplicateRatio: 0.05,
    corruptRatio: 0.01,
    burstLoss: BURSTS,
    queuePackets: 40,
  },
} as const satisfies Record<string, Partial<DirectionSpec>>;

type Impairment = keyof typeof IMPAIRMENTS;

/** Impairments that meet a share of packets, and where the account has them. */
const PLAIN_IMPAIRMENTS = [
  { ratio: "lossRatio", met: (account) => account.dropped.loss },
  { ratio: "reorderRatio", met: (account) => account.reordered },
  { ratio: "duplicateRatio", met: (account) => account.copied },
  { ratio: "corruptRatio", met: (account) => account.corrupted },
] as const satisfies {
  ratio: keyof DirectionSpec;
  met: (account: DirectionAccount) => number;
}[];

/** Where so many are expected to be met, finding none says something: chance of e^-40. */
const CERTAIN_TO_MEET = 40;

function sumOf(
  accounts: DirectionAccount[],
  of: (account: DirectionAccount) => number,
): number {
  return accounts.reduce((sum, account) => sum + of(account), 0);
}

function linkOf(impairment: Impairment): LinkPlan {
  return {
    both: {
      delayMs: 1,
      rateBitsPerSecond: 100_000_000,
      ...IMPAIRMENTS[impairment],
    },
  };
}

experiment("impairment", {
  question:
    "Does a bad path lose, double or change anything that the books do not show?",
  factors: {
    transport: ["tcp", "udp"],
    impairment: Object.keys(IMPAIRMENTS) as Impairment[],
  },
  link: ({ impairment }) => linkOf(impairment),
  inspectsPackets: true,
  traced: [{ impairment: "all at once" }],

  trial: ({ transport }, lab) =>
    inspectedDownload(lab, {
      transport,
      bufferBytes: BUFFER_BYTES,
      prefixBytes: PREFIX_BYTES,
    }),

  invariants: [
    ...integrity,
    {
      name: "both kernels and the link have counted the same packets",
      check: ({ observations }) =>
        assertEquals(observations?.[KERNELS_DISAGREE], ""),
    },
    {
      name:
        "TCP: what was lost was sent again; UDP: every copy, every overtaken piece and " +
        "every loss is in the ledger",
      check: ({ observations }) =>
        assertEquals(observations?.[BOOKS_DISAGREE], ""),
    },
    {
      name: "UDP: every missing datagram has exactly one cause",
      check({ transfers }) {
        for (const { ledger } of transfers) {
          if (ledger === undefined) continue;
          const { link, drops_unexplained } = ledger.attribution!;
          const { unexplained, ...causes } = link!;
          assertEquals([unexplained, drops_unexplained], [0, 0]);
          assertEquals(
            Object.values(causes).reduce((sum, one) => sum + one, 0),
            ledger.datagrams_lost,
          );
        }
      },
    },
  ],

  expectations: [{
    name: "the link did what it was asked: each impairment met some packets",
    check(records) {
      for (const [impairment, spec] of Object.entries(IMPAIRMENTS)) {
        const accounts = having(records, { impairment }).flatMap((record) =>
          DIRECTIONS.map((direction) => record.link_account![direction])
        );
        for (const { ratio, met } of PLAIN_IMPAIRMENTS) {
          const share = (spec as Partial<DirectionSpec>)[ratio] ?? 0;
          const packets = sumOf(accounts, ({ taken }) => taken);
          if (share * packets < CERTAIN_TO_MEET) continue;
          assertGreater(sumOf(accounts, met), 0, `${impairment}: ${ratio}`);
        }
      }
    },
  }],

  charts: [
    { kind: "trials", metric: "time_seconds", where: { transport: "tcp" } },
    { kind: "trials", metric: "loss_ratio", where: { transport: "udp" } },
  ],
});
