import { assertEquals } from "@std/assert";
import { SENT_BY } from "./link_spec.ts";
import { type TcpEvent, tcpEvents } from "./tcp_events.ts";
import {
  handMadeTrace,
  SAMPLES,
  sampleTrace,
  tsharkFields,
} from "./testing/sample_trace.ts";

/** What tshark says of a segment, as far as it says anything. */
const ANALYSIS: Record<string, TcpEvent> = {
  "tcp.analysis.retransmission": "retransmission",
  "tcp.analysis.fast_retransmission": "retransmission",
  "tcp.analysis.spurious_retransmission": "retransmission",
  "tcp.analysis.out_of_order": "retransmission",
  "tcp.analysis.duplicate_ack": "duplicate_ack",
  "tcp.analysis.window_update": "window_update",
  "tcp.analysis.zero_window": "zero_window",
  "tcp.analysis.keep_alive": "keep_alive",
  "tcp.analysis.keep_alive_ack": "keep_alive_ack",
};

for (const name of SAMPLES) {
  Deno.test(`tcpEvents() of ${name} agree with tshark in the sender's capture`, () => {
    const { packets } = sampleTrace(name);
    const events = tcpEvents(packets);
    for (const side of ["server", "client"] as const) {
      const sent = events.filter((_, index) =>
        packets[index]!.direction === SENT_BY[side]
      );
      const expected = tsharkFields(name, side).map((fields, index) => {
        const said = Object.keys(ANALYSIS).filter((field) => fields[field]);
        // this version does not take blocks of SACK for a sign of a duplicate
        return said[0] === "tcp.analysis.window_update" &&
            fields["tcp.options.sack_le"] !== ""
          ? "duplicate_ack"
          : said[0] === undefined
          ? sent[index]
          : ANALYSIS[said[0]];
      });
      assertEquals(sent, expected);
      const analysed = sent.filter((event) =>
        Object.values(ANALYSIS).includes(event!)
      );
      assertEquals(
        analysed.length,
        tsharkFields(name, side).filter((fields) =>
          Object.keys(ANALYSIS).some((field) => fields[field])
        ).length,
      );
    }
  });
}

Deno.test("tcpEvents() names the segments of a whole connection", () => {
  const { packets } = handMadeTrace([
    ["client", { flags: "SYN", sequence: 99, inMs: 0 }],
    ["server", {
      flags: "SYN ACK",
      sequence: 499,
      acknowledgement: 100,
      inMs: 30,
    }],
    ["client", { sequence: 100, acknowledgement: 500, inMs: 60 }],
    ["client", {
      sequence: 100,
      acknowledgement: 500,
      payloadBytes: 10,
      inMs: 61,
      dropped: "loss",
    }],
    ["client", {
      sequence: 100,
      acknowledgement: 500,
      payloadBytes: 10,
      inMs: 300,
    }],
    ["server", { sequence: 500, acknowledgement: 110, window: 0, inMs: 330 }],
    ["client", {
      sequence: 110,
      acknowledgement: 500,
      payloadBytes: 1,
      inMs: 600,
    }],
    ["server", { sequence: 500, acknowledgement: 110, window: 0, inMs: 630 }],
    ["server", { sequence: 500, acknowledgement: 110, window: 900, inMs: 700 }],
    ["client", {
      sequence: 110,
      acknowledgement: 500,
      payloadBytes: 20,
      inMs: 730,
    }],
    ["client", { sequence: 129, acknowledgement: 500, inMs: 900 }],
    ["server", { sequence: 500, acknowledgement: 130, window: 900, inMs: 925 }],
    ["client", { sequence: 129, acknowledgement: 500, inMs: 1900 }],
    ["server", {
      sequence: 500,
      acknowledgement: 130,
      window: 900,
      inMs: 1925,
    }],
    ["server", {
      sequence: 500,
      acknowledgement: 130,
      window: 900,
      inMs: 1990,
    }],
    ["server", { flags: "FIN ACK", sequence: 500, inMs: 2000 }],
    ["server", { flags: "RST", sequence: 501, inMs: 2001 }],
  ]);
  assertEquals(tcpEvents(packets), [
    "syn",
    "syn_ack",
    "pure_ack",
    "data",
    "retransmission",
    "zero_window",
    "zero_window_probe",
    "zero_window_probe_ack",
    "window_update",
    "data",
    "keep_alive",
    "pure_ack",
    "keep_alive",
    "keep_alive_ack",
    "keep_alive_ack",
    "fin",
    "rst",
  ]);
});

Deno.test("tcpEvents() takes what is sent again for a retransmission across 2^32", () => {
  const { packets } = handMadeTrace([
    ["server", { sequence: 2 ** 32 - 100, payloadBytes: 150 }],
    ["server", { sequence: 50, payloadBytes: 100 }],
    ["server", { sequence: 2 ** 32 - 100, payloadBytes: 150 }],
    ["server", { sequence: 100, payloadBytes: 100 }],
  ]);
  assertEquals(tcpEvents(packets), [
    "data",
    "data",
    "retransmission",
    "retransmission",
  ]);
});

Deno.test("tcpEvents() keeps connections apart, and a port that is used again", () => {
  const { packets } = handMadeTrace([
    ["client", { flags: "SYN", sequence: 1000, clientPort: 1 }],
    ["client", { flags: "SYN", sequence: 1000, clientPort: 2 }],
    ["client", { flags: "SYN", sequence: 1000, clientPort: 1 }],
    ["client", { flags: "SYN", sequence: 5, clientPort: 1 }],
  ]);
  assertEquals(tcpEvents(packets), ["syn", "syn", "retransmission", "syn"]);
});

Deno.test("tcpEvents() says nothing of copies and of what is no TCP", () => {
  const { packets } = handMadeTrace([
    ["server", { payloadBytes: 100 }],
    ["server", { payloadBytes: 100, copy: true }],
    ["server", { head: new Uint8Array([0x45]) }],
    ["server", { sequence: 100, payloadBytes: 100 }],
  ]);
  assertEquals(tcpEvents(packets), ["data", undefined, undefined, "data"]);
});
