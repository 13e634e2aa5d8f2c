/**
 * Question: what do several clients of one server do to each other, and to the ports?
 *
 * Claims: one listening port serves every client, over TCP and over UDP: a connection
 * is the pair of its ends (RFC 9293, 3.1), so only the client ports have to differ.
 * The server pauses 100 µs after every transmission, as the reference study's did; it
 * does so for each client by itself, so that more clients move more bytes in total.
 *
 * The workload `successive` is 200 short transfers, one after the other, for the claims
 * about how the kernel allocates ports: TCP's connect(2) takes even ones near each
 * other (RFC 6056, algorithm 4, as Linux does it), UDP's bind(2) any.
 */

import { assert, assertEquals } from "@std/assert";
import type { Lab, TrialOutcome } from "../lib/experiment/mod.ts";
import {
  bothEndsAgree,
  experiment,
  integrity,
  metricsOfPorts,
  metricsOfSharing,
  metricsOfTransfers,
  portRows,
  steps,
} from "../lib/experiment/mod.ts";

const CLIENTS = [1, 2, 4, 8] as const;
const BUFFER_BYTES = 1024;
const PAUSE_MICROSECONDS = 100;
/** What is asked for of each book (see `--full`). */
const PREFIX_BYTES = 512 * 1024;

const SUCCESSIVE_CLIENTS = 200;
const SUCCESSIVE_PREFIX_BYTES = 512;

type Transport = "tcp" | "udp";

/** Different books for different clients, as far as there are different ones. */
async function together(
  transport: Transport,
  clients: number,
  lab: Lab,
): Promise<TrialOutcome> {
  const server = await lab.serve({
    transport,
    pauseMicroseconds: PAUSE_MICROSECONDS,
    ...(lab.full ? {} : { prefixBytes: PREFIX_BYTES }),
  });
  const { books } = lab.corpus;
  const fetched = await Promise.all(
    Array.from({ length: clients }, (_, client) =>
      lab.fetch({
        from: server,
        client,
        book: books[client % books.length]!,
        bufferBytes: BUFFER_BYTES,
      })),
  );
  const transfers = await lab.settle(fetched);
  return {
    metrics: {
      ...metricsOfTransfers(transfers),
      ...metricsOfSharing(transfers),
    },
    transfers,
    ports: portRows(transfers, clients),
  };
}

async function oneAfterTheOther(
  transport: Transport,
  lab: Lab,
): Promise<TrialOutcome> {
  const server = await lab.serve({
    transport,
    prefixBytes: SUCCESSIVE_PREFIX_BYTES,
  });
  const fetched = [];
  for (let client = 0; client < SUCCESSIVE_CLIENTS; client++) {
    fetched.push(await lab.fetch({ from: server, bufferBytes: BUFFER_BYTES }));
  }
  const ports = portRows(await lab.settle(fetched), 1);
  return {
    metrics: metricsOfPorts(ports.map((row) => row.client_port)),
    ports,
  };
}

experiment("multi_client", {
  question:
    "What do several clients of one server do to each other, and to the ports?",
  factors: {
    workload: ["together", "successive"],
    transport: ["tcp", "udp"],
    clients: CLIENTS,
  },
  where: ({ workload, clients }) => workload === "together" || clients === 1,
  processes: { clients: 8 },

  trial: ({ workload, transport, clients }, lab) =>
    workload === "together"
      ? together(transport, clients, lab)
      : oneAfterTheOther(transport, lab),

  invariants: [
    ...integrity,
    bothEndsAgree,
    {
      name:
        "one server port serves all, and clients at the same time have different ports",
      check({ factors, ports = [] }) {
        const expected = factors.workload === "together"
          ? factors.clients
          : SUCCESSIVE_CLIENTS;
        assertEquals(ports.length, expected, "transfers");
        assertEquals(
          new Set(ports.map((row) => row.server_port)).size,
          1,
          "server ports",
        );
        if (factors.workload === "together") {
          assertEquals(
            new Set(ports.map((row) => row.client_port)).size,
            factors.clients,
          );
        }
      },
    },
    {
      name: "every connection's two ends report the same pair",
      check: ({ ports = [] }) =>
        assert(ports.every((row) => row.pair_agrees === true)),
    },
  ],

  comparisons: [
    {
      metric: "client_throughput_min_bytes_per_second",
      factor: "clients",
      pairs: steps(CLIENTS),
      where: { workload: "together" },
    },
    {
      metric: "throughput_bytes_per_second",
      factor: "clients",
      pairs: steps(CLIENTS),
      where: { workload: "together" },
    },
    {
      metric: "time_seconds",
      factor: "clients",
      pairs: [[1, 2]],
      where: { workload: "together" },
    },
  ],
  twin: {
    metric: "throughput_bytes_per_second",
    levels: { workload: "together", transport: "tcp", clients: 1 },
  },
  charts: [
    {
      kind: "curve",
      metric: "throughput_bytes_per_second",
      over: "clients",
      where: { workload: "together" },
    },
    {
      kind: "trials",
      metric: "throughput_bytes_per_second",
      where: { workload: "together" },
    },
    { kind: "progress", where: { workload: "together", clients: 8 } },
    { kind: "ports", where: { workload: "successive" } },
  ],
});
