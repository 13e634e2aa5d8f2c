/**
 * Question: Nagle's algorithm (RFC 896) holds a small segment back while earlier data
 * is unacknowledged. When does switching it off pay, and on which side?
 *
 * Claims: in a one-way download nobody waits for anything, so switching it off pays on
 * neither side; at the server it sends more and smaller segments. In request–response
 * with a request in two writes the writer's Nagle and the reader's delayed
 * acknowledgement (RFC 1122, 4.2.3.2) wait for each other: on Linux 40 ms at least, each
 * time. Only the writer of the split request, here the client, can mend that with
 * TCP_NODELAY.
 */

import { assertGreaterOrEqual } from "@std/assert";
import {
  everyByteArrives,
  everyResponseIsRight,
  experiment,
  having,
  medianExchangeSeconds,
  sidePlans,
  tcpWorkloadTrial,
  WORKLOADS,
} from "../lib/experiment/mod.ts";

/** How many times longer the median exchange is with Nagle on at the writer, at least. */
const STALL_RATIO = 10;

experiment("nagle", {
  question: "When does switching Nagle's algorithm off pay, and on which side?",
  factors: {
    workload: WORKLOADS,
    bufferBytes: [32, 65_536],
    /** The side on which Nagle's algorithm is off. */
    noDelay: ["neither", "client", "server", "both"],
  },
  traced: [
    { workload: "request-response", bufferBytes: 32, noDelay: "neither" },
    { workload: "request-response", bufferBytes: 32, noDelay: "client" },
  ],

  trial: (condition, lab) => tcpWorkloadTrial(lab, condition),

  invariants: [everyByteArrives, everyResponseIsRight],

  // delayed ACK as it is assumed here is Linux's
  expectations: Deno.build.os !== "linux" ? [] : [
    {
      name:
        `request–response at 32 B: Nagle on at the writer makes the median exchange at ` +
        `least ${STALL_RATIO} times as long`,
      onlyOverLoopback: true,
      check(records) {
        const small = having(records, {
          workload: "request-response",
          bufferBytes: 32,
        });
        for (
          const [on, off] of [["neither", "client"], [
            "server",
            "both",
          ]] as const
        ) {
          const stalled = medianExchangeSeconds(having(small, { noDelay: on }));
          const free = medianExchangeSeconds(having(small, { noDelay: off }));
          assertGreaterOrEqual(
            stalled / free,
            STALL_RATIO,
            `off on ${on} against ${off}`,
          );
        }
      },
    },
  ],

  ...sidePlans("noDelay", { at32Bytes: "both", at64Kibibytes: "client" }),
});
