/**
 * Question: at what distance does it pay to switch Nagle's algorithm or delayed
 * acknowledgements off, as the reference study advises? It asked over loopback, where a
 * round trip takes next to no time.
 *
 * Claims, with R for the time of a round trip and D for Linux's delayed acknowledgement:
 *
 * - Request–response with the request in two writes takes 2R + D: the second write waits
 *   for the acknowledgement of the first (RFC 896), and the server holds that back (RFC 1122,
 *   4.2.3.2). With Nagle off at the client both writes leave at once: R. Quick
 *   acknowledgements at the server take D away and leave the wait: 2R. So the two cures are
 *   worth the same over loopback, and at a distance Nagle off is worth a round trip more.
 * - D is 40 ms, up to the next tick of the kernel's clock, at each R here. It could grow to R
 *   or 200 ms (tcp_send_delayed_ack() in net/ipv4/tcp_output.c), where gaps between segments
 *   make it (tcp_event_data_recv() in tcp_input.c); but a timer that fires in a dialogue sets
 *   it back to TCP_ATO_MIN, 40 ms (tcp_delack_timer_handler() in tcp_timer.c).
 * - A download stalls nowhere: its sender never waits to read. But the congestion window
 *   counts segments, ten at first (RFC 6928). With Nagle off at the server these leave with
 *   32 bytes each, with Nagle on all but the first are full; 32 KiB then take 4R instead of
 *   3R. So the advice for small writes makes a short download slower at a distance. Delayed
 *   acknowledgements change nothing, and with writes of 64 KiB nothing does.
 */

import { assertGreater, assertGreaterOrEqual } from "@std/assert";
import {
  against,
  downloadTrial,
  everyByteArrives,
  everyResponseIsRight,
  experiment,
  having,
  linuxSocketOptions,
  medianExchangeSeconds,
  medianOf,
  requestResponseTrial,
  type TrialRecord,
  WORKLOADS,
} from "../lib/experiment/mod.ts";

const ROUND_TRIPS_MS = [0, 1, 10, 50] as const;

/** The first window's ten segments and the second one's twenty, if full, hold it (see `--full`). */
const PREFIX_BYTES = 32 * 1024;

/** Exchanges of one trial: a stall takes the same time in each. */
const EXCHANGES = 4;

/** Linux delays by 40 ms at least (TCP_DELACK_MIN in include/net/tcp.h). */
const SHORTEST_DELAY_SECONDS = 0.03;

/** The sides on which an option is switched, by workload and buffer. */
const SIDES = {
  // where the study found it fastest
  download: {
    32: { noDelay: "both", quickAck: "server" },
    65_536: { noDelay: "client", quickAck: "client" },
  },
  // those that wait for each other
  "request-response": {
    32: { noDelay: "client", quickAck: "server" },
    65_536: { noDelay: "client", quickAck: "server" },
  },
} as const;

/** What exchanges show at a distance: by default, with quick ACK, and with Nagle off. */
function exchangesAt(
  roundTripMs: number,
  records: TrialRecord[],
  figure: (records: TrialRecord[]) => number,
): [stalled: number, quick: number, free: number] {
  const at = (setting: string) =>
    figure(
      having(records, { workload: "request-response", roundTripMs, setting }),
    );
  return [at("default"), at("quick-ack"), at("no-delay")];
}

experiment("distance", {
  question:
    "At what distance does it pay to switch Nagle's algorithm or delayed acknowledgements off?",
  factors: {
    workload: WORKLOADS,
    bufferBytes: [32, 65_536],
    /** Half of it each way. */
    roundTripMs: ROUND_TRIPS_MS,
    /** What is switched; `both` is both options on both sides. */
    setting: ["default", "no-delay", "quick-ack", "both"],
  },
  // with Nagle off, request–response has nothing left to wait for
  where: ({ workload, bufferBytes, setting }) =>
    workload === "download" || bufferBytes === 32 && setting !== "both",
  missing: linuxSocketOptions,
  link: ({ roundTripMs }) => ({ both: { delayMs: roundTripMs / 2 } }),
  // the stall and its cure; the first window full and with small segments
  traced: [
    { bufferBytes: 32, roundTripMs: 10, setting: "default" },
    { bufferBytes: 32, roundTripMs: 10, setting: "no-delay" },
  ],

  trial({ workload, bufferBytes, setting }, lab) {
    const { noDelay, quickAck } = SIDES[workload][bufferBytes];
    const options = {
      bufferBytes,
      ...{
        "default": {},
        "no-delay": { noDelay },
        "quick-ack": { quickAck },
        "both": { noDelay: "both", quickAck: "both" } as const,
      }[setting],
    };
    return workload === "request-response"
      ? requestResponseTrial(lab, { ...options, exchanges: EXCHANGES })
      : downloadTrial(lab, {
        ...options,
        transport: "tcp",
        prefixBytes: PREFIX_BYTES,
      });
  },

  invariants: [
    everyByteArrives,
    everyResponseIsRight,
    {
      name: "no exchange is faster than the link: each takes a round trip",
      check({ factors, exchange_seconds = [] }) {
        for (const seconds of exchange_seconds) {
          assertGreaterOrEqual(1000 * seconds, Number(factors.roundTripMs));
        }
      },
    },
  ],

  expectations: [
    {
      name:
        "request–response: by default an exchange takes two round trips and a delayed " +
        "acknowledgement, with quick ones two round trips, with Nagle off less than by default",
      check(records) {
        for (const roundTripMs of ROUND_TRIPS_MS) {
          const [stalled, quick, free] = exchangesAt(
            roundTripMs,
            records,
            medianExchangeSeconds,
          );
          const twice = 2 * roundTripMs / 1000;
          const where = `at ${roundTripMs} ms`;
          assertGreaterOrEqual(stalled, twice + SHORTEST_DELAY_SECONDS, where);
          assertGreaterOrEqual(quick, twice, where);
          assertGreater(stalled, quick, where);
          assertGreater(stalled, free, where);
        }
      },
    },
    {
      name:
        "the kernel's count of fired delayed-ACK timers agrees: about one per stalled " +
        "exchange, and fewer with either option",
      check(records) {
        for (const roundTripMs of ROUND_TRIPS_MS) {
          const [stalled, quick, free] = exchangesAt(
            roundTripMs,
            records,
            (some) => medianOf(some, "delayed_acks"),
          );
          const where = `at ${roundTripMs} ms`;
          assertGreaterOrEqual(stalled, EXCHANGES / 2, where);
          assertGreater(stalled, quick, where);
          assertGreater(stalled, free, where);
        }
      },
    },
    {
      name:
        "download at 32 B: with Nagle off more segments leave at 10 and 50 ms, because the " +
        "first ones are small",
      check(records) {
        for (const roundTripMs of [10, 50]) {
          const segments = (setting: string) =>
            medianOf(
              having(records, {
                workload: "download",
                bufferBytes: 32,
                roundTripMs,
                setting,
              }),
              "server_data_segments_out",
            );
          assertGreater(segments("no-delay"), segments("default"));
        }
      },
    },
  ],

  comparisons: [
    {
      metric: "throughput_bytes_per_second",
      factor: "setting",
      pairs: against<string>("default", ["no-delay", "quick-ack", "both"]),
      where: { workload: "download", bufferBytes: 32 },
    },
    {
      metric: "exchange_median_seconds",
      factor: "setting",
      pairs: [
        ...against<string>("default", ["no-delay", "quick-ack"]),
        ["quick-ack", "no-delay"],
      ],
      where: { workload: "request-response" },
    },
  ],
  twin: {
    metric: "throughput_bytes_per_second",
    levels: { workload: "download", bufferBytes: 32, roundTripMs: 10 },
  },
  charts: [
    {
      kind: "trials",
      metric: "exchange_median_seconds",
      where: { workload: "request-response" },
    },
    {
      kind: "trials",
      metric: "time_seconds",
      where: { workload: "download" },
    },
  ],
});
