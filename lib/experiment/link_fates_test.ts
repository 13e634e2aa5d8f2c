import { assertEquals } from "@std/assert";
import {
  handMadeTrace,
  type TracedParts,
} from "../link/testing/sample_trace.ts";
import { IDEAL_DIRECTION } from "../link/link_spec.ts";
import { type CarriedPacket, carriedPackets } from "./carried_packets.ts";
import {
  addedDelaysMs,
  compareFates,
  echoSequence,
  fateByNumber,
  fatesOf,
  isEchoReply,
} from "./link_fates.ts";

const DOWN = "server_to_client";

/** A trace of what the server has sent, with larger and smaller packets. */
function sent(...packets: TracedParts[]) {
  return handMadeTrace(packets.map((parts) => ["server", parts] as const));
}

const isLarge = ({ traced }: CarriedPacket) => traced.totalBytes > 100;
const large = (parts: TracedParts = {}): TracedParts => ({
  ...parts,
  payloadBytes: 500,
});

Deno.test("fatesOf counts losses, their runs, and copies of one kind only", () => {
  const trace = sent(
    large(),
    large({ dropped: "loss" }),
    // a small one between them is of another kind
    { dropped: "loss" },
    large({ dropped: "loss" }),
    large(),
    large({ copy: true }),
    { copy: true },
    large({ dropped: "queue_full" }),
  );
  assertEquals(fatesOf(trace, DOWN, isLarge), {
    packets: 5,
    lost: 3,
    lossRuns: 2,
    copies: 1,
    overtaken: 0,
  });
  assertEquals(fatesOf(trace, "client_to_server", isLarge).packets, 0);
});

Deno.test("fatesOf counts a packet as overtaken where one of its kind has passed it", () => {
  const overtaken = (...packets: TracedParts[]) =>
    fatesOf(sent(...packets), DOWN, isLarge).overtaken;
  assertEquals(
    overtaken(large({ outMs: 31 }), large({ outMs: 32 }), large({ outMs: 30 })),
    2,
  );
  assertEquals(
    overtaken(large({ outMs: 31 }), { outMs: 30 }, large({ outMs: 32 })),
    0,
  );
});

Deno.test("fateByNumber tells a copy beside its original", () => {
  const trace = sent(
    { number: 1 },
    { number: 1, copy: true },
    { number: 2, dropped: "loss" },
    { number: 3, corrupted: true },
  );
  assertEquals(fateByNumber(trace, DOWN), [
    "carried copied",
    "loss",
    "carried corrupted",
  ]);
});

Deno.test("addedDelaysMs takes off the delay, the sending and the queue", () => {
  const spec = {
    ...IDEAL_DIRECTION,
    delayMs: 10,
    // 1 byte in a millisecond
    rateBitsPerSecond: 8000,
  };
  const trace = sent(
    { inMs: 0, outMs: 50.5, totalBytes: 40 },
    { inMs: 30, outMs: 90.25, totalBytes: 40 },
    { inMs: 30, dropped: "queue_full", totalBytes: 40 },
    { inMs: 100, outMs: 150, totalBytes: 40 },
  );
  assertEquals(addedDelaysMs(trace, DOWN, spec), [0.5, 0.25, 0]);
});

Deno.test("addedDelaysMs is negative for a packet that left too soon", () => {
  const spec = { ...IDEAL_DIRECTION, rateBitsPerSecond: 8000 };
  const trace = sent(
    // alone, and as fast as the rate allows
    { inMs: 0, outMs: 40, totalBytes: 40 },
    // later, two at once: the second one does not wait for the first one
    { inMs: 500, outMs: 540, totalBytes: 40 },
    { inMs: 500, outMs: 545, totalBytes: 40 },
  );
  assertEquals(addedDelaysMs(trace, DOWN, spec), [0, 0, -35]);
});

Deno.test("compareFates goes as far as both have packets", () => {
  assertEquals(
    compareFates(["carried", "loss", "loss"], ["carried", "carried"]),
    { compared: 2, differing: 1 },
  );
});

Deno.test("echo replies are told from their heads, and their numbers", () => {
  const head = new Uint8Array(40);
  const trace = {
    packets: [{ ...sent({}).packets[0]!, head, totalBytes: 40 }],
  };
  head[0] = 0x45;
  head[3] = 40;
  head[9] = 17;
  const isReply = () => carriedPackets(trace).map(isEchoReply);
  assertEquals(isReply(), [false]);
  head[9] = 1;
  head[26] = 1;
  assertEquals(isReply(), [true]);
  assertEquals(echoSequence(trace.packets[0]!), 256);
});
