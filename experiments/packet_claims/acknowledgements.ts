/**
 * How many segments a receiver acknowledges at once.
 *
 * The bottleneck sends the segments one by one, so that each finds the receiver's kernel
 * with nothing else to do.
 *
 * @module
 */

import {
  assertGreater,
  assertGreaterOrEqual,
  assertLessOrEqual,
} from "@std/assert";
import {
  downloadTrial,
  foreignMissing,
  inspectTrace,
  type KernelOptions,
  type Lab,
  type Metrics,
  runOnHost,
  type Sides,
  type TrialOutcome,
  withSetting,
} from "../../lib/experiment/mod.ts";
import { counted, type PacketClaims } from "./packet_claim.ts";

const LINK = { both: { delayMs: 5 }, server_to_client: rate(5) };
const BOOK_BYTES = 256 * 1024;
const BUFFER_BYTES = 64 * 1024;

/**
 * Segments that a new connection acknowledges at once whatever else it does
 * (TCP_MAX_QUICKACKS in include/net/tcp.h).
 */
const QUICK_AT_FIRST = 16;

/** With a buffer that was set, the kernel does not tune the window (tcp(7), tcp_rmem). */
const FIXED_WINDOW: KernelOptions = { socketReceiveBytes: 64 * 1024 };

/** What a device allows unless told otherwise (GSO_MAX_SEGS of linux/netdevice.h). */
const LARGEST_BURST_SEGMENTS = 65_535;

/**
 * Share of the receives that have to be followed by an ACK of their own with TCP_QUICKACK.
 * Data that comes between a receive and setting the option is acknowledged with it.
 */
const QUICK_RATIO = 0.9;

/**
 * Share of the segments that a reader who keeps up with them reads one by one. On a machine
 * whose cores are busy several wait for it, and are acknowledged together.
 */
const KEPT_UP_RATIO = 0.9;

/**
 * Else a receiver that is busy acknowledges all that has come meanwhile at once. Kernels
 * before 6.7 have no such setting, and do not defer.
 */
const BACKLOG_ACK_DEFER = {
  end: "client",
  name: "net.ipv4.tcp_backlog_ack_defer",
  value: "0",
} as const;

/** Most pure ACKs of a receiver that delays them, but for those of marked segments. */
function mostWhenDelayed(metrics: Metrics): number {
  return Math.ceil(metrics.trace_data_segments! / 2) + QUICK_AT_FIRST;
}

function rate(megabits: number) {
  return { rateBitsPerSecond: megabits * 1e6 };
}

async function bulk(
  lab: Lab,
  quickAck: Sides,
  clientSocket: KernelOptions = {},
): Promise<TrialOutcome> {
  return {
    ...await downloadTrial(lab, {
      transport: "tcp",
      bufferBytes: BUFFER_BYTES,
      prefixBytes: BOOK_BYTES,
      quickAck,
      serverSocket: { congestionControl: "reno" },
      clientSocket,
    }),
    inspect: inspectTrace,
  };
}

/**
 * Does something while the server's host makes no burst of several segments. Of such a burst
 * the last one is marked PSH (__tcp_transmit_skb() in net/ipv4/tcp_output.c), and a full
 * segment with that mark is acknowledged as soon as it was read (tcp_measure_rcv_mss() in
 * tcp_input.c): with bursts of one or two there is an ACK for nearly every segment.
 */
async function withoutBursts<Result>(
  lab: Lab,
  act: () => Promise<Result>,
): Promise<Result> {
  const segments = (count: number) =>
    runOnHost(lab, "server", [
      ...`ip link set dev ${lab.link!.device("server")} gso_max_segs`.split(
        " ",
      ),
      String(count),
    ]);
  await segments(1);
  try {
    return await act();
  } finally {
    await segments(LARGEST_BURST_SEGMENTS);
  }
}

/** Does something while the client's route to the server has the metric `quickack`. */
async function withQuickAckRoute<Result>(
  lab: Lab,
  act: () => Promise<Result>,
): Promise<Result> {
  const server = lab.link!.address("server", 4);
  await runOnHost(lab, "client", [
    ..."ip route add".split(" "),
    `${server}/32`,
    ...`dev ${lab.link!.device("client")} quickack 1`.split(" "),
  ]);
  try {
    return await withSetting(lab, BACKLOG_ACK_DEFER, act);
  } finally {
    await runOnHost(lab, "client", [
      ..."ip route del".split(" "),
      `${server}/32`,
    ]);
  }
}

/** The claims. */
export const ACKNOWLEDGEMENTS: PacketClaims = {
  "delayed ACK": {
    claim:
      "with delayed ACK (RFC 1122, 4.2.3.2) pure ACKs come at most for every second full " +
      `segment, but for the first ${QUICK_AT_FIRST} of a connection and those that end a ` +
      "write and are marked PSH",
    link: LINK,
    missing: () => foreignMissing("ip"),
    trial: (lab) =>
      withoutBursts(lab, () => bulk(lab, "neither", FIXED_WINDOW)),
    check({ metrics, transfers }) {
      assertLessOrEqual(
        metrics.trace_pure_acks!,
        mostWhenDelayed(metrics) + transfers[0]!.writes,
        `pure ACKs of ${metrics.trace_data_segments} segments`,
      );
    },
  },
  "ACKs while the window grows": {
    claim:
      "but as long as the receive window grows, Linux acknowledges at once the segments that " +
      "make it grow (tcp_grow_window() in tcp_input.c): there are more ACKs than that, as " +
      "long as the reader keeps up",
    link: LINK,
    missing: () => foreignMissing("ip"),
    trial: (lab) => withoutBursts(lab, () => bulk(lab, "neither")),
    check({ metrics, transfers }) {
      const segments = metrics.trace_data_segments!;
      if (transfers[0]!.reads < KEPT_UP_RATIO * segments) return;
      assertGreater(
        metrics.trace_pure_acks!,
        mostWhenDelayed(metrics),
        `pure ACKs of ${segments} segments`,
      );
    },
  },
  "quick ACK by socket option": {
    claim:
      "with TCP_QUICKACK, set again after every receive (tcp(7)), every receive is followed by " +
      "an ACK: one for every segment, as long as the reader keeps up with them",
    link: LINK,
    trial: (lab) => bulk(lab, "client"),
    check({ metrics, transfers }) {
      assertGreaterOrEqual(
        metrics.trace_pure_acks!,
        QUICK_RATIO * transfers[0]!.reads,
        `pure ACKs of ${metrics.trace_data_segments} segments`,
      );
    },
  },
  "quick ACK by route": {
    claim:
      "with the route metric quickack (ip-route(8)) every segment is acknowledged by itself, " +
      "but those that the kernel has joined while the reader held the socket",
    link: LINK,
    missing: () => foreignMissing("ip"),
    trial: (lab) => withQuickAckRoute(lab, () => bulk(lab, "neither")),
    check(record) {
      const { metrics } = record;
      assertGreaterOrEqual(
        metrics.trace_pure_acks! +
          counted(record, "TcpExt.TCPBacklogCoalesce"),
        metrics.trace_data_segments!,
        `pure ACKs and joined segments of ${metrics.trace_data_segments} segments`,
      );
    },
  },
};
