/**
 * Question: what do TCP_NODELAY and quick acknowledgements do together?
 *
 * Claims: either one on the right side is enough. In request–response, where the
 * client splits its requests, both on the client (its Nagle off) or both on the server
 * (its acknowledgements quick) end the stall alike; having both on both sides adds
 * nothing that can be told.
 */

import { assertGreaterOrEqual } from "@std/assert";
import {
  everyByteArrives,
  everyResponseIsRight,
  experiment,
  having,
  linuxSocketOptions,
  medianExchangeSeconds,
  sidePlans,
  tcpWorkloadTrial,
  WORKLOADS,
} from "../lib/experiment/mod.ts";

/** How many times longer the median exchange is with neither, at least. */
const STALL_RATIO = 10;

experiment("nagle_and_delayed_ack", {
  question: "What do TCP_NODELAY and quick acknowledgements do together?",
  factors: {
    workload: WORKLOADS,
    bufferBytes: [32, 65_536],
    /** The side with Nagle's algorithm off and quick acknowledgements. */
    disabledOn: ["neither", "server", "client", "both"],
  },
  missing: linuxSocketOptions,

  trial: ({ disabledOn, ...condition }, lab) =>
    tcpWorkloadTrial(lab, {
      ...condition,
      noDelay: disabledOn,
      quickAck: disabledOn,
    }),

  invariants: [everyByteArrives, everyResponseIsRight],

  expectations: [
    {
      name:
        `request–response at 32 B: either side ends the stall; with neither the median ` +
        `exchange is at least ${STALL_RATIO} times as long`,
      onlyOverLoopback: true,
      check(records) {
        const small = having(records, {
          workload: "request-response",
          bufferBytes: 32,
        });
        const stalled = medianExchangeSeconds(
          having(small, { disabledOn: "neither" }),
        );
        for (const disabledOn of ["server", "client", "both"]) {
          const free = medianExchangeSeconds(having(small, { disabledOn }));
          assertGreaterOrEqual(
            stalled / free,
            STALL_RATIO,
            `against ${disabledOn}`,
          );
        }
      },
    },
  ],

  ...sidePlans("disabledOn", { at32Bytes: "both", at64Kibibytes: "neither" }),
});
