import { assertEquals } from "@std/assert";
import type { Counters } from "../kernel/counters.ts";
import { openKernelSums } from "./link_counters.ts";
import { type Datagram, datagramTrace } from "./testing/datagram_trace.ts";

/** A piece and its copy, a damaged one, a lost one, the end, and the last words. */
const DATAGRAMS: Datagram[] = [
  { piece: 0 },
  { piece: 0, number: 1, copy: true },
  { piece: 1, corrupted: true },
  { piece: 2, dropped: "loss" },
  { end: true },
  { text: "DONE 2147483648\n" },
  { text: "ACCOUNT 2147483648 3 300 0 1\n" },
  { text: "ACCOUNT 2147483648 3 300 0 1\n", number: 7, copy: true },
];

const SERVER: Counters = {
  "Udp.OutDatagrams": 5,
  "Udp.InDatagrams": 1,
  "Ip.InReceives": 1,
  "Ip.InDelivers": 1,
  "IpExt.InOctets": 44,
};

/** The client's kernel found one wrong checksum, and nobody at the port in the end. */
const CLIENT: Counters = {
  "Udp.OutDatagrams": 1,
  "Udp.InDatagrams": 4,
  "Udp.InErrors": 1,
  "Udp.InCsumErrors": 1,
  "Udp.NoPorts": 1,
  "Ip.InReceives": 6,
  "Ip.InDelivers": 6,
  "IpExt.InOctets": 3 * 136 + 36 + 2 * 57,
};

function openSums(
  changes: { server?: Counters; client?: Counters } = {},
  datagrams = DATAGRAMS,
): string[] {
  return openKernelSums(datagramTrace(datagrams), {
    server: { ...SERVER, ...changes.server },
    client: { ...CLIENT, ...changes.client },
  });
}

Deno.test("openKernelSums() is satisfied where both kernels and the link agree", () => {
  assertEquals(openSums(), []);
});

Deno.test("openKernelSums() lets datagrams go unread after the last awaited one only", () => {
  // the copy of ACCOUNT waited at the socket when it was closed
  assertEquals(openSums({ client: { "Udp.NoPorts": 0 } }), []);
  assertEquals(
    openSums({ client: { "Udp.NoPorts": 0, "Udp.InDatagrams": 3 } }),
    [
      "server to client: UDP packets delivered, 6, are 2 more than Udp.InDatagrams + " +
      "Udp.InErrors + Udp.NoPorts; at most 1 can have stayed unread",
    ],
  );
  assertEquals(openSums({ client: { "Udp.InDatagrams": 5 } }).length, 1);
});

Deno.test("openKernelSums() misses what a kernel has sent, and the link has not taken", () => {
  assertEquals(openSums({ server: { "Udp.OutDatagrams": 6 } }), [
    "server to client: UDP packets taken, 5, are not Udp.OutDatagrams, 6",
  ]);
  assertEquals(openSums({ client: { "Icmp.OutMsgs": 1 } }), [
    "client to server: ICMP packets taken, 0, are not Icmp.OutMsgs, 1",
  ]);
  assertEquals(openSums({ server: { "Tcp.RetransSegs": 1 } }).length, 1);
  // a SYN-ACK that is sent again is in both of TCP's counters
  assertEquals(
    openSums({
      server: {
        "Tcp.OutSegs": -1,
        "Tcp.RetransSegs": 2,
        "TcpExt.TCPSynRetrans": 1,
      },
    }),
    [],
  );
});

Deno.test("openKernelSums() notices bytes that were changed, cut or added", () => {
  assertEquals(openSums({ client: { "IpExt.InOctets": 557 } }), [
    "server to client: bytes delivered, 558, are not IpExt.InOctets, 557",
  ]);
  assertEquals(
    openSums({ client: { "Udp.InCsumErrors": 0, "Udp.RcvbufErrors": 1 } })
      .map((one) => one.slice(0, 61)),
    ["server to client: UDP packets delivered with damage, 1, are 1"],
  );
});

Deno.test("openKernelSums() takes a refused SYN for no wrong checksum", () => {
  const refused = { "Tcp.InErrs": 1, "TcpExt.TCPSYNChallenge": 1 };
  assertEquals(openSums({ client: refused }), []);
  assertEquals(openSums({ client: { "Tcp.InErrs": 1 } }).length, 1);
});
