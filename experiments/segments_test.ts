/**
 * Question: what becomes of small writes on the way to the wire: who puts them together,
 * and into segments of which size?
 *
 * Claims: with Nagle's algorithm (RFC 896) small writes wait for an acknowledgement and
 * leave together. TCP_NODELAY lets more, smaller segments out. TCP_CORK lets only full
 * ones out (tcp(7)), so it needs the fewest. A smaller maximum segment size
 * (TCP_MAXSEG) makes more segments of the same bytes. The kernel's own count of
 * segments with data (TCP_INFO) decides.
 */

import {
  assert,
  assertGreater,
  assertGreaterOrEqual,
  assertLessOrEqual,
} from "@std/assert";
import {
  against,
  downloadTrial,
  everyByteArrives,
  experiment,
  having,
  medianOf,
} from "../lib/experiment/mod.ts";

const KIBIBYTE = 1024;
const BUFFER_BYTES = 32;
const PREFIX_BYTES = 512 * KIBIBYTE;

experiment("segments", {
  question: "Who puts small writes together, into segments of which size?",
  factors: {
    engine: ["libc"],
    sending: ["nagle", "no-delay", "cork"],
    /** 1,460 is what an Ethernet allows, 536 what every path must (RFC 9293, 3.7.1). */
    maximumSegmentBytes: ["default", 1_460, 536],
  },

  trial: ({ sending, maximumSegmentBytes }, lab) =>
    downloadTrial(lab, {
      transport: "tcp",
      bufferBytes: BUFFER_BYTES,
      prefixBytes: PREFIX_BYTES,
      noDelay: sending === "no-delay" ? "server" : "neither",
      serverSocket: {
        cork: sending === "cork",
        ...(typeof maximumSegmentBytes === "number"
          ? { maximumSegmentBytes }
          : {}),
      },
    }),

  invariants: [
    everyByteArrives,
    {
      name:
        "no segment is larger than the maximum, and they carry every byte between them",
      check({ factors, transfers }) {
        for (const { tcp_info, received_bytes } of transfers) {
          const server = tcp_info?.server;
          assert(server !== undefined, "the kernel's account is missing");
          const { send_mss_bytes = 0, data_segments_out = 0 } = server;
          if (typeof factors.maximumSegmentBytes === "number") {
            assertLessOrEqual(send_mss_bytes, factors.maximumSegmentBytes);
          }
          assertGreaterOrEqual(
            data_segments_out * send_mss_bytes,
            received_bytes,
            "segments times their largest size, in bytes",
          );
        }
      },
    },
  ],

  expectations: [
    {
      name: "TCP_CORK needs the fewest segments, TCP_NODELAY the most",
      // elsewhere a segment can be lost and sent again
      onlyOverLoopback: true,
      check(records) {
        for (const maximumSegmentBytes of ["default", 1_460, 536]) {
          const same = having(records, { maximumSegmentBytes });
          const segmentsWith = (sending: string) =>
            medianOf(having(same, { sending }), "server_data_segments_out");
          assertLessOrEqual(segmentsWith("cork"), segmentsWith("nagle"));
          assertLessOrEqual(segmentsWith("nagle"), segmentsWith("no-delay"));
        }
      },
    },
    {
      name:
        "a smaller maximum segment size makes more segments of the same bytes",
      check(records) {
        const corked = having(records, { sending: "cork" });
        const segmentsOf = (maximumSegmentBytes: number) =>
          medianOf(
            having(corked, { maximumSegmentBytes }),
            "server_data_segments_out",
          );
        assertGreater(segmentsOf(536), segmentsOf(1_460));
      },
    },
  ],

  comparisons: [
    {
      metric: "server_data_segments_out",
      factor: "sending",
      pairs: against("nagle", ["no-delay", "cork"]),
    },
    {
      metric: "throughput_bytes_per_second",
      factor: "sending",
      pairs: against("nagle", ["no-delay", "cork"]),
    },
  ],
  twin: {
    metric: "throughput_bytes_per_second",
    levels: { sending: "nagle", maximumSegmentBytes: 1_460 },
  },
  charts: [
    { kind: "trials", metric: "server_data_segments_out" },
    { kind: "trials", metric: "throughput_bytes_per_second" },
  ],
});
