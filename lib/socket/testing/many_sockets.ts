/**
 * Tests with hundreds of sockets that are all in use at once, for every engine.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Engine, TcpStream } from "../engine.ts";
import {
  accepted,
  ANY_PORT,
  numbered,
  PLAIN,
  receiveAll,
  sendAll,
  testName,
} from "./sockets.ts";

const CONNECTIONS = 250;
const SOCKETS = 500;

/** What every end of a connection sends, in bytes. */
const BOTH_WAYS_BYTES = 20_000;

/** Sends and receives at the same time. */
async function talk(stream: TcpStream): Promise<Uint8Array> {
  const [heard] = await Promise.all([
    receiveAll(stream, 4_096),
    sendAll(stream, numbered(BOTH_WAYS_BYTES)).then(() => stream.closeWrite()),
  ]);
  return heard;
}

/**
 * Registers them.
 *
 * @param engine The engine to test.
 */
export function testManySockets(engine: Engine): void {
  Deno.test(
    testName(
      engine,
      `${2 * CONNECTIONS} ends of connections send and receive at once`,
    ),
    async () => {
      const listener = engine.listenTcp(ANY_PORT, PLAIN);
      const serving = (async () => {
        const streams: TcpStream[] = [];
        const talks: Promise<Uint8Array>[] = [];
        while (streams.length < CONNECTIONS) {
          const stream = await accepted(listener);
          streams.push(stream);
          talks.push(talk(stream));
        }
        const heard = await Promise.all(talks);
        for (const stream of streams) stream.close();
        return heard;
      })();
      const calling = Array.from({ length: CONNECTIONS }, async () => {
        const stream = await engine.connectTcp(listener.local, PLAIN);
        const heard = await talk(stream);
        stream.close();
        return heard;
      });
      const heard = [...await serving, ...await Promise.all(calling)];
      assertEquals(heard.length, 2 * CONNECTIONS);
      const expected = numbered(BOTH_WAYS_BYTES);
      for (const one of heard) assertEquals(one, expected);
      listener.close();
    },
  );

  Deno.test(
    testName(engine, `${SOCKETS} UDP sockets pass something round at once`),
    async () => {
      const ring = Array.from(
        { length: SOCKETS },
        () => engine.bindUdp(ANY_PORT),
      );
      // each tells its number to the next one
      const heard = ring.map(async (socket) => {
        const buffer = new Uint8Array(8);
        const received = await socket.receive(buffer);
        return {
          number: 256 * buffer[0]! + buffer[1]!,
          port: received?.from.port,
        };
      });
      await Promise.all(ring.map((socket, number) =>
        socket.send(
          new Uint8Array([number >> 8, number & 0xff]),
          ring[(number + 1) % SOCKETS]!.local,
        )
      ));
      assertEquals(
        await Promise.all(heard),
        ring.map((_, number) => {
          const previous = (number + SOCKETS - 1) % SOCKETS;
          return { number: previous, port: ring[previous]!.local.port };
        }),
      );
      for (const socket of ring) socket.close();
    },
  );
}
