/**
 * Question: what does it save to hand the kernel several datagrams in one call?
 *
 * Claims: sendmmsg(2) and recvmmsg(2) spare system calls, not datagrams: the ledger is
 * the same whatever the batch. What is sent faster may meet a full buffer more often;
 * the kernel counts that.
 */

import { assertEquals } from "@std/assert";
import {
  against,
  downloadTrial,
  experiment,
  integrity,
} from "../lib/experiment/mod.ts";

const KIBIBYTE = 1024;

/** Enough datagrams for a rate, few enough for a block of all conditions in a second. */
const PREFIX_BYTES: Record<number, number> = {
  32: 512 * KIBIBYTE,
  [KIBIBYTE]: 2048 * KIBIBYTE,
};

experiment("udp_batches", {
  question:
    "What does it save to hand the kernel several datagrams in one call?",
  factors: {
    engine: ["libc"],
    datagramsPerCall: [1, 8, 64],
    bufferBytes: [32, KIBIBYTE],
  },

  trial: ({ datagramsPerCall, bufferBytes }, lab) =>
    downloadTrial(lab, {
      transport: "udp",
      bufferBytes,
      datagramsPerCall,
      prefixBytes: PREFIX_BYTES[bufferBytes]!,
    }),

  invariants: [
    ...integrity,
    {
      name: "every piece of the book is one datagram, whatever the batch",
      check({ transfers }) {
        for (const { asked_bytes, send_buffer_bytes, ledger } of transfers) {
          assertEquals(
            ledger?.datagrams_sent,
            Math.ceil(asked_bytes / send_buffer_bytes),
            "datagrams sent",
          );
        }
      },
    },
  ],

  comparisons: [{
    metric: "throughput_bytes_per_second",
    factor: "datagramsPerCall",
    pairs: against(1, [8, 64]),
  }, {
    metric: "loss_ratio",
    factor: "datagramsPerCall",
    pairs: against(1, [8, 64]),
  }],
  twin: {
    metric: "throughput_bytes_per_second",
    levels: { datagramsPerCall: 1, bufferBytes: KIBIBYTE },
  },
  charts: [
    { kind: "trials", metric: "throughput_bytes_per_second" },
    { kind: "trials", metric: "loss_ratio" },
    { kind: "lost-bytes" },
  ],
});
