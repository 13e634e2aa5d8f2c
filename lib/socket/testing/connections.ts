/**
 * Tests of listening, connecting and accepting, for every engine.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Engine, TcpStream } from "../engine.ts";
import { SocketError } from "../socket_error.ts";
import {
  accepted,
  ANY_PORT,
  freePort,
  hasIpv6Loopback,
  numbered,
  PLAIN,
  receiveAll,
  sendAll,
  settled,
  testName,
  withPair,
} from "./sockets.ts";

/** Connections that are open at the same time. */
const MANY = 200;

/**
 * Registers them.
 *
 * @param engine The engine to test.
 */
export function testConnections(engine: Engine): void {
  const name = (what: string) => testName(engine, what);

  for (const hostname of ["127.0.0.1", "::1"]) {
    const ignore = hostname === "::1" && !hasIpv6Loopback();
    Deno.test({
      name: name(
        `both ends of a connection over ${hostname} agree on who they are` +
          (ignore ? " (skipped: this machine has no ::1)" : ""),
      ),
      ignore,
      fn: () =>
        withPair(engine, async ({ client, server }) => {
          assertEquals(server.local.address, hostname);
          assertEquals(client.remote, server.local);
          assertEquals(client.local, server.remote);
          await sendAll(client, numbered(1_000));
          await client.closeWrite();
          assertEquals(await receiveAll(server, 300), numbered(1_000));
        }, { hostname }),
    });
  }

  Deno.test(
    name("a refused connection says where and what to do"),
    async () => {
      const port = freePort(engine);
      const error = await assertRejects(
        () => engine.connectTcp({ address: "127.0.0.1", port }, PLAIN),
        SocketError,
        `Cannot connect to tcp 127.0.0.1:${port}: ECONNREFUSED`,
      );
      assertEquals(error.code, "ECONNREFUSED");
      assert(error.message.includes("start the server first"), error.message);
    },
  );

  Deno.test(name("a TCP port that is taken is EADDRINUSE"), () => {
    const listener = engine.listenTcp(ANY_PORT, PLAIN);
    const { port } = listener.local;
    const error = assertThrows(
      () => engine.listenTcp({ hostname: "127.0.0.1", port }, PLAIN),
      SocketError,
      `Cannot listen on tcp 127.0.0.1:${port}: EADDRINUSE`,
    );
    assertEquals(error.code, "EADDRINUSE");
    assert(error.message.includes("another program has the port"));
    listener.close();
  });

  Deno.test(name("an address of another machine is EADDRNOTAVAIL"), () => {
    // 192.0.2.0/24 is for documentation (RFC 5737): no machine has it
    const bind = ANY_PORT;
    const elsewhere = { ...bind, hostname: "192.0.2.1" };
    // the permissions of the tests may end the attempt before the kernel does
    const tcp = assertThrows(() => engine.listenTcp(elsewhere, PLAIN));
    const udp = assertThrows(() => engine.bindUdp(elsewhere));
    for (const error of [tcp, udp]) {
      assert(error instanceof SocketError);
      assert(["EADDRNOTAVAIL", ""].includes(error.code), error.message);
      assert(error.message.includes("192.0.2.1:0"), error.message);
    }
  });

  Deno.test(name("a port is free again once its listener is closed"), () => {
    const first = engine.listenTcp(ANY_PORT, PLAIN);
    first.close();
    const again = { hostname: "127.0.0.1", port: first.local.port };
    const second = engine.listenTcp(again, PLAIN);
    assertEquals(second.local, first.local);
    second.close();
  });

  Deno.test(name("TCP and UDP can have the same port at once"), async () => {
    const listener = engine.listenTcp(ANY_PORT, PLAIN);
    const { port } = listener.local;
    const socket = engine.bindUdp({ hostname: "127.0.0.1", port });
    assertEquals(socket.local, listener.local);
    const client = await engine.connectTcp(listener.local, PLAIN);
    const other = engine.bindUdp(ANY_PORT);
    await other.send(new Uint8Array([5]), socket.local);
    assertEquals((await socket.receive(new Uint8Array(8)))?.bytes, 1);
    for (const open of [client, listener, socket, other]) open.close();
  });

  Deno.test(name("closing wakes an accept that waits"), async () => {
    const listener = engine.listenTcp(ANY_PORT, PLAIN);
    const accepting = listener.accept();
    await settled();
    listener.close();
    listener.close();
    assertEquals(await accepting, undefined);
    assertEquals(await listener.accept(), undefined);
  });

  Deno.test(
    name(`${MANY} connections are open at once and stay apart`),
    async () => {
      const listener = engine.listenTcp(ANY_PORT, PLAIN);
      const serving = (async () => {
        const streams: TcpStream[] = [];
        while (streams.length < MANY) streams.push(await accepted(listener));
        return streams;
      })();
      const clients = await Promise.all(
        Array.from(
          { length: MANY },
          () => engine.connectTcp(listener.local, PLAIN),
        ),
      );
      const servers = await serving;
      // each server end says the port that it sees
      await Promise.all(servers.map((server) => {
        const { port } = server.remote;
        return sendAll(server, new Uint8Array([port >> 8, port & 0xff]))
          .then(() => server.closeWrite());
      }));
      const ports = await Promise.all(clients.map(async (client) => {
        const [high, low] = await receiveAll(client, 16);
        return high! * 256 + low!;
      }));
      assertEquals(ports, clients.map((client) => client.local.port));
      assertEquals(new Set(ports).size, MANY);
      for (const open of [...clients, ...servers, listener]) open.close();
    },
  );
}
