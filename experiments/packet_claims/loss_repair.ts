/**
 * How TCP repairs the loss of a single segment, by where in the stream it was.
 *
 * The round trip of 100 ms keeps the scheduler's milliseconds out of it: every timer below
 * is far longer than a process on a busy machine waits for its core.
 *
 * @module
 */

import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
} from "@std/assert";
import {
  downloadTrial,
  inspectTrace,
  type Lab,
  type TrialOutcome,
} from "../../lib/experiment/mod.ts";
import type { LinkPlan, RuleReference } from "../../lib/link/link_spec.ts";
import { ownRule } from "../../lib/link/rules.ts";
import { counted, type PacketClaims } from "./packet_claim.ts";

const DELAY_MS = 50;

/** Whole segments enough that the lost one has more than three behind it (RFC 5681, 3.2). */
const BOOK_BYTES = 64 * 1024;
const LOST_SEGMENT = 15;

/** Of an exchange; with the first segment the server says that it is ready. */
const FIRST_RESPONSE = 2;

/** The window of Reno is the same on every kernel (RFC 5681). */
const CONGESTION_CONTROL = "reno";

/** Time until a SYN is sent again (RFC 6298, 2.1), with room on both sides. */
const SYN_TIMEOUT_SECONDS = { lowest: 0.9, highest: 2 };

/** A link that does nothing but keep packets for a while, and drop what a rule names. */
function lossless(...rules: RuleReference[]): LinkPlan {
  return { both: { delayMs: DELAY_MS }, rules };
}

function loseServersSegment(number: number): RuleReference {
  return ownRule("dropDataSegments", {
    direction: "server_to_client",
    numbers: [number],
  });
}

async function download(lab: Lab): Promise<TrialOutcome> {
  return {
    ...await downloadTrial(lab, {
      transport: "tcp",
      bufferBytes: 16 * 1024,
      prefixBytes: BOOK_BYTES,
      serverSocket: { congestionControl: CONGESTION_CONTROL },
    }),
    inspect: inspectTrace,
  };
}

/**
 * Exchanges of which a response is lost. The request is acknowledged at once, so that only
 * the response is missed.
 */
async function exchanges(lab: Lab, count: number): Promise<TrialOutcome> {
  const { seconds, echoed, tcpInfo } = await lab.exchange({
    count,
    bytes: 100,
    noDelay: "both",
    quickAck: "server",
    serverSocket: { congestionControl: CONGESTION_CONTROL },
  });
  return {
    metrics: {},
    exchange_seconds: seconds,
    exchange_tcp_info: tcpInfo,
    observations: { echoed },
    inspect: inspectTrace,
  };
}

/** The claims. */
export const LOSS_REPAIR: PacketClaims = {
  "loss in mid-stream": {
    claim:
      "a data segment that is lost in mid-stream is sent again once, by fast retransmission " +
      "(RFC 5681, 3.2; RFC 8985), and no timer expires",
    link: lossless(loseServersSegment(LOST_SEGMENT)),
    trial: download,
    check(record) {
      assertEquals(record.link_account?.server_to_client.dropped.rule, 1);
      assertEquals(record.metrics.trace_retransmissions, 1, "retransmissions");
      assertEquals(counted(record, "Tcp.RetransSegs"), 1, "RetransSegs");
      assertEquals(counted(record, "TcpExt.TCPFastRetrans"), 1);
      assertEquals(counted(record, "TcpExt.TCPTimeouts"), 0, "timeouts");
      assertEquals(counted(record, "TcpExt.TCPLossProbes"), 0, "loss probes");
    },
  },

  "loss of the last segment": {
    claim:
      "a lost last segment, behind which nothing comes that could tell of it, is repaired by " +
      "one tail-loss probe (RFC 8985, 7), and no timer of RFC 6298 expires",
    link: lossless(loseServersSegment(FIRST_RESPONSE)),
    // the client waits for the first response before it asks again
    trial: (lab) => exchanges(lab, 2),
    check(record) {
      assertEquals(record.link_account?.server_to_client.dropped.rule, 1);
      assertEquals(record.metrics.trace_retransmissions, 1, "retransmissions");
      assertEquals(counted(record, "TcpExt.TCPLossProbes"), 1, "loss probes");
      assertEquals(counted(record, "TcpExt.TCPTimeouts"), 0, "timeouts");
      assertEquals(counted(record, "TcpExt.TCPFastRetrans"), 0);
    },
  },

  "loss in front of the FIN": {
    claim:
      "but where the FIN follows, it tells of the loss: the receiver answers it with SACK, " +
      "and a single such answer is enough (RFC 8985, 6.2), no three duplicates (RFC 5681, 3.2)",
    link: lossless(loseServersSegment(FIRST_RESPONSE)),
    // the server closes behind the only response
    trial: (lab) => exchanges(lab, 1),
    check(record) {
      assertEquals(record.link_account?.server_to_client.dropped.rule, 1);
      assertEquals(record.metrics.trace_retransmissions, 1, "retransmissions");
      assertEquals(counted(record, "TcpExt.TCPFastRetrans"), 1);
      assertEquals(counted(record, "TcpExt.TCPLossProbes"), 0, "loss probes");
      assertEquals(counted(record, "TcpExt.TCPTimeouts"), 0, "timeouts");
    },
  },

  "loss of a SYN": {
    claim:
      "a lost SYN is sent again after a timeout of one second (RFC 6298, 2.1), once",
    link: lossless(ownRule("dropFirstSyns", { count: 1 })),
    trial: download,
    check(record) {
      assertEquals(record.link_account?.client_to_server.dropped.rule, 1);
      assertEquals(counted(record, "TcpExt.TCPSynRetrans"), 1, "SYNs again");
      assertEquals(counted(record, "TcpExt.TCPTimeouts"), 1, "timeouts");
      const seconds = record.transfers[0]?.connect_seconds;
      assert(seconds !== undefined, "the time of connecting is missing");
      assertGreaterOrEqual(seconds, SYN_TIMEOUT_SECONDS.lowest);
      assertLess(seconds, SYN_TIMEOUT_SECONDS.highest);
    },
  },
};
