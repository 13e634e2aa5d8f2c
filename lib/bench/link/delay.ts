/**
 * How much longer than asked does a packet take on a link that is half busy?
 *
 * @module
 */

import { mean, quantileSorted } from "simple-statistics";
import { ping, type PingResult } from "../../experiment/foreign/ping.ts";
import {
  addedDelaysMs,
  askedRoundTripsMs,
} from "../../experiment/link_fates.ts";
import type { LinkOutcome } from "../../link/link.ts";
import { parseLinkSpec } from "../../link/parse_link_spec.ts";
import type { Measurement, Task } from "../workbench.ts";
import type { LinkBench } from "./link_bench.ts";
import {
  downloadOverUdp,
  FULL_PAYLOAD_BYTES,
  iperf3Down,
} from "./link_loads.ts";

const ASKED = "delay=10ms rate=100mbit";
const SPEC = parseLinkSpec(ASKED);
const PACKET_BYTES = 1500;
/** Half of the rate. */
const PACKETS_PER_SECOND = SPEC.server_to_client.rateBitsPerSecond / 2 /
  (8 * PACKET_BYTES);
const SECONDS = 5;
const PING_INTERVAL_SECONDS = 0.01;
/** They begin with the load and end before it. */
const PINGS = 150;

/** The condition in tables. */
export const DELAY_CONDITION = `${ASKED}, half load`;

/** Names of what is measured, all in seconds. */
export const ADDED_DELAY_MEDIAN = "added_delay_median_seconds";
/** The 99th percentile. */
export const ADDED_DELAY_P99 = "added_delay_p99_seconds";
/** By ping, both ways and both hosts together. */
export const PING_ADDED_MEAN = "ping_added_mean_seconds";
/** The 99th percentile, to a tenth of a millisecond. */
export const PING_ADDED_P99 = "ping_added_p99_seconds";

/**
 * What to measure.
 *
 * @param link The link.
 * @param by Name of whoever sends the load.
 * @param options Whether that is iperf3, whether ping is here, and how often to measure.
 * @returns The task.
 */
export function delayTask(
  link: LinkBench,
  by: string,
  { isIperf3, hasPing, blocks }: {
    isIperf3: boolean;
    hasPing: boolean;
    blocks: number;
  },
): Task {
  return {
    contender: by,
    condition: DELAY_CONDITION,
    blocks,
    warmsUp: false,
    async measure(block) {
      const { result, onLink } = await link.during({
        spec: SPEC,
        seed: `${block}`,
        trace: true,
        act: async () => {
          const [, pinged] = await Promise.all([
            isIperf3 ? sendByIperf3(link) : sendByLab(link),
            hasPing ? pingMeanwhile(link) : undefined,
          ]);
          return pinged;
        },
      });
      return [
        ...fromTrace(onLink),
        ...(result === undefined ? [] : fromPing(result, onLink)),
      ];
    },
  };
}

function sendByIperf3(link: LinkBench): Promise<unknown> {
  return iperf3Down(link, {
    transport: "udp",
    amount: { seconds: SECONDS },
    bufferBytes: FULL_PAYLOAD_BYTES,
    bitsPerSecond: Math.round(8 * FULL_PAYLOAD_BYTES * PACKETS_PER_SECOND),
  });
}

function sendByLab(link: LinkBench): Promise<unknown> {
  return downloadOverUdp(link, {
    count: Math.round(SECONDS * PACKETS_PER_SECOND),
    payloadBytes: FULL_PAYLOAD_BYTES,
    perSecond: PACKETS_PER_SECOND,
  });
}

async function pingMeanwhile(
  { lab: { link }, signal }: LinkBench,
): Promise<PingResult> {
  // the load has begun by then
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return await ping({
    prefix: link!.prefix("client"),
    address: link!.address("server"),
    count: PINGS,
    intervalSeconds: PING_INTERVAL_SECONDS,
    signal,
  });
}

function fromTrace({ trace }: LinkOutcome): Measurement[] {
  const addedMs = addedDelaysMs(
    trace!,
    "server_to_client",
    SPEC.server_to_client,
  ).toSorted((one, other) => one - other);
  const details = {
    packets: addedMs.length,
    max_seconds: addedMs.at(-1)! / 1000,
  };
  return [
    seconds(ADDED_DELAY_MEDIAN, quantileSorted(addedMs, 0.5), details),
    seconds(ADDED_DELAY_P99, quantileSorted(addedMs, 0.99), details),
  ];
}

/** What a round trip took beyond what the link was asked to take for its two packets. */
function fromPing(
  { replies }: PingResult,
  { trace }: LinkOutcome,
): Measurement[] {
  const askedMs = askedRoundTripsMs(trace!, SPEC);
  const addedMs = replies.flatMap(({ sequence, roundTripMs }) => {
    const asked = askedMs.get(sequence);
    return asked === undefined ? [] : [roundTripMs - asked];
  }).toSorted((one, other) => one - other);
  const details = { replies: addedMs.length };
  return [
    // each is rounded to a tenth of a millisecond; their mean is more exact than that
    seconds(PING_ADDED_MEAN, mean(addedMs), details),
    seconds(PING_ADDED_P99, quantileSorted(addedMs, 0.99), details),
  ];
}

function seconds(
  metric: string,
  milliseconds: number,
  details: Record<string, number>,
): Measurement {
  return { metric, unit: "seconds", value: milliseconds / 1000, details };
}
