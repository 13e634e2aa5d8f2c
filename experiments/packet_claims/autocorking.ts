/**
 * Automatic corking: the kernel joins small writes as long as the host's own queue still
 * holds an earlier segment of the connection (tcp(7), tcp_autocorking; tcp_should_autocork()
 * in net/ipv4/tcp.c).
 *
 * A queue elsewhere on the path does not count, however long it is: the link's bottleneck
 * is none of the sender's. So the host gets a token bucket of its own (tc-tbf(8)).
 *
 * @module
 */

import { assertEquals, assertGreater } from "@std/assert";
import {
  downloadTrial,
  foreignMissing,
  inspectTrace,
  type Lab,
  runOnHost,
  type TrialOutcome,
  withSetting,
} from "../../lib/experiment/mod.ts";
import { counted, type PacketClaims } from "./packet_claim.ts";

/** So large that the first few writes, which the window allows at once, fill the bucket. */
const BUFFER_BYTES = 500;
const BOOK_BYTES = 32 * 1024;

/** A queue that holds what is sent faster than 2 Mbit/s, but for a full packet. */
const TOKEN_BUCKET = "tbf rate 2mbit burst 1600 latency 1s".split(" ");

const AUTOCORKING = "net.ipv4.tcp_autocorking";

/** Nagle is off, or it would join the writes. */
async function smallWrites(lab: Lab): Promise<TrialOutcome> {
  return {
    ...await downloadTrial(lab, {
      transport: "tcp",
      bufferBytes: BUFFER_BYTES,
      prefixBytes: BOOK_BYTES,
      noDelay: "server",
    }),
    inspect: inspectTrace,
  };
}

async function withQueue(
  lab: Lab,
  { autocorking }: { autocorking: boolean },
): Promise<TrialOutcome> {
  const queue = (verb: "replace" | "del", ...more: string[]) =>
    runOnHost(lab, "server", [
      ...`tc qdisc ${verb} dev ${lab.link!.device("server")} root`.split(" "),
      ...more,
    ]);
  await queue("replace", ...TOKEN_BUCKET);
  try {
    return await withSetting(
      lab,
      { end: "server", name: AUTOCORKING, value: autocorking ? "1" : "0" },
      () => smallWrites(lab),
    );
  } finally {
    await queue("del");
  }
}

/** The claims. */
export const AUTOCORKING_CLAIMS: PacketClaims = {
  "autocorking without a queue": {
    claim:
      "where the sender's host has no queue that holds segments, nothing is corked, also in " +
      "front of a bottleneck elsewhere on the path",
    link: { server_to_client: { rateBitsPerSecond: 2e6 } },
    trial: smallWrites,
    check(record) {
      assertEquals(counted(record, "TcpExt.TCPAutoCorking"), 0);
    },
  },
  "autocorking with a queue": {
    claim:
      "where it has one, the kernel joins small writes that wait behind it",
    link: {},
    missing: () => foreignMissing("tc"),
    trial: (lab) => withQueue(lab, { autocorking: true }),
    check(record) {
      assertGreater(counted(record, "TcpExt.TCPAutoCorking"), 0);
    },
  },
  "autocorking switched off": {
    claim: "where the setting tcp_autocorking is 0, it does not",
    link: {},
    missing: () => foreignMissing("tc"),
    trial: (lab) => withQueue(lab, { autocorking: false }),
    check(record) {
      assertEquals(counted(record, "TcpExt.TCPAutoCorking"), 0);
    },
  },
};
