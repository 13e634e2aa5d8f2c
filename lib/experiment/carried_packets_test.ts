import { assertEquals } from "@std/assert";
import { sequenceOf } from "../transfer/udp_wire.ts";
import { carriedPackets, deliveries } from "./carried_packets.ts";
import { type Datagram, datagramTrace } from "./testing/datagram_trace.ts";

/** Pieces in the order in which they were handed over; a copy has a prime. */
function handedOver(datagrams: Datagram[], reorderPackets = 1): string {
  return deliveries(
    carriedPackets(datagramTrace(datagrams)),
    "server_to_client",
    reorderPackets,
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

const AT_ONCE = { outMs: 50 };
const HELD = { ...AT_ONCE, reordered: true };

for (
  const { name, datagrams, reorderPackets, order } of [
    {
      name: "an overtaken one comes behind the next one",
      datagrams: [{ piece: 0, ...HELD }, { piece: 1, ...AT_ONCE }, {
        piece: 2,
        ...AT_ONCE,
      }],
      order: "1 0 2",
    },
    {
      name: "what was dropped passes nobody",
      datagrams: [{ piece: 0, ...HELD }, { piece: 1, dropped: "loss" }, {
        piece: 2,
        ...AT_ONCE,
      }],
      order: "2 0",
    },
    {
      name: "two that were held back keep their order",
      datagrams: [{ piece: 0, ...HELD }, { piece: 1, ...HELD }, {
        piece: 2,
        ...AT_ONCE,
      }, { piece: 3, ...AT_ONCE }],
      order: "2 0 1 3",
    },
    {
      name: "the copy of the one that passes passes, too",
      datagrams: [
        { piece: 0, ...HELD },
        { piece: 1, ...AT_ONCE },
        { piece: 1, number: 2, copy: true, ...AT_ONCE },
        { piece: 2, ...AT_ONCE },
      ],
      order: "1 1' 0 2",
    },
    {
      name: "the copy of one that is held back is not held back",
      datagrams: [
        { piece: 0, ...HELD },
        { piece: 0, number: 1, copy: true, ...AT_ONCE },
        { piece: 1, ...AT_ONCE },
      ],
      order: "0' 1 0",
    },
    {
      name: "several can have to pass",
      datagrams: [{ piece: 0, ...HELD }, { piece: 1, ...AT_ONCE }, {
        piece: 2,
        ...AT_ONCE,
      }],
      reorderPackets: 2,
      order: "1 2 0",
    },
  ] satisfies {
    name: string;
    datagrams: Datagram[];
    reorderPackets?: number;
    order: string;
  }[]
) {
  Deno.test(`at one time: ${name}`, () => {
    assertEquals(handedOver(datagrams, reorderPackets), order);
  });
}
