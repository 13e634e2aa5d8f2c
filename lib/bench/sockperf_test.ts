import { assertEquals, assertThrows } from "@std/assert";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import { parseSockperf } from "./sockperf.ts";

const CLIENT = `sockperf: Starting test...
sockperf: Test end (interrupted by user)
sockperf: Test ended
sockperf: Total of 50023 messages sent in 1.000 sec

sockperf: Summary: Message Rate is 50000 [msg/sec]
sockperf: Summary: BandWidth is 48.827 MBps (390.617 Mbps)
`;

const server = (words: string) =>
  `sockperf: Test end (interrupted by user)\nsockperf: ${words}\n`;

Deno.test("parseSockperf compares what was sent with what was received", () => {
  const read = (words: string) => parseSockperf(CLIENT, server(words), 1024);
  assertEquals(read("Total 49650 messages received and handled"), {
    deliveredBytes: 49650 * 1024,
    seconds: 50023 / 50000,
    connectSeconds: 0,
    lossless: false,
  });
  assertEquals(
    read("Total 50023 messages received and handled").lossless,
    true,
  );
  assertEquals(
    read("No messages were received on the server.").deliveredBytes,
    0,
  );
});

Deno.test("parseSockperf fails where a side did not count", () => {
  assertThrows(() => parseSockperf(CLIENT, "", 1024), PeerError);
  assertThrows(
    () => parseSockperf("sockperf: No messages were sent\n", "", 1024),
    PeerError,
    "No messages were sent",
  );
});
