/**
 * Question: how exact is a pause of some microseconds between two transmissions, and
 * what does exactness cost?
 *
 * Claims: no pause is shorter than asked for. The engine `deno` goes round the event
 * loop until the time has come; the engine `libc` sleeps in clock_nanosleep(2) with a
 * timer slack of a nanosecond, as close to the end as the machine's wake-ups allow, and
 * looks at the clock for the rest. Both hit 100 µs to within a few; the second one
 * leaves the core to others meanwhile.
 */

import { assertGreaterOrEqual, assertLess } from "@std/assert";
import {
  downloadTrial,
  experiment,
  having,
  integrity,
  medianOf,
} from "../lib/experiment/mod.ts";

const PREFIX_BYTES = 128 * 1024;
/** Far above what either engine achieves, also on a busy machine. */
const LOOSE_FACTOR = 10;

experiment("pause", {
  question: "How exact is a pause of some microseconds, and what does it cost?",
  factors: {
    engine: ["deno", "libc"],
    pauseMicroseconds: [50, 100, 1_000],
  },

  trial: ({ pauseMicroseconds }, lab) =>
    downloadTrial(lab, {
      transport: "udp",
      bufferBytes: 1_024,
      prefixBytes: PREFIX_BYTES,
      pauseMicroseconds,
    }),

  invariants: [
    ...integrity,
    {
      name: "no pause is shorter than asked for",
      check({ factors, metrics }) {
        assertGreaterOrEqual(
          metrics.pause_median_microseconds!,
          Number(factors.pauseMicroseconds),
        );
      },
    },
  ],

  expectations: [{
    name: "pauses are of the order of magnitude that was asked for",
    check(records) {
      for (const pauseMicroseconds of [50, 100, 1_000]) {
        assertLess(
          medianOf(
            having(records, { pauseMicroseconds }),
            "pause_median_microseconds",
          ),
          LOOSE_FACTOR * pauseMicroseconds,
        );
      }
    },
  }],

  comparisons: [{
    metric: "pause_median_microseconds",
    factor: "engine",
    pairs: [["deno", "libc"]],
  }],
  twin: {
    metric: "time_seconds",
    levels: { pauseMicroseconds: 100 },
  },
  charts: [
    { kind: "trials", metric: "pause_median_microseconds" },
    { kind: "trials", metric: "time_seconds" },
  ],
});
