/**
 * Question: what does the memory that the kernel keeps for a socket do, on the sending
 * and on the receiving side?
 *
 * Claims: UDP has nowhere else to put a burst than the receive buffer (SO_RCVBUF): a
 * small one loses most of a burst that a large one takes whole, and the kernel counts
 * every datagram that it drops there. The sender's buffer does not matter to UDP. TCP
 * loses nothing whatever the buffers: it waits for room, and the kernel accounts for the
 * time it has waited for the receiver's window.
 *
 * The server sends bursts of 32 datagrams in one call, at a steady rate, so that it is
 * the size of the burst that meets the buffer, and not the speed of two programs.
 */

import { assertGreater, assertLess } from "@std/assert";
import {
  downloadTrial,
  experiment,
  having,
  integrity,
  medianOf,
  steps,
} from "../lib/experiment/mod.ts";

const KIBIBYTE = 1024;
/** What is asked for of the book (see `--full`). */
const PREFIX_BYTES = { tcp: 2048 * KIBIBYTE, udp: 512 * KIBIBYTE };
const BUFFER_BYTES = KIBIBYTE;
const BURST_DATAGRAMS = 32;
/** Slow enough that a receiver has taken one burst before the next, on a busy machine too. */
const RATE_BYTES_PER_SECOND = 5_000_000;

/** The smallest one holds a few datagrams; the largest one is the default limit. */
const SOCKET_BYTES = [4_096, 32_768, 212_992];

experiment("socket_buffers", {
  question: "What does the memory that the kernel keeps for a socket do?",
  factors: {
    engine: ["libc"],
    transport: ["tcp", "udp"],
    side: ["receive", "send"],
    socketBytes: SOCKET_BYTES,
  },

  trial: ({ transport, side, socketBytes }, lab) =>
    downloadTrial(lab, {
      transport,
      bufferBytes: BUFFER_BYTES,
      datagramsPerCall: BURST_DATAGRAMS,
      prefixBytes: PREFIX_BYTES[transport],
      ...(transport === "udp"
        ? { rateBytesPerSecond: RATE_BYTES_PER_SECOND }
        : {}),
      ...(side === "receive"
        ? { clientSocket: { socketReceiveBytes: socketBytes } }
        : { serverSocket: { socketSendBytes: socketBytes } }),
    }),

  invariants: integrity,

  expectations: [
    {
      name: "UDP: a small receive buffer loses what a large one takes",
      // elsewhere the path may lose more than either
      onlyOverLoopback: true,
      check(records) {
        const receiving = having(records, {
          transport: "udp",
          side: "receive",
        });
        const lossWith = (socketBytes: number) =>
          medianOf(having(receiving, { socketBytes }), "loss_ratio");
        const [small, , large] = SOCKET_BYTES;
        assertGreater(lossWith(small!), lossWith(large!), "loss ratio");
      },
    },
    {
      name: "TCP: a small receive buffer makes the sender wait for the window",
      check(records) {
        const receiving = having(records, {
          transport: "tcp",
          side: "receive",
        });
        const throughputWith = (socketBytes: number) =>
          medianOf(
            having(receiving, { socketBytes }),
            "throughput_bytes_per_second",
          );
        const [small, , large] = SOCKET_BYTES;
        assertLess(throughputWith(small!), throughputWith(large!));
      },
    },
  ],

  comparisons: [
    {
      metric: "loss_ratio",
      factor: "socketBytes",
      pairs: steps(SOCKET_BYTES),
      where: { transport: "udp" },
    },
    {
      metric: "throughput_bytes_per_second",
      factor: "socketBytes",
      pairs: steps(SOCKET_BYTES),
      where: { transport: "tcp" },
    },
  ],
  twin: {
    metric: "throughput_bytes_per_second",
    levels: { transport: "udp", side: "receive", socketBytes: 212_992 },
  },
  charts: [
    { kind: "trials", metric: "loss_ratio", where: { transport: "udp" } },
    {
      kind: "curve",
      metric: "throughput_bytes_per_second",
      over: "socketBytes",
      where: { transport: "tcp" },
    },
    {
      kind: "trials",
      metric: "throughput_bytes_per_second",
      where: { transport: "tcp" },
    },
    { kind: "lost-bytes", where: { side: "receive" } },
  ],
});
