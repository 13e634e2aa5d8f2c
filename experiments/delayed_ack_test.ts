/**
 * Question: a receiver delays its acknowledgements in the hope of data to ride on
 * (RFC 1122, 4.2.3.2). When do quick ones pay, and on which side?
 *
 * Claims: in a one-way download the reader drains its buffer, and that sends the
 * acknowledgements; no delayed-ACK timer has to fire. In request–response the receiver
 * of the split request, here the server, holds its acknowledgement back while the
 * client's Nagle waits for it. TCP_QUICKACK at the server, set again after every
 * receive because Linux does not keep it (tcp(7)), removes the stall; at the client it
 * does not.
 */

import {
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
} from "@std/assert";
import {
  everyByteArrives,
  everyResponseIsRight,
  EXCHANGES_PER_TRIAL,
  experiment,
  having,
  linuxSocketOptions,
  medianExchangeSeconds,
  medianOf,
  sidePlans,
  tcpWorkloadTrial,
  WORKLOADS,
} from "../lib/experiment/mod.ts";

/** Linux delays by 40 ms at least (TCP_DELACK_MIN in include/net/tcp.h). */
const SHORTEST_STALL_SECONDS = 0.03;

experiment("delayed_ack", {
  question: "When do quick acknowledgements pay, and on which side?",
  factors: {
    workload: WORKLOADS,
    bufferBytes: [32, 65_536],
    /**
     * The side that acknowledges at once. Nagle's algorithm stays on. `server, once` sets
     * TCP_QUICKACK at the beginning only, as the reference study did.
     */
    quickAck: ["neither", "client", "server", "both", "server, once"],
  },
  where: ({ workload, bufferBytes, quickAck }) =>
    quickAck !== "server, once" ||
    workload === "request-response" && bufferBytes === 32,
  missing: linuxSocketOptions,
  traced: [
    { workload: "request-response", bufferBytes: 32, quickAck: "neither" },
    { workload: "request-response", bufferBytes: 32, quickAck: "server" },
  ],

  trial: ({ quickAck, ...condition }, lab) =>
    tcpWorkloadTrial(
      lab,
      quickAck === "server, once"
        ? { ...condition, quickAckOnce: "server" }
        : { ...condition, quickAck },
    ),

  invariants: [everyByteArrives, everyResponseIsRight],

  expectations: [
    {
      name:
        "request–response at 32 B: quick ACK at the receiver of the split request removes " +
        "the stall, at its sender it does not",
      onlyOverLoopback: true,
      check(records) {
        const small = having(records, {
          workload: "request-response",
          bufferBytes: 32,
        });
        for (const quickAck of ["neither", "client"]) {
          const seconds = medianExchangeSeconds(having(small, { quickAck }));
          assertGreaterOrEqual(
            seconds,
            SHORTEST_STALL_SECONDS,
            `quick ACK on ${quickAck}`,
          );
        }
        for (const quickAck of ["server", "both"]) {
          const seconds = medianExchangeSeconds(having(small, { quickAck }));
          assertLess(
            seconds,
            SHORTEST_STALL_SECONDS,
            `quick ACK on ${quickAck}`,
          );
        }
      },
    },
    {
      name:
        "the kernel's count of fired delayed-ACK timers agrees: about one per stalled " +
        "exchange, few otherwise",
      onlyOverLoopback: true,
      check(records) {
        const small = having(records, {
          workload: "request-response",
          bufferBytes: 32,
        });
        for (const quickAck of ["neither", "client"]) {
          const fired = medianOf(having(small, { quickAck }), "delayed_acks");
          assertGreaterOrEqual(
            fired,
            EXCHANGES_PER_TRIAL / 2,
            `quick ACK on ${quickAck}`,
          );
        }
        for (const quickAck of ["server", "both"]) {
          const fired = medianOf(having(small, { quickAck }), "delayed_acks");
          assertLessOrEqual(
            fired,
            EXCHANGES_PER_TRIAL / 5,
            `quick ACK on ${quickAck}`,
          );
        }
      },
    },
  ],

  ...sidePlans("quickAck", { at32Bytes: "server", at64Kibibytes: "client" }, [
    "server, once",
  ]),
});
