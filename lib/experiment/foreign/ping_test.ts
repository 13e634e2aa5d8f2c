import { assert, assertEquals, assertThrows } from "@std/assert";
import { foreignMissing } from "./foreign_missing.ts";
import { parsePing, ping } from "./ping.ts";
import { PeerError } from "./peer_error.ts";

const REPLIES = `PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.
64 bytes from 192.0.2.1: icmp_seq=1 ttl=64 time=20.1 ms
64 bytes from 192.0.2.1: icmp_seq=3 ttl=64 time=0.051 ms
64 bytes from 192.0.2.1: icmp_seq=3 ttl=64 time=2.07 ms (DUP!)
64 bytes from 192.0.2.1: icmp_seq=2 ttl=64 time=102 ms

--- 192.0.2.1 ping statistics ---
4 packets transmitted, 3 received, +1 duplicates, 25% packet loss, time 518ms
rtt min/avg/max/mdev = 0.051/31.055/102.001/2.388 ms, pipe 2
`;

Deno.test("parsePing counts what was lost, copied and overtaken", () => {
  const { replies, ...result } = parsePing(REPLIES);
  assertEquals(result, {
    transmitted: 4,
    received: 3,
    duplicates: 1,
    reordered: 1,
    minimumMs: 0.051,
    meanMs: 31.055,
  });
  assertEquals(replies.map(({ sequence }) => sequence), [1, 3, 3, 2]);
  assertEquals(replies[3], {
    sequence: 2,
    roundTripMs: 102,
    isDuplicate: false,
  });
});

Deno.test("parsePing knows a ping that nobody answered, and a program that is no ping", () => {
  const silence = parsePing(
    "2 packets transmitted, 0 received, 100% packet loss, time 1ms\n",
  );
  assertEquals([silence.received, silence.minimumMs], [0, undefined]);
  assertThrows(() => parsePing("usage: ping"), PeerError, "usage: ping");
});

const missing = foreignMissing("ping");

Deno.test({
  name: `ping reaches loopback${
    missing === undefined ? "" : ` (skipped: ${missing.reason})`
  }`,
  ignore: missing !== undefined,
  async fn() {
    const { transmitted, received, minimumMs } = await ping({
      address: "127.0.0.1",
      count: 3,
      intervalSeconds: 0.01,
    });
    assertEquals([transmitted, received], [3, 3]);
    assert(minimumMs !== undefined && minimumMs > 0);
  },
});
