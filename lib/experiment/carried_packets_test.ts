import { assertEquals } from "@std/assert";
import { sequenceOf } from "../transfer/udp_wire.ts";
import {
  carriedPackets,
  deliveries,
  isBookDatagram,
} from "./carried_packets.ts";
import { type Datagram, datagramTrace } from "./testing/datagram_trace.ts";

/** Pieces in the order in which they were handed over; a copy has a prime. */
function handedOver(datagrams: Datagram[]): string {
  return deliveries(
    carriedPackets(datagramTrace(datagrams)),
    "server_to_client",
  ).map(({ payload, traced }) =>
    `${sequenceOf(payload)}${traced.copy ? "'" : ""}`
  ).join(" ");
}

Deno.test("a copy is taken for what its original was, damage included", () => {
  const [original, copy] = carriedPackets(datagramTrace([
    { piece: 3, corrupted: true },
    // what the damage made of it
    { piece: 7, number: 1, copy: true },
  ]));
  assertEquals([original!.damaged, copy!.damaged], [true, true]);
  assertEquals(sequenceOf(copy!.payload), 3);
});

Deno.test("packets are in the order of the time at which they went", () => {
  assertEquals(
    handedOver([{ piece: 0, outMs: 9 }, { piece: 1 }, {
      piece: 2,
      dropped: "loss",
    }]),
    "1 0",
  );
});

Deno.test("a data datagram is told from an end marker and from text", () => {
  const carried = carriedPackets(datagramTrace([
    { piece: 0 },
    { end: true },
    { text: "ACCOUNT 2147483648 3 300 0 1\n" },
  ]));
  assertEquals(carried.map(isBookDatagram), [true, false, false]);
});
