/**
 * What Nagle's algorithm lets into flight.
 *
 * RFC 896 and RFC 1122, 4.2.3.4 hold a small segment back while anything is
 * unacknowledged. Linux has Minshall's variant instead (draft-minshall-nagle,
 * tcp_minshall_check() in net/ipv4/tcp_output.c): only while another small one is. The
 * claim is what both have in common.
 *
 * @module
 */

import { assertEquals, assertGreater } from "@std/assert";
import {
  downloadTrial,
  inspectTrace,
  type Lab,
  type Sides,
  type TrialOutcome,
} from "../../lib/experiment/mod.ts";
import type { PacketClaims } from "./packet_claim.ts";

/** Long enough that the server writes much within a round trip. */
const DELAY_MS = 10;
const BUFFER_BYTES = 100;
const BOOK_BYTES = 32 * 1024;

function smallWrites(noDelay: Sides) {
  return async (lab: Lab): Promise<TrialOutcome> => ({
    ...await downloadTrial(lab, {
      transport: "tcp",
      bufferBytes: BUFFER_BYTES,
      prefixBytes: BOOK_BYTES,
      noDelay,
    }),
    inspect: inspectTrace,
  });
}

/** The claims. */
export const NAGLE: PacketClaims = {
  "Nagle on": {
    claim:
      "with Nagle's algorithm a sender of small writes never has two small segments in " +
      "flight; only the one with the FIN is exempt (tcp_nagle_test())",
    link: { both: { delayMs: DELAY_MS } },
    trial: smallWrites("neither"),
    check({ metrics }) {
      assertEquals(metrics.trace_small_in_flight, 1);
    },
  },
  "Nagle off": {
    claim: "with TCP_NODELAY (tcp(7)) it has many",
    link: { both: { delayMs: DELAY_MS } },
    trial: smallWrites("server"),
    check({ metrics }) {
      assertGreater(metrics.trace_small_in_flight!, 2);
    },
  },
};
