import { assert, assertEquals } from "@std/assert";
import { LINK_ENDS, type LinkEnd, SENT_BY } from "../link/link_spec.ts";
import { sampleTrace, tsharkFields } from "../link/testing/sample_trace.ts";
import type { Trace } from "../link/trace.ts";
import { openSegmentSums, segmentLedger } from "./link_segments.ts";

function retransmissionsByTshark(end: LinkEnd): number {
  return tsharkFields("lossy_ipv4", end).filter((fields) =>
    ["retransmission", "out_of_order"].some(
      (kind) => fields[`tcp.analysis.${kind}`],
    )
  ).length;
}

function countedBy(trace: Trace) {
  const of = (end: LinkEnd) => ({
    "Tcp.RetransSegs": segmentLedger(trace, end).sentAgain,
  });
  return { server: of("server"), client: of("client") };
}

Deno.test("segmentLedger() counts as tshark does, and every byte came", () => {
  const trace = sampleTrace("lossy_ipv4");
  for (const end of LINK_ENDS) {
    const { sentAgain, uncoveredBytes } = segmentLedger(trace, end);
    assertEquals(sentAgain, retransmissionsByTshark(end));
    assertEquals(uncoveredBytes, 0);
  }
  assertEquals(segmentLedger(trace, "client").lost, 4);
  assertEquals(openSegmentSums(trace, countedBy(trace)), []);
});

Deno.test("openSegmentSums() misses a byte that never came intact", () => {
  const trace = sampleTrace("lossy_ipv4");
  const packets = trace.packets.map((packet) =>
    packet.direction === SENT_BY.server && packet.totalBytes > 1000
      ? { ...packet, corrupted: true }
      : packet
  );
  const [sentence] = openSegmentSums({ ...trace, packets }, countedBy(trace));
  assert(
    /^server: \d+ bytes of sequence space never came$/.test(sentence!),
    sentence,
  );
});

Deno.test("openSegmentSums() compares with the kernel's count", () => {
  const trace = sampleTrace("lossy_ipv4");
  const { server } = countedBy(trace);
  const again = server["Tcp.RetransSegs"];
  assertEquals(
    openSegmentSums(trace, {
      ...countedBy(trace),
      server: { "Tcp.RetransSegs": again + 1 },
    }),
    [
      `server: segments sent again, ${again}, are not Tcp.RetransSegs, ${
        again + 1
      }`,
    ],
  );
});
