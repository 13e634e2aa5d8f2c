/**
 * Tests of the kernel's account of a connection, for every engine.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Engine, TcpInfo, TcpStream } from "../engine.ts";
import {
  needsLibc,
  numbered,
  receiveAll,
  reset,
  sendAll,
  testName,
  withPair,
} from "./sockets.ts";

/** The kernel has this much time for acknowledgements and states. */
const PATIENCE_MS = 5_000;

/** Asks until the account is as it is to be, or time is up. */
async function infoOnce(
  stream: TcpStream,
  isSo: (info: TcpInfo) => boolean,
): Promise<TcpInfo> {
  const start = performance.now();
  while (true) {
    const info = stream.info();
    assert(info !== undefined);
    if (isSo(info) || performance.now() - start > PATIENCE_MS) return info;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * Registers them.
 *
 * @param engine The engine to test.
 */
export function testTcpInfo(engine: Engine): void {
  const claim = (what: string) => needsLibc(testName(engine, what));

  Deno.test({
    ...claim("info() counts what was sent, acknowledged and received"),
    fn: () =>
      withPair(engine, async ({ client, server }) => {
        assertEquals(client.info()?.state, "ESTABLISHED");
        await sendAll(client, numbered(10_000));
        await client.closeWrite();
        await receiveAll(server, 4_096);
        // one sequence number each for SYN and FIN
        const sent = await infoOnce(
          client,
          ({ bytes_acked }) => bytes_acked === 10_002,
        );
        assertEquals(sent.bytes_acked, 10_002);
        assertEquals(server.info()?.bytes_received, 10_001);
        assert(sent.rtt_microseconds! > 0);
      }),
  });

  Deno.test({
    ...claim("info() tells that the peer has closed"),
    fn: () =>
      withPair(engine, async ({ client, server }) => {
        client.close();
        assertEquals(await server.read(new Uint8Array(1)), null);
        assertEquals(server.info()?.state, "CLOSE_WAIT");
      }),
  });

  Deno.test({
    ...claim("info() tells of a reset"),
    fn: () =>
      withPair(engine, async ({ client, server }) => {
        assertEquals(client.info()?.state, "ESTABLISHED");
        await reset({ client, server });
        await assertRejects(() => receiveAll(client, 65_536));
        assertEquals(client.info()?.state, "CLOSE");
      }),
  });

  Deno.test({
    ...claim("info() of a closed stream is undefined"),
    fn: () =>
      withPair(engine, ({ client, server }) => {
        client.info();
        client.close();
        assertEquals(client.info(), undefined);
        assert(server.info() !== undefined);
      }),
  });
}
