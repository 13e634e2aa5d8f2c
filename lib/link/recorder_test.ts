import { assert, assertEquals } from "@std/assert";
import { Recorder, UNRECORDED } from "./recorder.ts";
import { DROP_CAUSES } from "./trace.ts";

/** A packet whose bytes tell which one it is. */
function packetOf(number: number, bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes).fill(number);
}

Deno.test("a trace tells of each packet what became of it", () => {
  const recorder = new Recorder();
  const came = (number: number, bytes = 60) =>
    recorder.came(
      { direction: number % 2, number, inMs: number / 10 },
      packetOf(number, bytes),
    );
  recorder.went(came(1), 5.5);
  recorder.dropped(came(2), "queue_full");
  const third = came(3);
  recorder.corrupted(third);
  recorder.reordered(third);
  recorder.went(third, 9);
  came(4, 20);
  assertEquals(recorder.packets(), [
    {
      direction: "client_to_server",
      number: 1,
      inMs: 0.1,
      outMs: 5.5,
      totalBytes: 60,
      head: packetOf(1, 60),
    },
    {
      direction: "server_to_client",
      number: 2,
      inMs: 0.2,
      dropped: "queue_full",
      totalBytes: 60,
      head: packetOf(2, 60),
    },
    {
      direction: "client_to_server",
      number: 3,
      inMs: 0.3,
      outMs: 9,
      corrupted: true,
      reordered: true,
      totalBytes: 60,
      head: packetOf(3, 60),
    },
    {
      direction: "server_to_client",
      number: 4,
      inMs: 0.4,
      totalBytes: 20,
      head: packetOf(4, 20),
    },
  ]);
});

Deno.test("every cause of a drop comes back as it was", () => {
  const recorder = new Recorder();
  for (const cause of DROP_CAUSES) {
    const index = recorder.came(
      { direction: 0, number: 1, inMs: 0 },
      packetOf(1, 20),
    );
    recorder.dropped(index, cause);
  }
  assertEquals(recorder.packets().map(({ dropped }) => dropped), [
    ...DROP_CAUSES,
  ]);
});

Deno.test("a copy has the number and the first bytes of its original, and a fate of its own", () => {
  const recorder = new Recorder();
  const packet = packetOf(7, 100);
  const original = recorder.came({ direction: 1, number: 12, inMs: 3 }, packet);
  recorder.corrupted(original);
  // what was sent is kept, not what the link has made of it
  packet.fill(0);
  const copy = recorder.copied(original);
  recorder.reordered(original);
  recorder.dropped(original, "refused");
  recorder.went(copy, 4);
  const shared = {
    direction: "client_to_server",
    number: 12,
    inMs: 3,
    corrupted: true,
    totalBytes: 100,
    head: packetOf(7, 100),
  } as const;
  assertEquals(recorder.packets(), [
    { ...shared, reordered: true, dropped: "refused" },
    { ...shared, copy: true, outMs: 4 },
  ]);
});

Deno.test("of a long packet the headers are kept, and its size", () => {
  const recorder = new Recorder();
  recorder.came({ direction: 0, number: 1, inMs: 0 }, packetOf(9, 65_521));
  const [packet] = recorder.packets();
  assertEquals(packet!.totalBytes, 65_521);
  // 40 bytes of IPv6 and at most 60 of TCP
  assert(packet!.head.length >= 100 && packet!.head.length < 1_000);
});

Deno.test("a trace that grows keeps what it has", () => {
  const recorder = new Recorder();
  for (let number = 1; number <= 20_000; number++) {
    const index = recorder.came(
      { direction: number % 2, number, inMs: number },
      packetOf(number % 256, 20 + number % 100),
    );
    if (number % 3 === 0) recorder.dropped(index, "loss");
    else recorder.went(index, number + 0.5);
  }
  const packets = recorder.packets();
  assertEquals(packets.length, 20_000);
  for (const [index, packet] of packets.entries()) {
    const number = index + 1;
    assertEquals(packet.number, number);
    assertEquals(packet.outMs, number % 3 === 0 ? undefined : number + 0.5);
    assertEquals(packet.dropped, number % 3 === 0 ? "loss" : undefined);
    assertEquals(packet.head[0], number % 256);
    assertEquals(packet.head.length, 20 + number % 100);
  }
});

Deno.test("what is not recorded changes nothing, and is counted", () => {
  const recorder = new Recorder();
  recorder.came({ direction: 0, number: 1, inMs: 0 }, packetOf(1, 20));
  const before = recorder.packets();
  recorder.went(UNRECORDED, 1);
  recorder.dropped(UNRECORDED, "loss");
  recorder.corrupted(UNRECORDED);
  recorder.reordered(UNRECORDED);
  assertEquals(recorder.copied(UNRECORDED), UNRECORDED);
  assertEquals(recorder.packets(), before);
  assertEquals(recorder.left, 1);
});
