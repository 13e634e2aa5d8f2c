/**
 * Tests of UDP sockets that are connected to a peer, for engines that have them.
 *
 * @module
 */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Engine } from "../engine.ts";
import { SocketError } from "../socket_error.ts";
import { ANY_PORT, numbered, testName, withSockets } from "./sockets.ts";

/**
 * Registers them.
 *
 * @param engine The engine to test.
 * @param canConnect Whether it has such sockets; without, there is nothing to test here.
 */
export function testPeer(engine: Engine, canConnect: boolean): void {
  if (!canConnect) return;
  const name = (what: string) => testName(engine, what);

  Deno.test(
    name("a connected UDP socket hears its peer, and no stranger"),
    async () => {
      const peer = engine.bindUdp(ANY_PORT);
      await withSockets(engine, async (stranger, connected) => {
        await stranger.send(numbered(1), connected.local);
        await connected.send(numbered(2), peer.local);
        assertEquals(await peer.receive(new Uint8Array(8)), {
          bytes: 2,
          from: connected.local,
        });
        await peer.send(numbered(3), connected.local);
        assertEquals(await connected.receive(new Uint8Array(8)), {
          bytes: 3,
          from: peer.local,
        });
      }, { connectTo: peer.local });
      peer.close();
    },
  );

  const gone = () => {
    const socket = engine.bindUdp(ANY_PORT);
    socket.close();
    return socket.local;
  };

  Deno.test(
    name("a peer that is not there is ECONNREFUSED to whoever waits for it"),
    async () => {
      const nobody = gone();
      await withSockets(engine, async (_, connected) => {
        const receiving = assertRejects(
          async () => await connected.receive(new Uint8Array(8)),
          SocketError,
          "ECONNREFUSED",
        );
        await connected.send(numbered(1), nobody);
        assertEquals((await receiving).code, "ECONNREFUSED");
        // told once: the socket is as good as before
        const waiting = connected.receive(new Uint8Array(8));
        connected.close();
        assertEquals(await waiting, undefined);
      }, { connectTo: nobody });
    },
  );

  Deno.test(
    name("a peer that is not there is ECONNREFUSED to whoever sends again"),
    async () => {
      const nobody = gone();
      await withSockets(engine, async (_, connected) => {
        const batch = connected.newBatch(1, 8);
        await connected.send(numbered(1), nobody);
        const error = await assertRejects(
          async () =>
            await connected.sendBatch(batch, { from: 0, to: 1 }, nobody),
          SocketError,
          `Cannot send to udp 127.0.0.1:${nobody.port}: ECONNREFUSED`,
        );
        assertEquals(error.code, "ECONNREFUSED");
      }, { connectTo: nobody });
    },
  );

  Deno.test(name("a peer that is no address is named"), () => {
    assertThrows(
      () =>
        engine.bindUdp(ANY_PORT, {
          connectTo: { address: "nowhere", port: 1 },
        }),
      SocketError,
      "Cannot connect udp to nowhere:1",
    );
  });

  Deno.test(name("a peer of another address family is refused by name"), () => {
    assertThrows(
      () =>
        engine.bindUdp(ANY_PORT, { connectTo: { address: "::1", port: 1 } }),
      SocketError,
      "Cannot connect udp to [::1]:1: EAFNOSUPPORT",
    );
  });
}
