/**
 * What every engine has to do, as tests: the promises of `engine.ts`, kept over the
 * kernel's own sockets on loopback. A `_test.ts` file calls
 * {@linkcode testEngine} with its engine.
 *
 * @module
 */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { descriptorOf } from "../kernel/descriptor.ts";
import { libc, libcMissing } from "../kernel/libc.ts";
import { hasNoDelay } from "../kernel/tcp_options.ts";
import type {
  Engine,
  SocketAddress,
  TcpListener,
  TcpOptions,
  TcpStream,
  UdpSocket,
} from "./engine.ts";
import { SocketError } from "./socket_error.ts";

const PLAIN: TcpOptions = { noDelay: false, quickAck: false };

/** Largest UDP payload over IPv4 (RFC 768, RFC 791). */
const LARGEST_PAYLOAD_BYTES = 65_507;

/** Enough to fill the buffers of both ends of a loopback connection several times. */
const MORE_THAN_THE_KERNEL_HOLDS_BYTES = 16 * 1024 * 1024;

/** Connections that are open at the same time. */
const MANY = 200;

/**
 * Whether this machine has IPv6 loopback; some containers have not.
 *
 * @returns True where `::1` can be bound.
 */
function hasIpv6Loopback(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}

/** Both ends of one connection. */
interface Pair {
  client: TcpStream;
  server: TcpStream;
}

async function withPair(
  engine: Engine,
  use: (pair: Pair) => Promise<void>,
  options: TcpOptions = PLAIN,
): Promise<void> {
  const listener = engine.listenTcp(
    { hostname: "127.0.0.1", port: 0 },
    options,
  );
  const [client, server] = await Promise.all([
    engine.connectTcp(listener.local, options),
    accepted(listener),
  ]);
  try {
    await use({ client, server });
  } finally {
    client.close();
    server.close();
    listener.close();
  }
}

async function accepted(listener: TcpListener): Promise<TcpStream> {
  const stream = await listener.accept();
  assert(stream !== undefined);
  return stream;
}

/** Bytes that differ from their neighbours, so that a shifted copy is noticed. */
function numbered(bytes: number): Uint8Array {
  const numbers = new Uint8Array(bytes);
  for (let index = 0; index < bytes; index++) numbers[index] = index % 251;
  return numbers;
}

async function sendAll(stream: TcpStream, bytes: Uint8Array): Promise<number> {
  let calls = 0;
  for (let sent = 0; sent < bytes.length; calls++) {
    const taken = await stream.write(bytes.subarray(sent));
    assert(
      taken >= 1 && taken <= bytes.length - sent,
      `write returned ${taken} of ${bytes.length - sent}`,
    );
    sent += taken;
  }
  return calls;
}

async function receiveAll(
  stream: TcpStream,
  bufferBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const buffer = new Uint8Array(bufferBytes);
  while (true) {
    const received = await stream.read(buffer);
    if (received === null) break;
    assert(received >= 1 && received <= bufferBytes, `read ${received} bytes`);
    chunks.push(buffer.slice(0, received));
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

/** A port where nothing listens: one that the kernel has just given and got back. */
function freePort(engine: Engine): number {
  const listener = engine.listenTcp({ hostname: "127.0.0.1", port: 0 }, PLAIN);
  listener.close();
  return listener.local.port;
}

/**
 * Registers the tests of one engine.
 *
 * @param engine The engine to test.
 */
export function testEngine(engine: Engine): void {
  // opened before the first test, because it stays open after the last one
  libc();
  testStreams(engine);
  testConnecting(engine);
  testTcpOptions(engine);
  testDatagrams(engine);
}

function testStreams(engine: Engine): void {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

  Deno.test(
    name("what is sent comes back from an echo"),
    () =>
      withPair(engine, async ({ client, server }) => {
        const sent = numbered(1_000);
        await sendAll(client, sent);
        await client.closeWrite();
        const heard = await receiveAll(server, 4_096);
        await sendAll(server, heard);
        await server.closeWrite();
        assertEquals(await receiveAll(client, 4_096), sent);
      }),
  );

  for (const bufferBytes of [1, 3, 32]) {
    Deno.test(
      name(`a receive buffer of ${bufferBytes} gets every byte in order`),
      () =>
        withPair(engine, async ({ client, server }) => {
          const sent = numbered(500);
          await sendAll(client, sent);
          await client.closeWrite();
          assertEquals(await receiveAll(server, bufferBytes), sent);
        }),
    );
  }

  Deno.test(
    name("a read takes what is there and fills no further"),
    () =>
      withPair(engine, async ({ client, server }) => {
        await sendAll(client, new Uint8Array([1, 2, 3]));
        const buffer = new Uint8Array(8).fill(9);
        assertEquals(await server.read(buffer.subarray(2)), 3);
        assertEquals([...buffer], [9, 9, 1, 2, 3, 9, 9, 9]);
      }),
  );

  Deno.test(
    name("a write that is larger than every buffer is finished in parts"),
    () =>
      withPair(engine, async ({ client, server }) => {
        const sent = numbered(MORE_THAN_THE_KERNEL_HOLDS_BYTES);
        const [received] = await Promise.all([
          receiveAll(server, 65_536),
          sendAll(client, sent).then(() => client.closeWrite()),
        ]);
        assertEquals(received.length, sent.length);
        assert(received.every((byte, index) => byte === sent[index]));
      }),
  );

  Deno.test(
    name("both directions carry data at the same time"),
    () =>
      withPair(engine, async ({ client, server }) => {
        const sent = numbered(2 * 1024 * 1024);
        const results = await Promise.all([
          receiveAll(server, 65_536),
          receiveAll(client, 65_536),
          sendAll(client, sent).then(() => client.closeWrite()),
          sendAll(server, sent).then(() => server.closeWrite()),
        ]);
        assertEquals(results[0].length, sent.length);
        assertEquals(results[1].length, sent.length);
      }),
  );

  Deno.test(
    name("the end of the stream reads as null, again and again"),
    () =>
      withPair(engine, async ({ client, server }) => {
        client.close();
        assertEquals(await server.read(new Uint8Array(1)), null);
        assertEquals(await server.read(new Uint8Array(1)), null);
      }),
  );

  Deno.test(
    name("after closeWrite the other direction stays open"),
    () =>
      withPair(engine, async ({ client, server }) => {
        await client.closeWrite();
        assertEquals(await server.read(new Uint8Array(1)), null);
        await sendAll(server, numbered(100));
        await server.closeWrite();
        assertEquals(await receiveAll(client, 16), numbered(100));
      }),
  );

  Deno.test(
    name("sending after closeWrite is EPIPE"),
    () =>
      withPair(engine, async ({ client }) => {
        await client.closeWrite();
        const error = await assertRejects(
          () => client.write(new Uint8Array(1)),
          SocketError,
        );
        assertEquals(error.code, "EPIPE");
      }),
  );

  Deno.test(
    name("a reset by the peer is ECONNRESET and names the peer"),
    () =>
      withPair(engine, async ({ client, server }) => {
        await reset({ client, server });
        const error = await assertRejects(
          () => receiveAll(client, 65_536),
          SocketError,
          `127.0.0.1:${server.local.port}`,
        );
        assertEquals(error.code, "ECONNRESET");
        assertEquals(error.call, "receive from tcp");
      }),
  );

  Deno.test(
    name("closing ends a read that waits"),
    () =>
      withPair(engine, async ({ client }) => {
        const reading = assertRejects(
          () => client.read(new Uint8Array(1)),
          SocketError,
        );
        await settled();
        client.close();
        await reading;
      }),
  );

  Deno.test(
    name("closing ends a write that waits"),
    () =>
      withPair(engine, async ({ client }) => {
        const writing = assertRejects(
          () =>
            sendAll(client, new Uint8Array(MORE_THAN_THE_KERNEL_HOLDS_BYTES)),
          SocketError,
        );
        await settled();
        client.close();
        await writing;
      }),
  );

  Deno.test(
    name("a stream can be closed twice, and is then closed"),
    () =>
      withPair(engine, async ({ client }) => {
        client.close();
        client.close();
        await assertRejects(() => client.read(new Uint8Array(1)), SocketError);
        await assertRejects(() => client.write(new Uint8Array(1)), SocketError);
        await assertRejects(() => client.closeWrite(), SocketError);
      }),
  );
}

/**
 * Has the server send RST. Closing a socket that holds unread data does (RFC 1122,
 * 4.2.2.13), but an engine may say FIN just before; so the server is made to have
 * more to send than fits, and its FIN cannot leave ahead of that.
 */
async function reset({ client, server }: Pair): Promise<void> {
  await sendAll(client, numbered(10));
  const blocked = assertRejects(
    () => sendAll(server, new Uint8Array(MORE_THAN_THE_KERNEL_HOLDS_BYTES)),
    SocketError,
  );
  await settled();
  server.close();
  await blocked;
}

/** Long enough for a call that was just made to be waiting in the kernel; any time is. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

function testConnecting(engine: Engine): void {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

  for (const hostname of ["127.0.0.1", "::1"]) {
    const ignore = hostname === "::1" && !hasIpv6Loopback();
    Deno.test({
      name: name(
        `both ends of a connection over ${hostname} agree on who they are` +
          (ignore ? " (skipped: this machine has no ::1)" : ""),
      ),
      ignore,
      async fn() {
        const listener = engine.listenTcp({ hostname, port: 0 }, PLAIN);
        const [client, server] = await Promise.all([
          engine.connectTcp(listener.local, PLAIN),
          accepted(listener),
        ]);
        assertEquals(listener.local.address, hostname);
        assertEquals(client.remote, listener.local);
        assertEquals(server.local, listener.local);
        assertEquals(client.local, server.remote);
        client.close();
        server.close();
        listener.close();
      },
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
    const listener = engine.listenTcp(
      { hostname: "127.0.0.1", port: 0 },
      PLAIN,
    );
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
    const bind = { hostname: "127.0.0.1", port: 0 };
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
    const first = engine.listenTcp({ hostname: "127.0.0.1", port: 0 }, PLAIN);
    first.close();
    const again = { hostname: "127.0.0.1", port: first.local.port };
    const second = engine.listenTcp(again, PLAIN);
    assertEquals(second.local, first.local);
    second.close();
  });

  Deno.test(name("TCP and UDP can have the same port at once"), async () => {
    const listener = engine.listenTcp(
      { hostname: "127.0.0.1", port: 0 },
      PLAIN,
    );
    const { port } = listener.local;
    const socket = engine.bindUdp({ hostname: "127.0.0.1", port });
    assertEquals(socket.local, listener.local);
    const client = await engine.connectTcp(listener.local, PLAIN);
    const other = engine.bindUdp({ hostname: "127.0.0.1", port: 0 });
    await other.send(new Uint8Array([5]), socket.local);
    assertEquals((await socket.receive(new Uint8Array(8)))?.bytes, 1);
    for (const open of [client, listener, socket, other]) open.close();
  });

  Deno.test(name("closing wakes an accept that waits"), async () => {
    const listener = engine.listenTcp(
      { hostname: "127.0.0.1", port: 0 },
      PLAIN,
    );
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
      const listener = engine.listenTcp(
        { hostname: "127.0.0.1", port: 0 },
        PLAIN,
      );
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

function testTcpOptions(engine: Engine): void {
  const name = (what: string) => `engine ${engine.name}: ${what}`;
  const ignore = libcMissing() !== undefined;
  const skipped = ignore ? ` (skipped: ${libcMissing()})` : "";

  function noDelayOf(stream: TcpStream): boolean {
    const descriptor = descriptorOf(stream.local, stream.remote);
    assert(descriptor !== undefined);
    return hasNoDelay(descriptor);
  }

  for (const noDelay of [true, false]) {
    Deno.test({
      name: name(`noDelay: ${noDelay} is what the kernel has, on both sides`) +
        skipped,
      ignore,
      fn: () =>
        withPair(engine, ({ client, server }) => {
          assertEquals(noDelayOf(client), noDelay);
          assertEquals(noDelayOf(server), noDelay);
          return Promise.resolve();
        }, { noDelay, quickAck: false }),
    });
  }

  Deno.test({
    name: name("the options of one side are not the other's") + skipped,
    ignore,
    async fn() {
      const listener = engine.listenTcp(
        { hostname: "127.0.0.1", port: 0 },
        PLAIN,
      );
      const [client, server] = await Promise.all([
        engine.connectTcp(listener.local, { noDelay: true, quickAck: false }),
        accepted(listener),
      ]);
      assertEquals(noDelayOf(client), true);
      assertEquals(noDelayOf(server), false);
      for (const open of [client, server, listener]) open.close();
    },
  });

  Deno.test({
    name: name("quickAck leaves data, end and reset as they are") + skipped,
    ignore,
    async fn() {
      const quick = { noDelay: false, quickAck: true };
      await withPair(engine, async ({ client, server }) => {
        await sendAll(client, numbered(10_000));
        await client.closeWrite();
        assertEquals(await receiveAll(server, 100), numbered(10_000));
        assertEquals(await server.read(new Uint8Array(1)), null);
      }, quick);
      await withPair(engine, async ({ client, server }) => {
        await reset({ client, server });
        const error = await assertRejects(
          () => receiveAll(client, 65_536),
          SocketError,
        );
        assertEquals(error.code, "ECONNRESET");
      }, quick);
    },
  });
}

async function withSockets(
  engine: Engine,
  use: (one: UdpSocket, other: UdpSocket) => Promise<void>,
  hostname = "127.0.0.1",
): Promise<void> {
  const one = engine.bindUdp({ hostname, port: 0 });
  const other = engine.bindUdp({ hostname, port: 0 });
  try {
    await use(one, other);
  } finally {
    one.close();
    other.close();
  }
}

function testDatagrams(engine: Engine): void {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

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
        }, hostname),
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
        assertEquals((await other.receive(short))?.bytes, 10);
        assertEquals(short, numbered(10));
        assertEquals((await other.receive(short))?.bytes, 1);
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
        return Promise.resolve();
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
