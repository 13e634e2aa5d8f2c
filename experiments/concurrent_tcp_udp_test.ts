/**
 * Question: do a TCP and a UDP server disturb each other, and can they have one port?
 *
 * Claims: TCP and UDP have port spaces of their own (RFC 9293, 3.1; RFC 768), so one
 * number can serve both at the same time. Both deliver as they do alone; what they
 * share is the machine. And a UDP server that sends a book to whoever asks can be aimed
 * at a stranger, whose address is on the request: ours wants the address proved first
 * (RFC 9000, section 8.1, is the model), and before that sends three times what it got.
 */

import { assertEquals, assertLessOrEqual } from "@std/assert";
import {
  against,
  askWithoutProof,
  bothEndsAgree,
  experiment,
  integrity,
  metricsOfTransfers,
  perSecond,
  type RunningServer,
} from "../lib/experiment/mod.ts";

const BUFFER_BYTES = 1024;
const PAUSE_MICROSECONDS = 100;
/** What is asked for of the book (see `--full`). */
const PREFIX_BYTES = 512 * 1024;

const TRANSPORTS = ["tcp", "udp"] as const;

experiment("concurrent_tcp_udp", {
  question:
    "Do a TCP and a UDP server disturb each other, and can they have one port?",
  factors: { servers: ["tcp", "udp", "both, two ports", "both, one port"] },
  processes: { servers: 2, clients: 2 },

  async trial({ servers }, lab) {
    const common = {
      pauseMicroseconds: PAUSE_MICROSECONDS,
      ...(lab.full ? {} : { prefixBytes: PREFIX_BYTES }),
    };
    // left to the kernel, two ports would now and then have the same number
    const { port } = await lab.unusedAddress("udp");
    const transports = TRANSPORTS.filter((transport) =>
      servers === transport || servers.startsWith("both")
    );
    // whoever is first may have a core to itself: that must not always be the same one
    if (Math.random() < 0.5) transports.reverse();
    const running: RunningServer[] = [];
    for (const transport of transports) {
      const samePort = transport === "udp" || servers === "both, one port";
      running.push(
        await lab.serve({
          transport,
          server: TRANSPORTS.indexOf(transport),
          ...(samePort ? { port } : {}),
          ...common,
        }),
      );
    }
    const fetched = await Promise.all(
      running.map((from) =>
        lab.fetch({
          from,
          client: TRANSPORTS.indexOf(from.transport),
          bufferBytes: BUFFER_BYTES,
        })
      ),
    );
    const udp = running.find(({ transport }) => transport === "udp");
    // who asks is this process, which no other host can be reached from
    const stranger = udp && lab.hosts.isLoopback
      ? await askWithoutProof(udp.address)
      : undefined;
    const transfers = await lab.settle(fetched);
    const alone = Object.fromEntries(transfers.map((one) => [
      `${one.transport}_throughput_bytes_per_second`,
      perSecond(one.received_bytes, one.time_seconds),
    ]));
    return {
      metrics: {
        ...metricsOfTransfers(transfers),
        ...alone,
      },
      transfers,
      observations: {
        server_ports: new Set(running.map(({ address }) => address.port)).size,
        ...(stranger && {
          unproven_request_bytes: stranger.requestBytes,
          unproven_answer_bytes: stranger.answerBytes,
        }),
      },
    };
  },

  invariants: [
    ...integrity,
    bothEndsAgree,
    {
      name:
        "an address that has proved nothing gets at most three times what it sent",
      check({ factors, observations, link }) {
        if (factors.servers === "tcp" || link !== "loopback") return;
        assertLessOrEqual(
          Number(observations?.unproven_answer_bytes),
          3 * Number(observations?.unproven_request_bytes),
          "bytes answered",
        );
      },
    },
    {
      name: "both serve at once, also on the same port number",
      check({ factors, transfers, observations }) {
        const both = factors.servers !== "tcp" && factors.servers !== "udp";
        assertEquals(transfers.length, both ? 2 : 1, "transfers");
        assertEquals(
          observations?.server_ports,
          factors.servers === "both, two ports" ? 2 : 1,
        );
      },
    },
  ],

  comparisons: [
    {
      metric: "tcp_throughput_bytes_per_second",
      factor: "servers",
      pairs: against("tcp", ["both, two ports", "both, one port"]),
    },
    {
      metric: "udp_throughput_bytes_per_second",
      factor: "servers",
      pairs: against("udp", ["both, two ports", "both, one port"]),
    },
  ],
  twin: {
    metric: "tcp_throughput_bytes_per_second",
    levels: { servers: "tcp" },
  },
  charts: [
    { kind: "trials", metric: "tcp_throughput_bytes_per_second" },
    { kind: "trials", metric: "udp_throughput_bytes_per_second" },
    { kind: "progress", where: { servers: "both, one port" } },
  ],
});
