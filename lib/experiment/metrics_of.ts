/**
 * The metrics of a trial, from its transfers or its exchanges.
 *
 * @module
 */

import { quantileSorted } from "simple-statistics";
import { jainFairness } from "../statistics/jain_fairness.ts";
import type { Metrics } from "./metric.ts";
import type { Ledger, LossAttribution, TransferRecord } from "./record.ts";

/**
 * Metrics of transfers that ran at the same time.
 *
 * @param transfers One per client, at least one.
 * @returns Sums over the clients. The time is that from the first client's start to
 * the last one's end, and the throughput that of all together.
 */
export function metricsOfTransfers(transfers: TransferRecord[]): Metrics {
  const timeSeconds = Math.max(
    ...sinceFirstStart(transfers, (one) => one.time_seconds),
  );
  const sum = (of: (transfer: TransferRecord) => number) =>
    transfers.reduce((total, transfer) => total + of(transfer), 0);
  const received = sum((one) => one.received_bytes);
  const reads = sum((one) => one.reads);
  const pauses = transfers.flatMap((one) =>
    one.pause_median_microseconds ?? []
  );
  return {
    time_seconds: timeSeconds,
    first_byte_seconds: Math.min(
      ...sinceFirstStart(transfers, (one) => one.first_byte_seconds),
    ),
    throughput_bytes_per_second: perSecond(received, timeSeconds),
    asked_bytes: sum((one) => one.asked_bytes),
    received_bytes: received,
    words_sent: sum((one) => one.words_sent),
    words_received: sum((one) => one.words_received),
    words_lost: sum((one) => one.words_lost),
    writes: sum((one) => one.writes),
    reads,
    ...(reads === 0 ? {} : { bytes_per_read: received / reads }),
    ...(pauses.length === 0
      ? {}
      : { pause_median_microseconds: median(pauses) }),
    ...metricsOfLedgers(transfers.flatMap((one) => one.ledger ?? [])),
  };
}

/** When something happened in each client, since the first client's start, in seconds. */
function sinceFirstStart(
  transfers: TransferRecord[],
  afterSeconds: (transfer: TransferRecord) => number,
): number[] {
  const start = Math.min(...transfers.map((one) => one.started_at_ms));
  return transfers.map((one) =>
    (one.started_at_ms - start) / 1000 + afterSeconds(one)
  );
}

/**
 * Goodput. Nothing received in no time is 0, not a division by it.
 *
 * @param bytes Bytes received.
 * @param seconds Time that they took.
 * @returns Bytes per second.
 */
export function perSecond(bytes: number, seconds: number): number {
  return bytes === 0 ? 0 : bytes / seconds;
}

function metricsOfLedgers(ledgers: Ledger[]): Metrics {
  if (ledgers.length === 0) return {};
  const sum = (
    field: Exclude<keyof Ledger, "attribution" | "bytes_truncated_by_kernel">,
  ) => ledgers.reduce((total, ledger) => total + ledger[field], 0);
  const sent = sum("bytes_sent");
  const lost = sum("bytes_lost");
  return {
    datagrams_sent: sum("datagrams_sent"),
    datagrams_refused: sum("datagrams_refused"),
    datagrams_received: sum("datagrams_received"),
    datagrams_lost: sum("datagrams_lost"),
    datagrams_duplicated: sum("datagrams_duplicated"),
    datagrams_reordered: sum("datagrams_reordered"),
    datagrams_truncated: sum("datagrams_truncated"),
    bytes_sent: sent,
    bytes_truncated: sum("bytes_truncated"),
    bytes_lost: lost,
    loss_ratio: sent === 0 ? 0 : lost / sent,
    ...metricsOfAttributions(ledgers),
  };
}

/** Where the lost ones went, where the kernel tells it of every transfer. */
function metricsOfAttributions(ledgers: Ledger[]): Metrics {
  const known = ledgers.flatMap(({ attribution }) => attribution ?? []);
  if (known.length < ledgers.length) return {};
  const sum = (field: Exclude<keyof LossAttribution, "link">) =>
    known.reduce((total, one) => total + one[field], 0);
  return {
    datagrams_dropped_at_receiver: sum("datagrams_dropped_at_receiver"),
    bytes_dropped_at_receiver: sum("bytes_dropped_at_receiver"),
    datagrams_lost_on_the_way: sum("datagrams_lost_on_the_way"),
    bytes_lost_on_the_way: sum("bytes_lost_on_the_way"),
    drops_unexplained: sum("drops_unexplained"),
  };
}

/**
 * How evenly clients shared: throughputs of each, and Jain's fairness index.
 *
 * @param transfers One per client, at least one.
 * @returns The index with the slowest and the fastest client's throughput.
 */
export function metricsOfSharing(
  transfers: Pick<TransferRecord, "throughput_bytes_per_second">[],
): Metrics {
  const shares = transfers.map((one) => one.throughput_bytes_per_second);
  return {
    jain_fairness: jainFairness(shares),
    client_throughput_min_bytes_per_second: Math.min(...shares),
    client_throughput_max_bytes_per_second: Math.max(...shares),
  };
}

/**
 * Metrics of the exchanges of one trial.
 *
 * @param seconds Time of each exchange, at least one.
 * @returns Median, percentiles, slowest, and exchanges per second.
 */
export function metricsOfExchanges(seconds: number[]): Metrics {
  const sorted = seconds.toSorted((a, b) => a - b);
  const total = seconds.reduce((sum, one) => sum + one, 0);
  return {
    exchange_median_seconds: quantileSorted(sorted, 0.5),
    exchange_p90_seconds: quantileSorted(sorted, 0.9),
    exchange_p99_seconds: quantileSorted(sorted, 0.99),
    exchange_max_seconds: sorted.at(-1)!,
    exchanges_per_second: seconds.length / total,
  };
}

/**
 * The median.
 *
 * @param values At least one.
 * @returns The middle value, or the mean of the two in the middle.
 */
export function median(values: number[]): number {
  return quantileSorted(values.toSorted((a, b) => a - b), 0.5);
}

/**
 * How ports of successive connections follow each other.
 *
 * @param ports Client ports in the order of their connections, at least two.
 * @returns Share of even ones, and the median step between neighbours.
 */
export function metricsOfPorts(ports: number[]): Metrics {
  const steps = ports.slice(1).map((port, index) =>
    Math.abs(port - ports[index]!)
  );
  return {
    port_even_ratio: ports.filter((port) => port % 2 === 0).length /
      ports.length,
    port_step_median: median(steps),
  };
}
