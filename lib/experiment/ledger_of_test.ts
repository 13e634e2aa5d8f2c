import { assertEquals } from "@std/assert";
import {
  downloadReport,
  udpReport,
} from "../../fixtures/experiments/sample_reports.ts";
import type { UdpReport } from "../endpoint/protocol.ts";
import { ledgerOf } from "./ledger_of.ts";

/** The ledger of ten datagrams of 100 bytes, two of which never came. */
function ledgerWith(changes: Partial<UdpReport>) {
  return ledgerOf(
    udpReport(changes),
    downloadReport({ receivedBytes: 800 }),
  );
}

Deno.test("ledgerOf() takes each figure from the side that counted it", () => {
  const { attribution: _, ...ledger } = ledgerWith({ cutBytes: 0 });
  assertEquals(ledger, {
    datagrams_sent: 10,
    datagrams_refused: 0,
    datagrams_received: 8,
    datagrams_lost: 2,
    datagrams_duplicated: 0,
    datagrams_reordered: 0,
    datagrams_truncated: 0,
    datagrams_foreign: 0,
    bytes_sent: 1000,
    bytes_received: 800,
    bytes_truncated: 0,
    bytes_lost: 200,
    bytes_truncated_by_kernel: 0,
  });
});

Deno.test("ledgerOf() does not count as lost what the kernel refused to send", () => {
  const { datagrams_lost, bytes_lost, attribution } = ledgerWith({
    refused: 2,
    sent: 8,
    sentBytes: 800,
    drops: 0,
  });
  assertEquals([datagrams_lost, bytes_lost], [0, 0]);
  assertEquals(attribution?.datagrams_lost_on_the_way, 0);
});

/** What the kernel and the markers say, and where the two lost datagrams went by that. */
const ATTRIBUTIONS: {
  name: string;
  said: Partial<UdpReport>;
  dropped: [datagrams: number, bytes: number];
  onTheWay: [datagrams: number, bytes: number];
  markersLost: number;
  unexplained: number;
}[] = [
  {
    name: "all of them were dropped",
    said: { drops: 2 },
    dropped: [2, 200],
    onTheWay: [0, 0],
    markersLost: 0,
    unexplained: 0,
  },
  {
    name: "end markers were dropped, too",
    said: { drops: 5, endMarkersSent: 4, endMarkersReceived: 1 },
    dropped: [2, 200],
    onTheWay: [0, 0],
    markersLost: 3,
    unexplained: 0,
  },
  {
    name: "more markers came than were sent: the path duplicates",
    said: { drops: 2, endMarkersSent: 1, endMarkersReceived: 2 },
    dropped: [2, 200],
    onTheWay: [0, 0],
    markersLost: 0,
    unexplained: 0,
  },
  {
    name: "one was lost on the way",
    said: { drops: 1 },
    dropped: [1, 100],
    onTheWay: [1, 100],
    markersLost: 0,
    unexplained: 0,
  },
  {
    name: "all were lost on the way, and so was a marker",
    said: { drops: 0, endMarkersSent: 2 },
    dropped: [0, 0],
    onTheWay: [2, 200],
    markersLost: 1,
    unexplained: 0,
  },
  {
    name: "more were dropped than are missing",
    said: { drops: 7, endMarkersSent: 2 },
    dropped: [2, 200],
    onTheWay: [0, 0],
    markersLost: 1,
    unexplained: 4,
  },
  {
    name: "the last piece, a shorter one, is among them",
    said: { drops: 1, missingBytes: 130 },
    dropped: [1, 65],
    onTheWay: [1, 65],
    markersLost: 0,
    unexplained: 0,
  },
  {
    name: "nothing was lost",
    said: { drops: 0, missing: 0, missingBytes: 0, received: 10 },
    dropped: [0, 0],
    onTheWay: [0, 0],
    markersLost: 0,
    unexplained: 0,
  },
];

for (
  const { name, said, dropped, onTheWay, markersLost, unexplained }
    of ATTRIBUTIONS
) {
  Deno.test(`ledgerOf() attributes losses: ${name}`, () => {
    assertEquals(ledgerWith(said).attribution, {
      kernel_drops: said.drops!,
      end_markers_lost: markersLost,
      datagrams_dropped_at_receiver: dropped[0],
      bytes_dropped_at_receiver: dropped[1],
      datagrams_lost_on_the_way: onTheWay[0],
      bytes_lost_on_the_way: onTheWay[1],
      drops_unexplained: unexplained,
    });
  });
}

Deno.test("ledgerOf() attributes nothing where the kernel does not count", () => {
  const { drops: _, ...uncounted } = udpReport();
  const ledger = ledgerOf(uncounted, downloadReport({ receivedBytes: 800 }));
  assertEquals("attribution" in ledger, false);
  assertEquals("bytes_truncated_by_kernel" in ledger, false);
  assertEquals(ledger.datagrams_lost, 2);
});
