/**
 * Trials that ask a link whether it does what it was asked: by ping and iperf3, where they
 * are here, beside our own transfers.
 *
 * @module
 */

import { quantileSorted } from "simple-statistics";
import type { LinkOutcome } from "../link/link.ts";
import {
  type Direction,
  DIRECTIONS,
  type LinkSpec,
} from "../link/link_spec.ts";
import { isBookDatagram } from "./carried_packets.ts";
import type { TrialOutcome } from "./experiment.ts";
import { foreignMissing, ping, runIperf3 } from "./foreign/mod.ts";
import type { PingResult } from "./foreign/ping.ts";
import type { Lab } from "./lab.ts";
import {
  addedDelaysMs,
  compareFates,
  echoSequence,
  fateByNumber,
  fatesOf,
  isEchoReply,
} from "./link_fates.ts";
import { metricsOfExchanges } from "./metrics_of.ts";
import { downloadTrial } from "./workloads.ts";

/** The way on which chance does something to packets. */
const DOWN: Direction = "server_to_client";

/** Round trips of each kind: few, because each takes as long as it is asked to. */
const ROUND_TRIPS = 5;
const PING_INTERVAL_SECONDS = 0.01;
const EXCHANGE_BYTES = 32;

/** Time in which the bottleneck could send what is downloaded, in seconds. */
const BUSY_SECONDS = 0.2;
const TCP_BUFFER_BYTES = 65_536;

/** Packets that meet a fate: enough to see shares of a few per cent. */
const FATEFUL_PINGS = 60;
const FATEFUL_PING_SECONDS = 0.002;
const DATAGRAMS = 800;
const DATAGRAM_BYTES = 500;
/** Slow enough for a receiver that has to wait for a core: its buffer holds 20 ms of it. */
const DATAGRAMS_PER_SECOND = 8_000;

/**
 * Observation: the least time by which a packet was handed over later than it was due, in
 * milliseconds. Below 0, but for rounding, the link was faster than asked.
 */
export const LEAST_ADDED_DELAY_MS = "least_added_delay_ms";

/** Both halves of a trial with equal seeds. */
const EQUAL_SEED = "the same for both halves";

/** The client's host pings the server's; undefined where there is no ping. */
async function pingServer(
  lab: Lab,
  count: number,
  intervalSeconds: number,
): Promise<PingResult | undefined> {
  if (foreignMissing("ping") !== undefined) return undefined;
  return await ping({
    prefix: lab.link!.prefix("client"),
    address: lab.link!.address("server"),
    count,
    intervalSeconds,
  });
}

/**
 * What ping and exchanges of ours say of the delay.
 *
 * @param lab A lab with a link that records packets.
 * @param spec What the link was asked to do, without jitter and rules.
 * @returns The trial; its observations have {@linkcode LEAST_ADDED_DELAY_MS}.
 * @throws {PeerError} Where ping is here, but fails.
 */
export async function roundTripTrial(
  lab: Lab,
  spec: LinkSpec,
): Promise<TrialOutcome> {
  const pinged = await pingServer(lab, ROUND_TRIPS, PING_INTERVAL_SECONDS);
  const { seconds, echoed, tcpInfo } = await lab.exchange({
    count: ROUND_TRIPS,
    bytes: EXCHANGE_BYTES,
    noDelay: "both",
  });
  return {
    metrics: {
      ...metricsOfExchanges(seconds),
      ...(pinged?.minimumMs === undefined ? {} : {
        ping_round_trip_min_seconds: pinged.minimumMs / 1000,
        ping_round_trip_mean_seconds: pinged.meanMs! / 1000,
      }),
    },
    exchange_seconds: seconds,
    exchange_tcp_info: tcpInfo,
    observations: { echoed },
    inspect: (onLink) => ofAddedDelays(onLink, spec),
  };
}

/**
 * What iperf3 and a download of ours say of the rate.
 *
 * @param lab A lab with a link that records packets.
 * @param spec What the link was asked to do: a rate for the way to the client, neither
 * jitter nor rules.
 * @returns The trial; its observations have {@linkcode LEAST_ADDED_DELAY_MS}.
 * @throws {PeerError} Where iperf3 is here, but fails.
 */
export async function throughputTrial(
  lab: Lab,
  spec: LinkSpec,
): Promise<TrialOutcome> {
  const { rateBitsPerSecond } = spec[DOWN];
  const bytes = Math.round(BUSY_SECONDS * rateBitsPerSecond / 8);
  const measured = foreignMissing("iperf3") === undefined
    ? await runIperf3({
      serverPrefix: lab.link!.prefix("server"),
      clientPrefix: lab.link!.prefix("client"),
      address: lab.link!.address("server"),
      transport: "tcp",
      sender: "server",
      amount: { bytes },
    })
    : undefined;
  const outcome = await downloadTrial(lab, {
    transport: "tcp",
    bufferBytes: TCP_BUFFER_BYTES,
    prefixBytes: bytes,
  });
  return {
    ...outcome,
    metrics: {
      ...outcome.metrics,
      ...(measured === undefined ? {} : {
        iperf3_link_throughput_bytes_per_second: measured.receivedBytes /
          measured.seconds,
      }),
    },
    inspect: (onLink) => ofAddedDelays(onLink, spec),
  };
}

/**
 * What ping and our ledger count of what chance does.
 *
 * @param lab A lab with a link that records packets, over IPv4.
 * @returns The trial; what the link did is in its observations, the names of which end in
 * `_on_link`.
 * @throws {PeerError} Where ping is here, but fails.
 */
export async function fateTrial(lab: Lab): Promise<TrialOutcome> {
  const pinged = await pingServer(lab, FATEFUL_PINGS, FATEFUL_PING_SECONDS);
  const outcome = await datagramTrial(lab);
  return {
    ...outcome,
    metrics: {
      ...outcome.metrics,
      ...(pinged === undefined ? {} : {
        ping_lost: pinged.transmitted - pinged.received,
        ping_duplicated:
          pinged.replies.filter(({ sequence, isDuplicate }) =>
            isDuplicate && sequence < FATEFUL_PINGS
          ).length,
        ping_reordered: pinged.reordered,
      }),
    },
    inspect({ trace }) {
      const datagrams = fatesOf(trace!, DOWN, isBookDatagram);
      // ping ends with its last reply, and does not see a copy of it
      const replies = fatesOf(
        trace!,
        DOWN,
        (reply) =>
          isEchoReply(reply) &&
          !(reply.traced.copy && echoSequence(reply.traced) === FATEFUL_PINGS),
      );
      const { lost, lossRuns } = datagrams;
      return {
        metrics: lossRuns === 0
          ? {}
          : { link_loss_burst_mean_packets: lost / lossRuns },
        observations: {
          datagrams_lost_on_link: datagrams.lost,
          datagrams_copied_on_link: datagrams.copies,
          datagrams_overtaken_on_link: datagrams.overtaken,
          loss_runs_on_link: lossRuns,
          replies_lost_on_link: replies.lost,
          replies_copied_on_link: replies.copies,
          replies_overtaken_on_link: replies.overtaken,
        },
      };
    },
  };
}

/**
 * The same datagrams twice over a link that begins anew with the same seed.
 *
 * @param lab A lab with a link.
 * @param spec What the link was asked to do.
 * @returns The trial; in its observations, how many packets were compared
 * (`fates_compared`), and how many met another fate the second time (`fates_differing`).
 */
export async function equalSeedTrial(
  lab: Lab,
  spec: LinkSpec,
): Promise<TrialOutcome> {
  const begin = () => lab.link!.begin(spec, { seed: EQUAL_SEED, trace: true });
  await begin();
  await datagramTrial(lab);
  const first = await lab.link!.end();
  await begin();
  const outcome = await datagramTrial(lab);
  return {
    ...outcome,
    inspect({ trace }) {
      const { compared, differing } = compareFates(
        fateByNumber(first.trace!, DOWN),
        fateByNumber(trace!, DOWN),
      );
      return {
        observations: { fates_compared: compared, fates_differing: differing },
      };
    },
  };
}

function datagramTrial(lab: Lab): Promise<TrialOutcome> {
  return downloadTrial(lab, {
    transport: "udp",
    bufferBytes: DATAGRAM_BYTES,
    prefixBytes: DATAGRAMS * DATAGRAM_BYTES,
    rateBytesPerSecond: DATAGRAMS_PER_SECOND * DATAGRAM_BYTES,
  });
}

/** How much later than asked packets of both directions were handed over. */
function ofAddedDelays(
  { trace }: LinkOutcome,
  spec: LinkSpec,
): Pick<TrialOutcome, "metrics" | "observations"> {
  const addedMs = DIRECTIONS.flatMap((direction) =>
    addedDelaysMs(trace!, direction, spec[direction])
  ).toSorted((one, other) => one - other);
  const seconds = (share: number) => quantileSorted(addedMs, share) / 1000;
  return {
    metrics: {
      link_added_delay_median_seconds: seconds(0.5),
      link_added_delay_p99_seconds: seconds(0.99),
    },
    observations: { [LEAST_ADDED_DELAY_MS]: addedMs[0]! },
  };
}
