/**
 * Question: what does it do whether server and client share a core?
 *
 * Claims: two programs on one core take turns, and on two they run at once. So on one core
 * a download takes as long as both sides' work together, and over UDP the server goes on
 * sending while its client waits for its turn: datagrams that find the receive buffer full
 * are lost, of the largest ones all but the three that the default buffer holds. Left to
 * itself, the scheduler chooses now this and now that (sched(7)), for
 * one transfer or for many in a row: figures then have two modes, and a difference between
 * two conditions can be the scheduler's. What is faster can depend on it, too: with
 * Nagle's algorithm off a server of 32-byte writes sends each as a segment of its own if
 * the client, on another core, takes one as it comes. `--cores separate` takes that away from any
 * experiment.
 */

import {
  CORE_PLACEMENTS,
  downloadTrial,
  experiment,
  integrity,
} from "../lib/experiment/mod.ts";

const KIBIBYTE = 1024;

/** The largest UDP payload over IPv4: 65,535 less 20 of IP and 8 of UDP. */
const LARGEST_PAYLOAD_BYTES = 65_507;

/** Enough for a rate, little enough for a block of all conditions in a second. */
const PREFIX_BYTES: Record<number, number> = {
  32: 256 * KIBIBYTE,
  [KIBIBYTE]: 2048 * KIBIBYTE,
};

experiment("core_placement", {
  question: "What does it do whether server and client share a core?",
  factors: {
    transport: ["tcp", "udp"],
    bufferBytes: [32, KIBIBYTE, 64 * KIBIBYTE],
    /** The side on which Nagle's algorithm is off. */
    noDelay: ["neither", "both"],
    cores: CORE_PLACEMENTS,
  },
  where: ({ transport, bufferBytes, noDelay }) =>
    transport === "tcp"
      ? noDelay === "neither" || bufferBytes === 32
      : noDelay === "neither" && bufferBytes >= KIBIBYTE,

  onlyOverLoopback: "elsewhere server and client are not all that needs a core",
  trial({ transport, bufferBytes, noDelay }, lab) {
    const prefixBytes = PREFIX_BYTES[bufferBytes];
    return downloadTrial(lab, {
      transport,
      bufferBytes: transport === "udp"
        ? Math.min(bufferBytes, LARGEST_PAYLOAD_BYTES)
        : bufferBytes,
      noDelay,
      ...(prefixBytes === undefined ? {} : { prefixBytes }),
    });
  },

  invariants: integrity,

  comparisons: [
    {
      metric: "throughput_bytes_per_second",
      factor: "cores",
      pairs: [["separate", "shared"], ["separate", "scheduler"]],
    },
    {
      metric: "loss_ratio",
      factor: "cores",
      pairs: [["separate", "shared"], ["separate", "scheduler"]],
      where: { transport: "udp" },
    },
    {
      metric: "throughput_bytes_per_second",
      factor: "noDelay",
      pairs: [["neither", "both"]],
    },
  ],
  twin: {
    metric: "throughput_bytes_per_second",
    levels: { transport: "tcp", bufferBytes: KIBIBYTE, cores: "separate" },
  },
  charts: [
    { kind: "trials", metric: "throughput_bytes_per_second" },
    {
      kind: "trials",
      metric: "server_data_segments_out",
      where: { transport: "tcp", bufferBytes: 32 },
    },
    { kind: "trials", metric: "loss_ratio", where: { transport: "udp" } },
    { kind: "lost-bytes", where: { transport: "udp" } },
  ],
});
