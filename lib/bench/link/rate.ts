/**
 * How fast is a link that has no limit, and how exact is one that has?
 *
 * @module
 */

import type { Fetched } from "../../experiment/lab.ts";
import type { LinkAccount } from "../../link/account.ts";
import { linkOf, type LinkSpec } from "../../link/link_spec.ts";
import { parseLinkSpec } from "../../link/parse_link_spec.ts";
import { DELIVERED_RATE } from "../delivered_rate.ts";
import type { Measurement, Task } from "../workbench.ts";
import type { LinkBench } from "./link_bench.ts";
import {
  downloadOverTcp,
  FULL_PAYLOAD_BYTES,
  iperf3Down,
} from "./link_loads.ts";

const SECONDS = 5;
const PACKET_BYTES = 1500;

const UNLIMITED = "delay=10ms mtu=1500";

/** What is downloaded where there is no limit, in bytes: some seconds of it. */
export const UNLIMITED_BYTES = 400_000_000;

/** The condition in tables: a round trip of 20 ms. */
export const UNLIMITED_CONDITION = `${UNLIMITED}, no rate`;

/** Rates that are asked for, in bits per second. */
export const RATES_BITS_PER_SECOND: readonly number[] = [
  1e6,
  10e6,
  100e6,
  300e6,
];

/** What was carried, of IP packets, as a share of the rate that was asked for. */
export const RATE_RATIO = "rate_ratio";

/** iperf3 offers more than fits, so that the bottleneck never rests. */
const OFFERED_RATIO = 1.2;
/** Room in front of the bottleneck, in seconds of its rate and at least so many bytes. */
const QUEUE_SECONDS = 0.05;
const SMALLEST_QUEUE_BYTES = 15_000;

/** Bytes of a TCP segment's payload in a packet of 1,500, with timestamps (RFC 7323). */
const SEGMENT_BYTES = 1448;

/** A source of traffic: its name in tables, and whether it is iperf3. */
export interface Source {
  /** Its name. */
  name: string;
  /** Whether it is iperf3, and not this lab. */
  isIperf3: boolean;
}

/**
 * The condition of a rate in tables.
 *
 * @param rateBitsPerSecond The rate.
 */
export function rateCondition(rateBitsPerSecond: number): string {
  return `rate=${rateBitsPerSecond / 1e6}mbit`;
}

/**
 * One direction of TCP over a link without a limit.
 *
 * @param link The link.
 * @param source Who sends.
 * @param blocks How often.
 * @returns The task.
 */
export function unlimitedTask(
  link: LinkBench,
  { name, isIperf3 }: Source,
  blocks: number,
): Task {
  return {
    contender: name,
    condition: UNLIMITED_CONDITION,
    blocks,
    warmsUp: false,
    async measure(block) {
      const { result, onLink } = await link.during({
        spec: parseLinkSpec(UNLIMITED),
        seed: `${block}`,
        act: async () =>
          isIperf3
            ? await iperf3Down(link, {
              transport: "tcp",
              amount: { seconds: SECONDS },
              congestionControl: "cubic",
            })
            : received(await downloadOverTcp(link, link.content.bytes)),
      });
      const { taken } = onLink.account.server_to_client;
      return [{
        metric: DELIVERED_RATE,
        unit: "bytes per second",
        value: result.receivedBytes / result.seconds,
        details: {
          delivered_bytes: result.receivedBytes,
          time_seconds: result.seconds,
          packets: taken,
          packets_per_second: taken / result.seconds,
        },
      }];
    },
  };
}

function received({ report }: Fetched) {
  return { receivedBytes: report.receivedBytes, seconds: report.seconds };
}

/**
 * A link with a limit that is always busy.
 *
 * @param link The link.
 * @param source Who sends: iperf3 over UDP, and its own figure counts; or this lab over
 * TCP, and what the link says it has delivered counts.
 * @param options The rate, and how often.
 * @returns The task.
 */
export function rateTask(
  link: LinkBench,
  { name, isIperf3 }: Source,
  { rateBitsPerSecond, blocks }: { rateBitsPerSecond: number; blocks: number },
): Task {
  return {
    contender: name,
    condition: rateCondition(rateBitsPerSecond),
    blocks,
    warmsUp: false,
    measure: async (block) => [
      isIperf3
        ? await ofDatagrams(link, rateBitsPerSecond, block)
        : await ofDownload(link, rateBitsPerSecond, block),
    ],
  };
}

async function ofDatagrams(
  link: LinkBench,
  rateBitsPerSecond: number,
  block: number,
): Promise<Measurement> {
  const queueBytes = Math.max(
    SMALLEST_QUEUE_BYTES,
    QUEUE_SECONDS * rateBitsPerSecond / 8,
  );
  const { result: { receivedBytes, seconds } } = await link.during({
    spec: down({ rateBitsPerSecond, queueBytes }),
    seed: `${block}`,
    act: () =>
      iperf3Down(link, {
        transport: "udp",
        amount: { seconds: SECONDS },
        bufferBytes: FULL_PAYLOAD_BYTES,
        bitsPerSecond: Math.round(OFFERED_RATIO * rateBitsPerSecond),
      }),
  });
  const packetBytes = receivedBytes * PACKET_BYTES / FULL_PAYLOAD_BYTES;
  return ratio(packetBytes, seconds, rateBitsPerSecond);
}

async function ofDownload(
  link: LinkBench,
  rateBitsPerSecond: number,
  block: number,
): Promise<Measurement> {
  const bytes = Math.round(
    SECONDS * rateBitsPerSecond / 8 * SEGMENT_BYTES / PACKET_BYTES,
  );
  const { result: { report }, onLink } = await link.during({
    spec: down({ rateBitsPerSecond }),
    seed: `${block}`,
    act: () => downloadOverTcp(link, bytes),
  });
  return ratio(
    deliveredBytes(onLink.account),
    report.seconds,
    rateBitsPerSecond,
  );
}

function deliveredBytes({ server_to_client }: LinkAccount): number {
  return server_to_client.delivered_bytes;
}

function down(spec: Partial<LinkSpec["server_to_client"]>): LinkSpec {
  return linkOf({ server_to_client: spec });
}

function ratio(
  bytes: number,
  seconds: number,
  rateBitsPerSecond: number,
): Measurement {
  return {
    metric: RATE_RATIO,
    unit: "ratio",
    value: 8 * bytes / seconds / rateBitsPerSecond,
    details: { packet_bytes: bytes, time_seconds: seconds },
  };
}
