/**
 * Tests of TCP streams, for every engine.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Engine } from "../engine.ts";
import { SocketError } from "../socket_error.ts";
import {
  MORE_THAN_THE_KERNEL_HOLDS_BYTES,
  numbered,
  receiveAll,
  reset,
  sendAll,
  settled,
  testName,
  withPair,
} from "./sockets.ts";

/**
 * Registers them.
 *
 * @param engine The engine to test.
 */
export function testStreams(engine: Engine): void {
  const name = (what: string) => testName(engine, what);

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

  for (const bufferBytes of [65_536, 4 * 1024 * 1024]) {
    Deno.test(
      name(
        `a write that is larger than every buffer comes in parts of ${bufferBytes} at most`,
      ),
      () =>
        withPair(engine, async ({ client, server }) => {
          const sent = numbered(MORE_THAN_THE_KERNEL_HOLDS_BYTES);
          const [received] = await Promise.all([
            receiveAll(server, bufferBytes),
            sendAll(client, sent).then(() => client.closeWrite()),
          ]);
          assertEquals(received.length, sent.length);
          assert(received.every((byte, index) => byte === sent[index]));
        }),
    );
  }

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
          async () => await client.write(new Uint8Array(1)),
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
    name("what was sent to one who has closed its writing end arrives too"),
    () =>
      withPair(engine, async ({ client, server }) => {
        await server.closeWrite();
        assertEquals(await client.read(new Uint8Array(1)), null);
        await sendAll(client, numbered(100_000));
        await client.closeWrite();
        assertEquals(await receiveAll(server, 65_536), numbered(100_000));
      }),
  );

  Deno.test(
    name("a timer can end a read that gets nothing"),
    () =>
      withPair(engine, async ({ client }) => {
        const timer = setTimeout(() => client.close(), 30);
        await assertRejects(
          async () => await client.read(new Uint8Array(1)),
          SocketError,
          `Cannot receive from tcp 127.0.0.1:${client.remote.port}`,
        );
        clearTimeout(timer);
      }),
  );

  Deno.test(
    name("writing after a reset is EPIPE and names the peer"),
    () =>
      withPair(engine, async ({ client, server }) => {
        await reset({ client, server });
        await assertRejects(() => receiveAll(client, 65_536), SocketError);
        const error = await assertRejects(
          async () => await client.write(new Uint8Array(1)),
          SocketError,
          `Cannot send to tcp 127.0.0.1:${server.local.port}: EPIPE`,
        );
        assertEquals(error.code, "EPIPE");
        assertEquals(error.call, "send to tcp");
      }),
  );

  Deno.test(
    name("closing ends a read that waits"),
    () =>
      withPair(engine, async ({ client }) => {
        const reading = assertRejects(
          async () => await client.read(new Uint8Array(1)),
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
        await assertRejects(
          async () => await client.read(new Uint8Array(1)),
          SocketError,
        );
        await assertRejects(
          async () => await client.write(new Uint8Array(1)),
          SocketError,
        );
        await assertRejects(() => client.closeWrite(), SocketError);
      }),
  );
}
