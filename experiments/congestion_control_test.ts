/**
 * Question: does the choice of congestion control matter where nothing is ever congested?
 *
 * Claims: over loopback nothing is lost, whatever the algorithm. What may differ is how
 * fast the window opens, and whether segments are paced. This is the baseline for
 * `congestion_control_link`, where there is a bottleneck.
 *
 * Segments can be sent again all the same: on a machine whose cores are both busy an
 * acknowledgement comes later than the sender waits for it (RFC 6298, RFC 8985). The
 * metric `server_retransmitted_segments` counts that.
 */

import { assertEquals } from "@std/assert";
import {
  against,
  downloadTrial,
  everyByteArrives,
  experiment,
} from "../lib/experiment/mod.ts";
import {
  availableCongestionControls,
  permittedCongestionControls,
} from "../lib/kernel/congestion_controls.ts";

const CONTROLS = permittedCongestionControls();
const REFUSED = availableCongestionControls().filter((name) =>
  !CONTROLS.includes(name)
);

experiment("congestion_control", {
  question:
    "Does the choice of congestion control matter where nothing is congested?",
  factors: {
    engine: ["libc"],
    /** What this kernel has loaded, and lets this process use. */
    congestionControl: CONTROLS,
    bufferBytes: [1_024, 65_536],
  },
  missingInPart: () =>
    REFUSED.length === 0 ? undefined : {
      reason: `the kernel keeps ${REFUSED.join(" and ")} for privileged users`,
      remedy:
        "run it as root, or add to sysctl net.ipv4.tcp_allowed_congestion_control",
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
      name: "the sender holds nothing for lost at the end",
      check({ transfers }) {
        for (const { tcp_info } of transfers) {
          assertEquals(tcp_info?.server?.lost_segments, 0);
        }
      },
    },
  ],

  comparisons: [{
    metric: "throughput_bytes_per_second",
    factor: "congestionControl",
    pairs: against(CONTROLS[0]!, CONTROLS.slice(1)),
  }],
  twin: {
    metric: "throughput_bytes_per_second",
    levels: { congestionControl: CONTROLS[0]!, bufferBytes: 1_024 },
  },
  charts: [
    { kind: "trials", metric: "throughput_bytes_per_second" },
    { kind: "trials", metric: "server_retransmitted_segments" },
  ],
});
