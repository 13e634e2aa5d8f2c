/**
 * Question: what does a client see that starts before its server?
 *
 * Claims: TCP tells: a SYN to a closed port is answered with a reset (RFC 9293, 3.5.2)
 * and connect(2) fails at once with ECONNREFUSED; a server that starts later does not
 * help that client. UDP does not tell: the request is gone, with an ICMP message that an
 * unconnected socket never sees (ip(7)). A server that starts later sends nothing for
 * it; only a client that repeats its request gets the book. A connected UDP socket does
 * see that message, as ECONNREFUSED (udp(7)): so UDP can be refused after all.
 */

import { assert, assertEquals, assertGreater, assertLess } from "@std/assert";
import {
  experiment,
  failureOf,
  integrity,
  metricsOfTransfers,
} from "../lib/experiment/mod.ts";

const DELAY_MS = 200;
const FULL_DELAY_MS = 30_000;
/** How long a client that asked once goes on waiting after the server is up. */
const PATIENCE_MS = 150;
/** How long one that repeats its request waits for the answer, on a busy machine too. */
const ANSWER_MS = 5_000;
const BUFFER_BYTES = 1024;
const REPEAT_MS = 100;
/**
 * What the server offers: so little that all its datagrams fit a default socket buffer
 * at once, because loss is not the question here.
 */
const PREFIX_BYTES = 64 * 1024;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

experiment("client_before_server", {
  question: "What does a client see that starts before its server?",
  factors: {
    client: ["tcp", "udp-connected", "udp-one-request", "udp-repeated-request"],
  },
  // Deno has no connected UDP sockets
  engine: ({ client }) => client === "udp-connected" ? "libc" : undefined,

  onlyOverLoopback: "its outcomes are those of a path that loses nothing",
  async trial({ client }, lab) {
    const transport = client === "tcp" ? "tcp" : "udp";
    // anywhere between two repetitions, or their phase would decide the wait
    const delayMs = (lab.full ? FULL_DELAY_MS : DELAY_MS) +
      Math.random() * REPEAT_MS;
    const repeats = client === "udp-repeated-request";
    const address = await lab.unusedAddress(transport);

    const start = performance.now();
    let failedAfterMs: number | undefined;
    const fetching = lab.fetch({
      from: { transport, address, prefixBytes: PREFIX_BYTES },
      bufferBytes: BUFFER_BYTES,
      timeoutMs: Math.ceil(delayMs) + (repeats ? ANSWER_MS : PATIENCE_MS),
      repeatMs: repeats ? REPEAT_MS : 0,
      connected: client === "udp-connected",
    });
    const ending = failureOf(fetching).finally(() =>
      failedAfterMs = performance.now() - start
    );
    await sleep(delayMs);
    const beforeServer = failedAfterMs;
    const serverStartedAtMs = performance.timeOrigin + performance.now();
    const server = await lab.serve({
      transport,
      port: address.port,
      prefixBytes: PREFIX_BYTES,
    });
    const failure = await ending;
    if (failure === undefined) {
      const fetched = await fetching;
      const transfers = await lab.settle([{ ...fetched, server }]);
      return {
        metrics: {
          ...metricsOfTransfers(transfers),
          server_start_to_first_byte_seconds:
            (fetched.report.startedAtMs - serverStartedAtMs) / 1000 +
            fetched.report.firstByteSeconds,
          requests: fetched.report.udp!.requests,
        },
        transfers,
        observations: { outcome: "whole book", served: 1 },
      };
    }
    // whoever was refused would come back within this time, if anything brought it back
    if (beforeServer !== undefined) await sleep(PATIENCE_MS);
    const served = await server.stop();
    return {
      metrics: {
        failure_seconds: failedAfterMs! / 1000,
        ...(failure.requests === undefined
          ? {}
          : { requests: failure.requests }),
      },
      observations: {
        outcome: failure.code === "" ? failure.name : failure.code,
        failed_before_server: beforeServer !== undefined,
        served: served.length,
      },
    };
  },

  invariants: [
    ...integrity,
    {
      name:
        "TCP fails at once with ECONNREFUSED, and the later server is not asked",
      check({ factors, metrics, observations }) {
        if (factors.client !== "tcp") return;
        assertEquals(observations?.outcome, "ECONNREFUSED");
        assert(observations?.failed_before_server, "it waited for the server");
        assertLess(metrics.failure_seconds!, 0.5, "seconds to the failure");
        assertEquals(observations?.served, 0, "requests at the later server");
      },
    },
    {
      name:
        "a connected UDP socket fails at once with ECONNREFUSED, like TCP: the host's port " +
        "unreachable reaches it",
      check({ factors, metrics, observations }) {
        if (factors.client !== "udp-connected") return;
        assertEquals(observations?.outcome, "ECONNREFUSED");
        assert(observations?.failed_before_server, "it waited for the server");
        assertLess(metrics.failure_seconds!, 0.5, "seconds to the failure");
        assertEquals(observations?.served, 0, "requests at the later server");
      },
    },
    {
      name:
        "UDP waits; one request sent before the server never gets an answer",
      check({ factors, metrics, observations }) {
        if (factors.client !== "udp-one-request") return;
        assertEquals(observations?.outcome, "NoAnswer");
        assertEquals(observations?.failed_before_server, false);
        assertEquals(metrics.requests, 1);
        assertEquals(observations?.served, 0, "requests at the later server");
      },
    },
    {
      name:
        "UDP that repeats its request gets the whole book once the server is up",
      check({ factors, metrics, observations, transfers }) {
        if (factors.client !== "udp-repeated-request") return;
        assertEquals(observations?.outcome, "whole book");
        assertGreater(metrics.requests!, 2, "requests");
        const { received_bytes, asked_bytes } = transfers[0]!;
        assertEquals(received_bytes, asked_bytes, "bytes received");
      },
    },
  ],

  twin: { metric: "failure_seconds", levels: { client: "tcp" } },
  charts: [
    { kind: "trials", metric: "failure_seconds" },
    { kind: "trials", metric: "server_start_to_first_byte_seconds" },
  ],
});
