/**
 * What people call factors, levels and metrics: the one catalogue for claims, warnings and
 * pages.
 *
 * @module
 */

import { metricDefinition, type MetricName } from "../experiment/metric.ts";
import type { Factors } from "../experiment/record.ts";
import { figure, scaleFor } from "./figure.ts";

/** Units at the end of a factor's name, and how a level is written with them. */
const LEVEL_UNITS: readonly [
  ending: string,
  text: (level: number) => string,
][] = [
  ["Bytes", binaryBytes],
  ["Microseconds", (level) => `${grouped(level)} µs`],
  ["Milliseconds", (level) => `${grouped(level)} ms`],
  ["Ms", (level) => `${grouped(level)} ms`],
  ["Seconds", (level) => `${grouped(level)} s`],
];

/** Metrics whose name alone would be clumsy in a sentence. */
const NOUNS: Partial<Record<MetricName, string>> = {
  time_seconds: "time of the download",
  first_byte_seconds: "time to the first byte",
  loss_ratio: "share of bytes lost",
  exchange_median_seconds: "median time of an exchange",
  exchange_p90_seconds: "90th percentile of the exchanges",
  exchange_p99_seconds: "99th percentile of the exchanges",
  exchange_max_seconds: "time of the slowest exchange",
  exchanges_per_second: "rate of exchanges",
  failure_seconds: "time to the failure",
  server_start_to_first_byte_seconds:
    "time from the server's start to the first byte",
  client_throughput_min_bytes_per_second: "throughput of the slowest client",
  client_throughput_max_bytes_per_second: "throughput of the fastest client",
  tcp_throughput_bytes_per_second: "throughput of the TCP client",
  udp_throughput_bytes_per_second: "throughput of the UDP client",
  server_data_segments_out: "number of segments with data",
  server_retransmitted_segments: "number of segments sent again",
  pause_median_microseconds: "median pause",
  port_step_median: "median step between client ports",
  port_even_ratio: "share of even client ports",
  received_bytes: "number of bytes kept",
  bytes_sent: "number of bytes sent",
  asked_bytes: "number of bytes asked for",
  bytes_truncated: "number of bytes cut off",
  bytes_lost: "number of bytes lost",
  words_sent: "number of words sent",
  words_received: "number of words received",
  words_lost: "number of missing words",
  delayed_acks: "number of delayed acknowledgements",
};

/** Factors whose names say more to who wrote them than to who reads them. */
const FACTOR_WORDS: Readonly<Record<string, string>> = {
  noDelay: "Nagle off on",
  quickAck: "quick ACK on",
  disabledOn: "Nagle off and quick ACK on",
};

/**
 * A factor in words, without the unit that is at the end of its name.
 *
 * @param factor Such as `bufferBytes`.
 * @returns Such as `buffer`.
 */
export function factorWords(factor: string): string {
  const words = FACTOR_WORDS[factor];
  if (words !== undefined) return words;
  const ending =
    LEVEL_UNITS.find(([ending]) =>
      factor.endsWith(ending) && factor.length > ending.length
    )?.[0] ?? "";
  return factor.slice(0, factor.length - ending.length)
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
}

/**
 * A level with the unit that its factor's name has.
 *
 * @param factor Such as `bufferBytes`.
 * @param level Such as 65536.
 * @returns Such as `64 KiB`.
 */
export function levelText(factor: string, level: Factors[string]): string {
  if (typeof level !== "number") return String(level);
  return unitOf(factor)?.(level) ?? grouped(level);
}

/**
 * A level where its factor is not said beside it.
 *
 * @param factor Such as `clients`.
 * @param level Such as 2.
 * @returns Such as `2 clients`, `32 B`, `datagrams per call 8`, or a text as it is.
 */
export function levelWords(factor: string, level: Factors[string]): string {
  const text = levelText(factor, level);
  if (typeof level !== "number" || unitOf(factor) !== undefined) return text;
  return factor === "clients"
    ? counted(level, "client")
    : `${factorWords(factor)} ${text}`;
}

/**
 * Levels in words.
 *
 * @param factors Level by factor.
 * @returns Such as `transport tcp, buffer 64 KiB`; empty for none.
 */
export function factorsText(factors: Factors): string {
  return Object.entries(factors).map(([factor, level]) =>
    `${factorWords(factor)} ${levelText(factor, level)}`
  ).join(", ");
}

/**
 * A metric in words.
 *
 * @param metric Its name.
 * @returns A noun without an article and without the unit.
 */
export function metricWords(metric: MetricName): string {
  const noun = NOUNS[metric];
  if (noun !== undefined) return noun;
  return metric
    .replace(
      /_(bytes_per_second|per_second|seconds|microseconds|ratio)$/,
      "",
    )
    .replaceAll("_", " ")
    .replace(/\b(tcp|udp|rtt)\b/g, (name) => name.toUpperCase());
}

/**
 * A figure of a metric with its unit.
 *
 * @param metric The metric.
 * @param value The figure in the catalogue's unit.
 */
export function metricFigure(metric: MetricName, value: number): string {
  const { unit } = metricDefinition(metric);
  const scale = scaleFor(value, unit);
  return `${figure(value, scale)} ${scale.label}`.trimEnd();
}

/**
 * A whole number for people.
 *
 * @param value Any number; up to three decimals are kept.
 * @returns Such as `10,000`.
 */
export function grouped(value: number): string {
  return value.toLocaleString("en");
}

/**
 * A count with its noun.
 *
 * @param count A whole number from 0.
 * @param one The noun for one.
 * @param many The noun for any other number; with an `s` unless given.
 * @returns Such as `1 trial` or `10,000 trials`.
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** Buffers are powers of two: so are the units that keep them short. */
function binaryBytes(bytes: number): string {
  for (const [size, unit] of [[2 ** 20, "MiB"], [2 ** 10, "KiB"]] as const) {
    if (bytes >= size && bytes % size === 0) {
      return `${grouped(bytes / size)} ${unit}`;
    }
  }
  return `${grouped(bytes)} B`;
}

/** How a level of a factor is written with its unit; undefined without one. */
function unitOf(factor: string): ((level: number) => string) | undefined {
  return LEVEL_UNITS.find(([ending]) => factor.endsWith(ending))?.[1];
}
