/**
 * Does chance do to packets what was asked, and the same for equal seeds?
 *
 * @module
 */

import type { Iperf3Result } from "../../experiment/foreign/iperf3.ts";
import { PeerError } from "../../experiment/foreign/peer_error.ts";
import { compareFates, fateByNumber } from "../../experiment/link_fates.ts";
import type { TransferRecord } from "../../experiment/record.ts";
import { difference } from "../../kernel/counters.ts";
import { parseLinkSpec } from "../../link/parse_link_spec.ts";
import { binomialInterval } from "../../statistics/binomial_interval.ts";
import type { Measurement, Task } from "../workbench.ts";
import type { LinkBench } from "./link_bench.ts";
import {
  downloadOverUdp,
  iperf3Down,
  type PacedDatagrams,
} from "./link_loads.ts";
import type { Source } from "./rate.ts";

const DATAGRAMS: PacedDatagrams = {
  count: 20_000,
  payloadBytes: 508,
  perSecond: 8_000,
};

const CONFIDENCE = 0.99;

/** The way to the client is asked for it, so that iperf3's requests are not lost. */
const ONE_WAY = " / ideal";

/** Something that chance does to packets. */
export interface Fate {
  /** What the link is asked for, such as `loss=5%`; the condition in tables. */
  asked: string;
  /** The same as a ratio. */
  share: number;
  /** How many of its datagrams have met it, by this lab's ledger. */
  ofLab: (ledger: NonNullable<TransferRecord["ledger"]>) => number;
  /** The same by iperf3's report. */
  ofIperf3: (datagrams: NonNullable<Iperf3Result["datagrams"]>) => number;
}

const lossOf = (percentage: number): Fate => ({
  asked: `loss=${percentage}%`,
  share: percentage / 100,
  // not those that its own kernel dropped
  ofLab: ({ datagrams_lost, attribution }) =>
    attribution?.datagrams_lost_on_the_way ?? datagrams_lost,
  ofIperf3: ({ lost }) => lost,
});

/** Everything that is asked for. */
export const FATES: readonly Fate[] = [
  lossOf(0.5),
  lossOf(5),
  {
    asked: "duplicate=5%",
    share: 0.05,
    ofLab: ({ datagrams_duplicated }) => datagrams_duplicated,
    // it cannot tell a copy from a datagram that comes late
    ofIperf3: ({ outOfOrder }) => outOfOrder,
  },
  {
    asked: "reorder=10%",
    share: 0.1,
    ofLab: ({ datagrams_reordered }) => datagrams_reordered,
    ofIperf3: ({ outOfOrder }) => outOfOrder,
  },
];

/** The share that was counted. */
export const SHARE = "share_ratio";
/** 1 where the 99% interval of that share holds what was asked for, else 0. */
export const WITHIN = "within_99_percent_interval";

/** What is done twice with the same seed. */
export const EQUAL_SEEDS_CONDITION = "loss=5% duplicate=5% corrupt=5%";
/** Packets that met another fate the second time. */
export const FATES_DIFFERING = "fates_differing";

/** Datagrams that found a full receive buffer (/proc/net/snmp). */
const RECEIVE_BUFFER_ERRORS = "Udp.RcvbufErrors";

/** iperf3 does not repeat its first datagram: without an answer it waits half a minute. */
const IPERF3_MS = 15_000;
const IPERF3_TRIES = 5;

/**
 * Many datagrams that meet one kind of fate.
 *
 * @param link The link.
 * @param source Who sends and counts them.
 * @param options The kind, how often, and the seed of the benchmark.
 * @returns The task.
 */
export function fateTask(
  link: LinkBench,
  { name, isIperf3 }: Source,
  { fate, blocks, seed }: { fate: Fate; blocks: number; seed: number },
): Task {
  const { asked, ofLab, ofIperf3, share } = fate;
  return {
    contender: name,
    condition: asked,
    blocks,
    warmsUp: false,
    async measure(block) {
      const ofBlock = `${seed}/${name}/${block}`;
      if (isIperf3) {
        const datagrams = await byIperf3(link, asked, ofBlock);
        return shares(ofIperf3(datagrams), datagrams.expected, share);
      }
      const { result: { ledger } } = await link.during({
        spec: parseLinkSpec(asked + ONE_WAY),
        seed: ofBlock,
        act: () => downloadOverUdp(link, DATAGRAMS),
      });
      return shares(ofLab(ledger!), ledger!.datagrams_sent, share);
    },
  };
}

/** Another seed where the link has taken iperf3's first answer away. */
async function byIperf3(link: LinkBench, asked: string, seed: string) {
  for (let tried = 1;; tried++) {
    const late = AbortSignal.timeout(IPERF3_MS);
    try {
      const { result } = await link.during({
        spec: parseLinkSpec(asked + ONE_WAY),
        seed: `${seed}/${tried}`,
        act: async ({ link: hosts }) => {
          const { count, payloadBytes, perSecond } = DATAGRAMS;
          const before = await hosts!.counters();
          const { datagrams } = await iperf3Down(
            link,
            {
              transport: "udp",
              amount: { bytes: count * payloadBytes },
              bufferBytes: payloadBytes,
              bitsPerSecond: 8 * payloadBytes * perSecond,
            },
            AbortSignal.any([link.signal, late]),
          );
          const after = await hosts!.counters();
          const counted = difference(before.client, after.client);
          // iperf3 takes for lost what its own kernel dropped
          const dropped = counted[RECEIVE_BUFFER_ERRORS] ?? 0;
          return { ...datagrams!, lost: datagrams!.lost - dropped };
        },
      });
      return result;
    } catch (error) {
      link.signal.throwIfAborted();
      if (!(error instanceof PeerError) || tried === IPERF3_TRIES) throw error;
    }
  }
}

function shares(hits: number, tries: number, asked: number): Measurement[] {
  const { low, high } = binomialInterval(hits, tries, CONFIDENCE);
  const details = { hits, tries, asked_ratio: asked, low, high };
  return [
    { metric: SHARE, unit: "ratio", value: hits / tries, details },
    {
      metric: WITHIN,
      unit: "count",
      value: low <= asked && asked <= high ? 1 : 0,
      details,
    },
  ];
}

/**
 * The same datagrams twice with the same seed.
 *
 * @param link The link.
 * @param options The link's name, how often, and the seed of the benchmark.
 * @returns The task.
 */
export function equalSeedsTask(
  link: LinkBench,
  { name, blocks, seed }: { name: string; blocks: number; seed: number },
): Task {
  return {
    contender: name,
    condition: EQUAL_SEEDS_CONDITION,
    blocks,
    warmsUp: false,
    async measure(block) {
      const fates = async () => {
        const { onLink } = await link.during({
          spec: parseLinkSpec(EQUAL_SEEDS_CONDITION + ONE_WAY),
          seed: `${seed}/${block}`,
          trace: true,
          act: () => downloadOverUdp(link, DATAGRAMS),
        });
        return fateByNumber(onLink.trace!, "server_to_client");
      };
      const one = await fates();
      const { compared, differing } = compareFates(one, await fates());
      return [{
        metric: FATES_DIFFERING,
        unit: "count",
        value: differing,
        details: { packets: compared },
      }];
    },
  };
}
