import { assertEquals } from "@std/assert";
import { parsePacket } from "./parse_packet.ts";
import type { Fate, PacketOnLink, Rule } from "./rule.ts";
import { loadRules } from "./rule_chain.ts";
import {
  blackHole,
  delayPureAcks,
  dropDataSegments,
  dropFirstSyns,
  ownRule,
} from "./rules.ts";
import { segmentHead, type SegmentParts } from "./testing/sample_trace.ts";

/** A segment that has just been handed to the link. */
function segment(
  from: "server" | "client",
  parts: SegmentParts = {},
  atMs = 0,
): PacketOnLink {
  const head = segmentHead(from === "server", parts);
  return {
    ...parsePacket(head, head.length + (parts.payloadBytes ?? 0)),
    direction: from === "server" ? "server_to_client" : "client_to_server",
    number: 1,
    atMs,
  };
}

const DATA: SegmentParts = { payloadBytes: 100 };
const SYN: SegmentParts = { flags: "SYN" };

function fatesOf(rule: Rule, packets: PacketOnLink[]): (Fate | void)[] {
  return packets.map((packet) => rule(packet));
}

/** A mark for each packet: `x` where it was dropped. */
function marksOf(fates: (Fate | void)[]): string {
  return fates.map((fate) => fate === "drop" ? "x" : ".").join("");
}

Deno.test("dropDataSegments() counts the segments with data of one direction", () => {
  const rule = dropDataSegments({
    direction: "server_to_client",
    numbers: [2, 4],
  });
  const fates = fatesOf(rule, [
    segment("server", { flags: "SYN ACK" }),
    segment("server", DATA), // 1
    segment("client", DATA),
    segment("server"),
    segment("server", DATA), // 2
    segment("client", DATA),
    segment("server", DATA), // 3, the second one again
    segment("server", { ...DATA, flags: "FIN ACK" }), // 4
    segment("server", DATA), // 5
  ]);
  assertEquals(marksOf(fates), "....x..x.");
});

Deno.test("dropFirstSyns() drops the first SYNs of clients, and nothing else", () => {
  const fates = fatesOf(dropFirstSyns({ count: 2 }), [
    segment("server", SYN),
    segment("client", SYN),
    segment("server", { flags: "SYN ACK" }),
    segment("client"),
    segment("client", SYN),
    segment("client", SYN),
    segment("client", DATA),
  ]);
  assertEquals(marksOf(fates), ".x..x..");
  assertEquals(dropFirstSyns({ count: 0 })(segment("client", SYN)), "pass");
});

Deno.test("delayPureAcks() delays what does nothing but acknowledge, of both directions", () => {
  const rule = delayPureAcks({ delayMs: 7 });
  for (const from of ["server", "client"] as const) {
    assertEquals(rule(segment(from)), { delayMs: 7 });
    for (
      const parts of [
        DATA,
        SYN,
        { flags: "SYN ACK" },
        { flags: "FIN ACK" },
        { flags: "RST ACK" },
      ]
    ) {
      assertEquals(rule(segment(from, parts)), "pass", JSON.stringify(parts));
    }
  }
});

Deno.test("blackHole() drops everything from its beginning until before its end", () => {
  const rule = blackHole({ fromMs: 10, toMs: 20 });
  const at = (ms: number) =>
    (["server", "client"] as const).map((from) => rule(segment(from, {}, ms)));
  for (const ms of [0, 9.99, 20, 1_000]) assertEquals(at(ms), ["pass", "pass"]);
  for (const ms of [10, 15, 19.99]) assertEquals(at(ms), ["drop", "drop"]);
});

Deno.test("ownRule() refers to a rule so that a link can load it, anew for each trial", async () => {
  const references = [
    ownRule("dropDataSegments", {
      direction: "client_to_server",
      numbers: [1],
    }),
    ownRule("dropFirstSyns", { count: 1 }),
    ownRule("delayPureAcks", { delayMs: 3 }),
    ownRule("blackHole", { fromMs: 0, toMs: 1 }),
  ];
  for (let trial = 0; trial < 2; trial++) {
    // as it comes to the link's process
    const loaded = await loadRules(JSON.parse(JSON.stringify(references)));
    assertEquals(
      loaded.map(({ name }) => name),
      references.map(({ name }) => name),
    );
    const [dropData, dropSyns, delayAcks, hole] = loaded.map(({ rule }) =>
      rule
    );
    assertEquals(dropData!(segment("client", DATA)), "drop");
    assertEquals(dropData!(segment("client", DATA)), "pass");
    assertEquals(dropSyns!(segment("client", SYN)), "drop");
    assertEquals(dropSyns!(segment("client", SYN)), "pass");
    assertEquals(delayAcks!(segment("client")), { delayMs: 3 });
    assertEquals(hole!(segment("client")), "drop");
  }
});
