/**
 * Question: does an emulated link do what it was asked, by our own endpoints and by
 * programs that owe nothing to this lab?
 *
 * Claims: no round trip is shorter than the delays that were asked for, and hardly longer.
 * No packet leaves the bottleneck sooner than its rate allows, and TCP uses it. What chance
 * does to packets is counted alike by the link, by ping and by our ledger (RFC 4737, section
 * 3.3, says what is reordered), and its share is what was asked. The n-th packet of a
 * direction meets the same fate in every trial with the same seed.
 *
 * Losses, copies and reordering are asked of the way to the client only: then each of them
 * is met by an echo reply or a datagram that somebody counts.
 */

import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import {
  everyByteArrives,
  everyResponseIsRight,
  experiment,
  foreignMissing,
  having,
  type Lab,
  ledgerAddsUp,
  medianOf,
  nothingIsInvented,
  type TrialOutcome,
  type TrialRecord,
} from "../lib/experiment/mod.ts";
import {
  equalSeedTrial,
  fateTrial,
  LEAST_ADDED_DELAY_MS,
  roundTripTrial,
  throughputTrial,
} from "../lib/experiment/link_trials.ts";
import type { LinkSpec } from "../lib/link/link_spec.ts";
import { parseLinkSpec } from "../lib/link/parse_link_spec.ts";
import { binomialInterval } from "../lib/statistics/binomial_interval.ts";

type Trial = (lab: Lab, spec: LinkSpec) => Promise<TrialOutcome>;

const ONE_WAY = " / ideal";

/** What is asked of the link, and what is done to see whether it is so. */
const TRIALS: Readonly<Record<string, Trial>> = {
  ideal: roundTripTrial,
  "delay=5ms": roundTripTrial,
  "delay=25ms": roundTripTrial,
  "rate=10mbit": throughputTrial,
  "rate=100mbit": throughputTrial,
  [`loss=5%${ONE_WAY}`]: fateTrial,
  [`burst=2%,33%${ONE_WAY}`]: fateTrial,
  [`duplicate=5%${ONE_WAY}`]: fateTrial,
  [`reorder=10%${ONE_WAY}`]: fateTrial,
  [`loss=5% duplicate=5% corrupt=5%${ONE_WAY}`]: equalSeedTrial,
};

/**
 * How much longer a round trip may take than was asked: far more than it does, because
 * whoever takes part in it may have to wait for a core.
 */
const LATE_SECONDS = 0.02;

/**
 * Share of the rate that TCP reaches at least, its start included. A fifth of a second is
 * short: waiting for a core takes much of it on a busy machine.
 */
const LEAST_USE = 0.2;
/** What it reaches at most: a program may begin to count later than its data begin to flow. */
const MOST_USE = 1.1;

/** A share outside of this interval is a fault, not chance: one run in a million has it. */
const CONFIDENCE = 1 - 1e-6;

/** Sums of the link's times, which are fractions of a millisecond, are exact to less than this. */
const ROUNDING_MS = 1e-3;

const linkOf = ({ factors }: TrialRecord) => parseLinkSpec(`${factors.asked}`);

function roundTripSeconds(record: TrialRecord): number {
  const { server_to_client: down, client_to_server: up } = linkOf(record);
  return (down.delayMs + up.delayMs) / 1000;
}

/** The shortest one of each kind, in seconds; those that waited for a core are longer. */
function shortestRoundTrips(
  { metrics, exchange_seconds = [] }: TrialRecord,
): number[] {
  const { ping_round_trip_min_seconds } = metrics;
  return [
    ...(exchange_seconds.length === 0 ? [] : [Math.min(...exchange_seconds)]),
    ...(ping_round_trip_min_seconds === undefined
      ? []
      : [ping_round_trip_min_seconds]),
  ];
}

/** Holds a count of a receiver against what the link did. */
function assertCounts(
  { metrics, observations = {} }: TrialRecord,
  pairs: [metric: keyof TrialRecord["metrics"], observation: string][],
): void {
  // what the receiver's kernel dropped had come over the link, and nobody could count it
  const unseen = metrics.datagrams_dropped_at_receiver ?? 0;
  for (const [metric, observation] of pairs) {
    const onLink = observations[observation];
    const counted = metrics[metric];
    if (onLink === undefined || counted === undefined) continue;
    assert(
      counted <= Number(onLink) && counted >= Number(onLink) - unseen,
      `${metric} is ${counted}, ${observation} is ${onLink}`,
    );
  }
}

experiment("link_fidelity", {
  question: "Does an emulated link do what it was asked?",
  factors: { asked: Object.keys(TRIALS) },
  link: ({ asked }) => parseLinkSpec(asked),
  inspectsPackets: true,
  atMostBlocks: 1,
  missingInPart: () => foreignMissing("ping") ?? foreignMissing("iperf3"),

  trial: ({ asked }, lab) => TRIALS[asked]!(lab, parseLinkSpec(asked)),

  invariants: [
    everyByteArrives,
    everyResponseIsRight,
    ledgerAddsUp,
    nothingIsInvented,
    {
      name: "no round trip is shorter than the delays of both directions",
      check(record) {
        for (const seconds of shortestRoundTrips(record)) {
          assertGreaterOrEqual(seconds, roundTripSeconds(record));
        }
      },
    },
    {
      name:
        "no packet arrives sooner than the delay and the bottleneck's rate allow",
      check({ observations = {} }) {
        const least = observations[LEAST_ADDED_DELAY_MS];
        if (least === undefined) return;
        assertGreaterOrEqual(Number(least), -ROUNDING_MS);
      },
    },
    {
      name: "ping counts what the link lost, copied and reordered",
      check: (record) =>
        assertCounts(record, [
          ["ping_lost", "replies_lost_on_link"],
          ["ping_duplicated", "replies_copied_on_link"],
          ["ping_reordered", "replies_overtaken_on_link"],
        ]),
    },
    {
      name: "our ledger counts what the link lost, copied and reordered",
      check: (record) =>
        assertCounts(record, [
          ["datagrams_lost_on_the_way", "datagrams_lost_on_link"],
          ["datagrams_duplicated", "datagrams_copied_on_link"],
          ["datagrams_reordered", "datagrams_overtaken_on_link"],
        ]),
    },
    {
      name:
        "the share of packets that were lost or copied is the one asked for",
      check(record) {
        const { lossRatio, burstLoss, duplicateRatio } =
          linkOf(record).server_to_client;
        const account = record.link_account!.server_to_client;
        const { loss } = account.dropped;
        assertShare(loss, account.taken, lossRatio);
        // one that is lost has no copy
        assertShare(account.copied, account.taken - loss, duplicateRatio);
        const { loss_runs_on_link, datagrams_lost_on_link } =
          record.observations ?? {};
        if (burstLoss === undefined) return;
        // each packet that a bad channel has lost may be its last one
        assertShare(
          Number(loss_runs_on_link),
          Number(datagrams_lost_on_link),
          burstLoss.leaveRatio,
        );
      },
    },
    {
      name: "with the same seed the same packets meet the same fates",
      check({ observations = {} }) {
        if (observations.fates_compared === undefined) return;
        assertGreaterOrEqual(observations.fates_compared, 100);
        assertEquals(observations.fates_differing, 0);
      },
    },
  ],

  expectations: [
    {
      name: "round trips are hardly longer than the delays of both directions",
      check(records) {
        for (const record of records) {
          for (const seconds of shortestRoundTrips(record)) {
            const late = seconds - roundTripSeconds(record);
            assert(late < LATE_SECONDS, `${record.condition}: ${seconds} s`);
          }
        }
      },
    },
    {
      name: "TCP uses the bottleneck, and gets no more than its rate",
      check(records) {
        for (const asked of ["rate=10mbit", "rate=100mbit"]) {
          const { rateBitsPerSecond } = parseLinkSpec(asked).server_to_client;
          const measured = having(records, { asked });
          for (
            const metric of [
              "throughput_bytes_per_second",
              "iperf3_link_throughput_bytes_per_second",
            ] as const
          ) {
            if (measured[0]!.metrics[metric] === undefined) continue;
            const use = 8 * medianOf(measured, metric) / rateBitsPerSecond;
            assert(
              use >= LEAST_USE && use <= MOST_USE,
              `${asked}, ${metric}: ${use} of the rate`,
            );
          }
        }
      },
    },
  ],

  charts: [{ kind: "trials", metric: "link_added_delay_median_seconds" }],
});

function assertShare(hits: number, tries: number, asked: number): void {
  if (tries === 0) return;
  const { low, high } = binomialInterval(hits, tries, CONFIDENCE);
  assert(
    low <= asked && asked <= high,
    `${hits} of ${tries} packets, where a share of ${asked} was asked for`,
  );
}
