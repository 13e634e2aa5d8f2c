/**
 * Tests of single datagrams, for every engine.
 *
 * @module
 */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Engine, SocketAddress } from "../engine.ts";
import { SocketError } from "../socket_error.ts";
import {
  freePort,
  hasIpv6Loopback,
  LARGEST_PAYLOAD_BYTES,
  numbered,
  settled,
  testName,
  withSockets,
} from "./sockets.ts";

/**
 * Registers them.
 *
 * @param engine The engine to test.
 * @param options Whether it can tell how much of a datagram did not fit.
 */
export function testDatagrams(
  engine: Engine,
  { tellsCutBytes }: { tellsCutBytes: boolean },
): void {
  const name = (what: string) => testName(engine, what);

  for (const hostname of ["127.0.0.1", "::1"]) {
    const ignore = hostname === "::1" && !hasIpv6Loopback();
    Deno.test({
      name: name(
        `a datagram over ${hostname} is echoed to the address it names` +
          (ignore ? " (skipped: this machine has no ::1)" : ""),
      ),
      ignore,
      fn: () =>
        withSockets(engine, async (one, other) => {
          await one.send(numbered(100), other.local);
          const buffer = new Uint8Array(200);
          const asked = await other.receive(buffer);
          assertEquals(asked, { bytes: 100, from: one.local });
          await other.send(buffer.subarray(0, 100), asked!.from);
          const echo = new Uint8Array(200);
          assertEquals(await one.receive(echo), {
            bytes: 100,
            from: other.local,
          });
          assertEquals(echo.subarray(0, 100), numbered(100));
        }, { hostname }),
    });
  }

  Deno.test(
    name("datagrams keep their boundaries and their order"),
    () =>
      withSockets(engine, async (one, other) => {
        const sizes = [5, 1, 1_472, 0, 40_000, 7];
        for (const size of sizes) await one.send(numbered(size), other.local);
        const received: (number | undefined)[] = [];
        for (const _ of sizes) {
          received.push((await other.receive(new Uint8Array(65_536)))?.bytes);
        }
        assertEquals(received, sizes);
      }),
  );

  Deno.test(
    name("a short buffer loses the datagram's tail, not the next one"),
    () =>
      withSockets(engine, async (one, other) => {
        await one.send(numbered(100), other.local);
        await one.send(new Uint8Array([42]), other.local);
        const short = new Uint8Array(10);
        assertEquals(await other.receive(short), {
          bytes: 10,
          from: one.local,
          ...(tellsCutBytes ? { cutBytes: 90 } : {}),
        });
        assertEquals(short, numbered(10));
        assertEquals(await other.receive(short), { bytes: 1, from: one.local });
        assertEquals(short[0], 42);
      }),
  );

  Deno.test(
    name("a datagram of no bytes is a datagram"),
    () =>
      withSockets(engine, async (one, other) => {
        await one.send(new Uint8Array(0), other.local);
        assertEquals(await other.receive(new Uint8Array(8)), {
          bytes: 0,
          from: one.local,
        });
      }),
  );

  Deno.test(
    name("the largest payload passes, one byte more is EMSGSIZE"),
    () =>
      withSockets(engine, async (one, other) => {
        await one.send(numbered(LARGEST_PAYLOAD_BYTES), other.local);
        const buffer = new Uint8Array(LARGEST_PAYLOAD_BYTES + 1);
        const received = await other.receive(buffer);
        assertEquals(received?.bytes, LARGEST_PAYLOAD_BYTES);
        const error = await assertRejects(
          () =>
            one.send(new Uint8Array(LARGEST_PAYLOAD_BYTES + 1), other.local),
          SocketError,
          "65,507",
        );
        assertEquals(error.code, "EMSGSIZE");
        // and the socket is still good
        await one.send(new Uint8Array(1), other.local);
        assertEquals((await other.receive(buffer))?.bytes, 1);
      }),
  );

  Deno.test(
    name("a datagram to a port where nobody is does no harm"),
    () =>
      withSockets(engine, async (one, other) => {
        const nobody: SocketAddress = {
          address: "127.0.0.1",
          port: freePort(engine),
        };
        await one.send(new Uint8Array(1), nobody);
        await one.send(new Uint8Array(1), nobody);
        await other.send(new Uint8Array(3), one.local);
        assertEquals((await one.receive(new Uint8Array(8)))?.bytes, 3);
      }),
  );

  Deno.test(
    name("a UDP port that is taken is EADDRINUSE"),
    () =>
      withSockets(engine, (one) => {
        const { address, port } = one.local;
        const error = assertThrows(
          () => engine.bindUdp({ hostname: address, port }),
          SocketError,
          `Cannot bind udp 127.0.0.1:${port}: EADDRINUSE`,
        );
        assertEquals(error.code, "EADDRINUSE");
      }),
  );

  Deno.test(
    name("closing wakes a receive that waits"),
    () =>
      withSockets(engine, async (one) => {
        const receiving = one.receive(new Uint8Array(8));
        await settled();
        one.close();
        one.close();
        assertEquals(await receiving, undefined);
        assertEquals(await one.receive(new Uint8Array(8)), undefined);
        await assertRejects(
          () => one.send(new Uint8Array(1), one.local),
          SocketError,
        );
      }),
  );
}
