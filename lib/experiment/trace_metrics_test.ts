import { assertEquals, assertThrows } from "@std/assert";
import type { LinkEnd } from "../link/link_spec.ts";
import {
  handMadeTrace,
  sampleTrace,
  type TracedParts,
  tsharkFields,
} from "../link/testing/sample_trace.ts";
import type { Metrics } from "./metric.ts";
import { metricsOfTrace, readTrace } from "./trace_metrics.ts";

/** Option Maximum Segment Size of 1,000 bytes. */
const MAXIMUM_SEGMENT = [2, 4, 0x03, 0xe8];
/** Option Timestamps, with two of No-Operation before it as Linux sends it. */
const TIMESTAMPS = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 1];

const HANDSHAKE: [LinkEnd, TracedParts][] = [
  ["client", {
    flags: "SYN",
    sequence: 999,
    options: MAXIMUM_SEGMENT,
    inMs: 0,
    outMs: 10,
  }],
  ["server", {
    flags: "SYN ACK",
    sequence: 4999,
    acknowledgement: 1000,
    options: MAXIMUM_SEGMENT,
    inMs: 10,
    outMs: 20,
  }],
  ["client", {
    sequence: 1000,
    acknowledgement: 5000,
    inMs: 20,
    outMs: 30,
  }],
];

/** Data of the server; its place in the stream counts from 0. */
function data(
  from: number,
  payloadBytes: number,
  inMs: number,
  more: TracedParts = {},
): [LinkEnd, TracedParts] {
  return ["server", {
    sequence: 5000 + from,
    acknowledgement: 1000,
    payloadBytes,
    inMs,
    outMs: inMs + 10,
    ...more,
  }];
}

/** The client acknowledges so much of the stream. */
function ack(
  upTo: number,
  inMs: number,
  more: TracedParts = {},
): [LinkEnd, TracedParts] {
  return ["client", {
    sequence: 1000,
    acknowledgement: 5000 + upTo,
    inMs,
    outMs: inMs + 10,
    ...more,
  }];
}

function metricsOf(...packets: [LinkEnd, TracedParts][]): Metrics {
  return metricsOfTrace(readTrace(handMadeTrace([...HANDSHAKE, ...packets])));
}

Deno.test("metricsOfTrace() counts what a lossless connection has sent", () => {
  assertEquals(
    metricsOf(
      data(0, 1000, 40),
      data(1000, 1000, 41),
      data(2000, 500, 42),
      ack(2000, 51),
      ack(2500, 52),
    ),
    {
      trace_data_segments: 3,
      trace_retransmissions: 0,
      trace_pure_acks: 2,
      trace_small_in_flight: 1,
    },
  );
});

Deno.test("metricsOfTrace() counts what was dropped as sent, and what the link copied not", () => {
  const { trace_data_segments, trace_retransmissions } = metricsOf(
    data(0, 1000, 40, { dropped: "rule" }),
    data(1000, 1000, 41),
    data(1000, 1000, 41, { copy: true, number: 3 }),
    ack(0, 51),
    ack(0, 51, { copy: true }),
    // the client's own data is none of it
    ["client", { sequence: 1000, acknowledgement: 5000, payloadBytes: 9 }],
    data(0, 1000, 80),
  );
  assertEquals([trace_data_segments, trace_retransmissions], [3, 1]);
});

Deno.test("small segments are in flight until the server sees their acknowledgement", () => {
  const inFlight = (...packets: [LinkEnd, TracedParts][]) =>
    metricsOf(...packets).trace_small_in_flight;
  // each acknowledged before the next one, as with Nagle's algorithm
  assertEquals(inFlight(data(0, 100, 40), ack(100, 50), data(100, 9, 61)), 1);
  // the acknowledgement is still on its way
  assertEquals(inFlight(data(0, 100, 40), ack(100, 50), data(100, 9, 59)), 2);
  assertEquals(
    inFlight(
      data(0, 100, 40),
      ack(100, 50, { dropped: "loss" }),
      data(100, 9, 61),
    ),
    2,
  );
  // acknowledged in part
  assertEquals(
    inFlight(
      data(0, 100, 40),
      data(100, 100, 41),
      data(200, 100, 42),
      ack(200, 52),
      data(300, 100, 63),
    ),
    3,
  );
});

Deno.test("full segments, the same again and the last one with the FIN are no small ones", () => {
  const inFlight = (...packets: [LinkEnd, TracedParts][]) =>
    metricsOf(...packets).trace_small_in_flight;
  assertEquals(inFlight(data(0, 1000, 40), data(1000, 1000, 41)), 0);
  assertEquals(inFlight(data(0, 999, 40), data(999, 1000, 41)), 1);
  assertEquals(inFlight(data(0, 100, 40), data(0, 100, 41)), 1);
  assertEquals(
    inFlight(data(0, 100, 40), data(100, 9, 41, { flags: "FIN ACK" })),
    1,
  );
  // the option Timestamps takes 12 bytes of each segment (RFC 7323, appendix A)
  const stamped = { options: TIMESTAMPS };
  assertEquals(
    inFlight(data(0, 988, 40, stamped), data(988, 988, 41, stamped)),
    0,
  );
  assertEquals(inFlight(data(0, 987, 40, stamped)), 1);
});

Deno.test("a place in the stream is found beyond the last sequence number, too", () => {
  const wrapped = handMadeTrace([
    HANDSHAKE[0]!,
    data(0, 100, 40, { sequence: 2 ** 32 - 50 }),
    ack(0, 50, { acknowledgement: 50 }),
    data(0, 100, 61, { sequence: 50 }),
    ack(0, 71, { acknowledgement: 150 }),
  ]);
  const { trace_small_in_flight, trace_pure_acks } = metricsOfTrace(
    readTrace(wrapped),
  );
  assertEquals([trace_small_in_flight, trace_pure_acks], [1, 2]);
});

Deno.test("pure ACKs are those that acknowledge data for the first time, and do nothing else", () => {
  const pureAcks = (...packets: [LinkEnd, TracedParts][]) =>
    metricsOf(...packets).trace_pure_acks;
  // neither the handshake's, nor one that repeats, nor a window update
  assertEquals(pureAcks(), 0);
  assertEquals(
    pureAcks(data(0, 9, 40), ack(9, 50), ack(9, 51), ack(9, 52, { window: 9 })),
    1,
  );
  // whoever has lost the ACK: the client has sent it
  assertEquals(pureAcks(data(0, 9, 40), ack(9, 50, { dropped: "loss" })), 1);
  // what data of its own has acknowledged already
  assertEquals(
    pureAcks(data(0, 9, 40), ack(9, 50, { payloadBytes: 3 }), ack(9, 51)),
    0,
  );
  // the FIN is no data
  assertEquals(
    pureAcks(
      data(0, 9, 40),
      ack(9, 50),
      data(9, 0, 51, { flags: "FIN ACK" }),
      ack(10, 61),
    ),
    1,
  );
});

Deno.test("pure ACKs count from the first byte, also where it comes late", () => {
  assertEquals(
    metricsOf(
      data(0, 1000, 40, { dropped: "loss" }),
      data(1000, 1000, 41, { dropped: "loss" }),
      data(2000, 1000, 42),
      ack(0, 52),
      data(0, 1000, 63),
      ack(1000, 73),
      data(1000, 1000, 84),
      ack(3000, 94),
    ).trace_pure_acks,
    2,
  );
});

Deno.test("metricsOfTrace() counts what tshark counts", () => {
  for (const name of ["lossy_ipv4", "lossy_ipv6"] as const) {
    const [server, client] = (["server", "client"] as const).map((side) =>
      tsharkFields(name, side)
    );
    const metrics = metricsOfTrace(readTrace(sampleTrace(name)));
    assertEquals(
      metrics.trace_data_segments,
      server!.filter((fields) => Number(fields["tcp.len"]) > 0).length,
    );
    assertEquals(
      metrics.trace_retransmissions,
      [...server!, ...client!].filter((fields) =>
        fields["tcp.analysis.retransmission"] !== "" ||
        fields["tcp.analysis.out_of_order"] !== ""
      ).length,
    );
  }
});

Deno.test("a trace without a SYN does not say how large a full segment is", () => {
  const trace = readTrace(handMadeTrace([data(0, 100, 40)]));
  assertThrows(() => metricsOfTrace(trace), RangeError, "no SYN");
});
