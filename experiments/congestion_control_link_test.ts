/**
 * Question: what does congestion control make of a bottleneck with a shallow and with a deep
 * queue, with random loss, and beside another flow?
 *
 * Claims, with what each control does in the long run:
 *
 * - Reno (RFC 5681) and CUBIC (RFC 9438) go on until they lose, so they fill a deep queue
 *   and all packets wait in it; BBR follows the rate and the round trip that it has measured
 *   (Cardwell et al., "BBR: Congestion-Based Congestion Control", ACM Queue, 2016).
 * - Where one packet in a hundred is lost by chance, Reno and CUBIC shrink their windows each
 *   time, as if the path were full: about 1.2 segments / sqrt(loss) a round trip are left
 *   (Mathis et al., 1997), here 0.9 MB/s of 6.25. BBR's first version takes no notice.
 * - Two flows of the same control share evenly. Beside CUBIC, BBR gets more than its share
 *   at a shallow queue and less at a deep one (Hock, Bless, Zitterbart, ICNP 2017).
 *
 * Here a flow is less than a MiB, ten to thirty round trips, so what is seen is how it begins
 * (`--full` moves whole books). Then BBR fills the queue, too: until its rate grows no more it
 * sends at 2.9 times that rate, and what a shallow queue has no room for is sent again. CUBIC
 * leaves slow start when the round trips grow (HyStart), Reno when it loses. And random loss
 * costs a flow of five hundred packets much if it comes early, and next to nothing if late.
 */

import {
  assertGreater,
  assertGreaterOrEqual,
  assertLessOrEqual,
} from "@std/assert";
import {
  against,
  everyByteArrives,
  experiment,
  flowsTrial,
  having,
  medianOf,
} from "../lib/experiment/mod.ts";
import { availableCongestionControls } from "../lib/kernel/congestion_controls.ts";

/** What this kernel has loaded (net.ipv4.tcp_available_congestion_control). */
const CONTROLS = availableCongestionControls();

const RATE_BITS_PER_SECOND = 50_000_000;
const ROUND_TRIP_MS = 20;
/** What is on its way where the bottleneck is just busy: 125,000 bytes. */
const BANDWIDTH_DELAY_BYTES = RATE_BITS_PER_SECOND / 8 * ROUND_TRIP_MS / 1000;

/** Room in front of the bottleneck. */
const QUEUE_BYTES = {
  shallow: BANDWIDTH_DELAY_BYTES / 4,
  deep: BANDWIDTH_DELAY_BYTES * 4,
} as const;

/** What each of the flows asks for of the book (see `--full`): six bandwidth-delay products. */
const PREFIX_BYTES = 768 * 1024;

/** Those of a server that TCP_INFO does not count when they are lost: SYN, ACK, FIN. */
const SEGMENTS_WITHOUT_DATA = 3;

/** One flow, or two at once, each of its own control; none that this kernel lacks. */
const FLOWS = [
  "cubic",
  "reno",
  "bbr",
  "cubic + cubic",
  "bbr + bbr",
  "bbr + cubic",
].filter((flows) => controlsOf(flows).every((one) => CONTROLS.includes(one)));

function controlsOf(flows: string): string[] {
  return flows.split(" + ");
}

experiment("congestion_control_link", {
  question:
    "What does congestion control make of a bottleneck: with a shallow and a deep queue, with random loss, beside another flow?",
  factors: {
    engine: ["libc"],
    /** The controls, the first client's first. */
    flows: FLOWS,
    /** A quarter of a bandwidth-delay product, and four. */
    queue: ["shallow", "deep"],
    /** Of the packets to the client. */
    lossRatio: [0, 0.01],
  },
  where: ({ flows, queue, lossRatio }) =>
    lossRatio === 0 || queue === "deep" && controlsOf(flows).length === 1,
  processes: { servers: 2, clients: 2 },
  missingInPart: () =>
    CONTROLS.includes("bbr") ? undefined : {
      reason: "this kernel has not loaded the congestion control bbr",
      remedy: "load it: modprobe tcp_bbr",
    },
  link: ({ queue, lossRatio }) => ({
    both: { delayMs: ROUND_TRIP_MS / 2 },
    server_to_client: {
      rateBitsPerSecond: RATE_BITS_PER_SECOND,
      queueBytes: QUEUE_BYTES[queue],
      lossRatio,
    },
  }),
  traced: [{ flows: "cubic", queue: "shallow", lossRatio: 0 }],

  trial: ({ flows }, lab) =>
    flowsTrial(lab, {
      congestionControls: controlsOf(flows),
      bufferBytes: 65_536,
      prefixBytes: PREFIX_BYTES,
    }),

  invariants: [
    everyByteArrives,
    {
      name: "the queue is never longer than its limit",
      check({ factors, link_account }) {
        assertLessOrEqual(
          link_account!.server_to_client.queue_peak_bytes,
          QUEUE_BYTES[factors.queue as keyof typeof QUEUE_BYTES],
        );
      },
    },
    {
      name: "what the link dropped, the senders say that they sent again",
      check({ link_account, metrics, transfers }) {
        const { loss, queue_full } = link_account!.server_to_client.dropped;
        assertGreaterOrEqual(
          metrics.server_retransmitted_segments! +
            SEGMENTS_WITHOUT_DATA * transfers.length,
          loss + queue_full,
        );
      },
    },
  ],

  expectations: [
    {
      name: "a deep queue makes packets wait longer, whatever the control",
      check(records) {
        const longest = (flows: string, queue: string) =>
          medianOf(
            having(records, { flows, queue, lossRatio: 0 }),
            "link_queue_max_seconds",
          );
        for (const flows of FLOWS) {
          assertGreater(longest(flows, "deep"), longest(flows, "shallow"));
        }
      },
    },
  ],

  comparisons: [
    {
      metric: "throughput_bytes_per_second",
      factor: "flows",
      pairs: against("cubic", ["reno", "bbr"]),
    },
    {
      metric: "throughput_bytes_per_second",
      factor: "lossRatio",
      pairs: [[0, 0.01]],
    },
    {
      metric: "link_queue_mean_seconds",
      factor: "flows",
      pairs: against("cubic", ["reno", "bbr"]),
      where: { lossRatio: 0 },
    },
    {
      metric: "server_retransmitted_segments",
      factor: "flows",
      pairs: against("cubic", ["reno", "bbr"]),
      where: { queue: "shallow" },
    },
    {
      metric: "shared_jain_fairness",
      factor: "flows",
      pairs: against("cubic + cubic", ["bbr + bbr", "bbr + cubic"]),
    },
    {
      metric: "shared_first_client_ratio",
      factor: "queue",
      pairs: [["shallow", "deep"]],
      where: { flows: "bbr + cubic" },
    },
  ],
  twin: {
    metric: "throughput_bytes_per_second",
    levels: { flows: FLOWS[0]!, queue: "deep", lossRatio: 0 },
  },
  charts: [
    { kind: "trials", metric: "throughput_bytes_per_second" },
    { kind: "trials", metric: "link_queue_mean_seconds" },
    { kind: "trials", metric: "server_retransmitted_segments" },
    { kind: "trials", metric: "shared_first_client_ratio" },
    {
      kind: "progress",
      where: { flows: "bbr + cubic", queue: "shallow", lossRatio: 0 },
    },
  ],
});
