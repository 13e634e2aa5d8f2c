/**
 * Question: does the choice of congestion control matter where nothing is ever congested?
 *
 * Claims: over loopback nothing is lost and nothing is marked, so nothing is sent again
 * whatever the algorithm. What may differ is how fast the window opens, and whether
 * segments are paced. This is the baseline for links that do lose.
 */

import { assertEquals } from "@std/assert";
import {
  downloadTrial,
  everyByteArrives,
  experiment,
} from "../lib/experiment/mod.ts";
import { availableCongestionControls } from "../lib/kernel/congestion_controls.ts";

experiment("congestion_control", {
  question:
    "Does the choice of congestion control matter where nothing is congested?",
  factors: {
    engine: ["libc"],
    /** What this kernel has loaded (net.ipv4.tcp_available_congestion_control). */
    congestionControl: availableCongestionControls(),
    bufferBytes: [1_024, 65_536],
  },

  trial: ({ congestionControl, bufferBytes }, lab) =>
    downloadTrial(lab, {
      transport: "tcp",
      bufferBytes,
      serverSocket: { congestionControl },
    }),

  invariants: [
    everyByteArrives,
    {
      name: "nothing is lost and nothing is sent again",
      check({ transfers }) {
        for (const { tcp_info } of transfers) {
          assertEquals(tcp_info?.server?.total_retransmitted_segments, 0);
          assertEquals(tcp_info?.server?.lost_segments, 0);
        }
      },
    },
  ],
});
