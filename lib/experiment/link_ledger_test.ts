import { assertEquals, assertThrows } from "@std/assert";
import {
  tcpTransfer,
  udpTransfer,
} from "../../fixtures/experiments/sample_records.ts";
import { linkLedger, type LinkWitness } from "./link_ledger.ts";
import type { Ledger, TransferRecord } from "./record.ts";
import { type Datagram, datagramTrace } from "./testing/datagram_trace.ts";

const END: Datagram = { end: true };
const DONE: Datagram = { text: "DONE 2147483648\n", inMs: 900 };

function pieces(from: number, to: number): Datagram[] {
  return Array.from({ length: to - from }, (_, at) => ({ piece: from + at }));
}

/** Ten pieces of 100 bytes, of which those that are named are missing. */
function transferMissing(
  missing: number[],
  changes: Partial<Ledger> = {},
): TransferRecord {
  const received = 10 - missing.length;
  return udpTransfer({
    missing_ranges: missing.map((one) => [100 * one, 100 * one + 100]),
    missing_ranges_count: missing.length,
    ledger: {
      ...udpTransfer().ledger!,
      datagrams_received: received,
      datagrams_lost: missing.length,
      datagrams_truncated: 0,
      bytes_received: 100 * received,
      bytes_truncated: 0,
      bytes_lost: 100 * missing.length,
      ...changes,
    },
  });
}

function heldAgainst(
  datagrams: Datagram[],
  transfer: TransferRecord,
  witness: Partial<LinkWitness> = {},
) {
  return linkLedger(transfer, {
    trace: datagramTrace(datagrams),
    bufferDrops: 0,
    ...witness,
  });
}

/** The causes that were found. */
function causes({ losses }: ReturnType<typeof linkLedger>) {
  return Object.fromEntries(
    Object.entries(losses).filter(([, count]) => count > 0),
  );
}

Deno.test("linkLedger() finds nothing where nothing happened", () => {
  const found = heldAgainst([...pieces(0, 10), END, DONE], transferMissing([]));
  assertEquals(found.disagreements, []);
  assertEquals(causes(found), {});
  assertEquals(found.attribution.datagrams_lost_on_the_way, 0);
});

Deno.test("linkLedger() gives each missing datagram its cause", () => {
  const found = heldAgainst([
    { piece: 0, dropped: "loss" },
    { piece: 1, dropped: "burst_loss" },
    { piece: 2, dropped: "queue_full" },
    { piece: 3, dropped: "rule" },
    { piece: 4, dropped: "refused" },
    { piece: 5, corrupted: true },
    // the copy of a damaged packet has the damage, too
    { piece: 5, number: 6, copy: true },
    ...pieces(6, 9),
    END,
    { ...END, inMs: 50 },
    { ...DONE, inMs: 60 },
    { piece: 9, outMs: 70 },
  ], transferMissing([0, 1, 2, 3, 4, 5, 9]));
  assertEquals(found.disagreements, []);
  assertEquals(causes(found), {
    rule: 1,
    loss: 1,
    burst_loss: 1,
    queue_full: 1,
    refused: 1,
    corrupted: 1,
    late: 1,
  });
  assertEquals(found.attribution.datagrams_lost_on_the_way, 7);
  assertEquals(found.attribution.bytes_lost_on_the_way, 700);
  assertEquals(found.copies_after_end, 1);
});

Deno.test("linkLedger() leaves to the full buffer what the kernel has dropped there", () => {
  const transfer = transferMissing([3]);
  const datagrams = [...pieces(0, 10), END, DONE];
  const found = heldAgainst(datagrams, transfer, { bufferDrops: 1 });
  assertEquals(found.disagreements, []);
  assertEquals(causes(found), { receive_buffer: 1 });
  assertEquals(found.attribution.datagrams_dropped_at_receiver, 1);
  assertEquals(found.attribution.bytes_dropped_at_receiver, 100);
  // without the kernel's word nothing explains it
  const unexplained = heldAgainst(datagrams, transfer).disagreements.join();
  assertEquals(
    unexplained.includes("handed over intact, but missing: 3"),
    true,
  );
});

Deno.test("linkLedger() counts copies and overtaken pieces as the client has to", () => {
  const datagrams: Datagram[] = [
    { piece: 0 },
    { piece: 0, number: 1, copy: true },
    // held back until the next one has passed
    { piece: 1, reordered: true, outMs: 4.001 },
    { piece: 2, outMs: 4 },
    ...pieces(3, 10).map((one, at) => ({ ...one, inMs: 5 + at })),
    { ...END, inMs: 20 },
    // what comes after the end at which the client had everything is not counted
    { piece: 9, inMs: 21, number: 11, copy: true },
    { ...END, inMs: 40 },
    { ...DONE, inMs: 50 },
  ];
  const right = { datagrams_duplicated: 1, datagrams_reordered: 1 };
  const found = heldAgainst(datagrams, transferMissing([], right));
  assertEquals(found.disagreements, []);
  assertEquals(found.copies_after_end, 1);
  assertEquals(
    heldAgainst(
      datagrams,
      transferMissing([], { datagrams_duplicated: 1 }),
    ).disagreements,
    ["the client counts 0 reordered, by the trace 1"],
  );
});

Deno.test("linkLedger() says what the server counts otherwise than the link", () => {
  assertEquals(
    heldAgainst(
      [...pieces(0, 10), { piece: 9 }, END, DONE],
      transferMissing([], { datagrams_duplicated: 1 }),
    ).disagreements,
    [
      "the server counts 10 datagrams sent, the link took 11",
      "1 pieces were sent more than once",
    ],
  );
});

Deno.test("linkLedger() says so where no end marker came", () => {
  const { disagreements } = heldAgainst(
    [...pieces(0, 10), { ...END, dropped: "loss" }],
    transferMissing([]),
  );
  assertEquals(disagreements, ["no end marker was handed over"]);
});

Deno.test("linkLedger() says so where the record does not list all that is missing", () => {
  const { disagreements } = heldAgainst(
    [{ piece: 0, dropped: "loss" }, ...pieces(1, 10), END, DONE],
    { ...transferMissing([0]), missing_ranges_count: 2 },
  );
  assertEquals(disagreements, [
    "only 1 of 2 missing ranges are listed; ask for less of the book",
  ]);
});

Deno.test("linkLedger() is for transfers over UDP", () => {
  assertThrows(() => heldAgainst([], tcpTransfer()), TypeError);
});
