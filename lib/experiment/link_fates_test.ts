import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  handMadeTrace,
  type TracedParts,
} from "../link/testing/sample_trace.ts";
import { IDEAL_DIRECTION } from "../link/link_spec.ts";
import {
  addedDelaysMs,
  echoSequence,
  fateByNumber,
  fatesOf,
  isBookDatagram,
  isEchoReply,
  largestUseOfRate,
} from "./link_fates.ts";

const DOWN = "server_to_client";

/** A trace of what the server has sent, with larger and smaller packets. */
function sent(...packets: TracedParts[]) {
  return handMadeTrace(packets.map((parts) => ["server", parts] as const));
}

const isLarge = ({ totalBytes }: { totalBytes: number }) => totalBytes > 100;
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

Deno.test("fatesOf counts a held packet as overtaken where one of its kind has passed it", () => {
  const held = large({ reordered: true });
  assertEquals(fatesOf(sent(held, held, large()), DOWN, isLarge).overtaken, 2);
  assertEquals(fatesOf(sent(held, {}, large()), DOWN, isLarge).overtaken, 0);
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

Deno.test("largestUseOfRate sees a packet that came too soon", () => {
  const use = (outMs: number) =>
    largestUseOfRate(
      sent(
        { inMs: 5, outMs: 45, totalBytes: 40 },
        { inMs: 5, outMs, totalBytes: 40 },
      ),
      DOWN,
      8000,
    );
  assertAlmostEquals(use(85), 1);
  assertAlmostEquals(use(69), 80 / 64);
});

Deno.test("book datagrams and echo replies are told from their heads", () => {
  const head = new Uint8Array(40);
  const packet = { ...sent({}).packets[0]!, head };
  head[0] = 0x45;
  head[3] = 40;
  head[9] = 17;
  head[25] = 20;
  head[28] = 0x80;
  assertEquals([isBookDatagram(packet), isEchoReply(packet)], [true, false]);
  head.fill(0xff, 32, 36);
  assertEquals(isBookDatagram(packet), false);
  head[9] = 1;
  head[20] = 0;
  head[26] = 1;
  assertEquals([isBookDatagram(packet), isEchoReply(packet)], [false, true]);
  assertEquals(echoSequence(packet), 256);
});
