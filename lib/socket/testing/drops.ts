/**
 * Tests of the kernel's count of dropped datagrams, for every engine.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { Engine, Received, Soon, UdpSocket } from "../engine.ts";
import { needsLibc, testName, withSockets } from "./sockets.ts";

/** Far more than a receive buffer of the usual 212,992 bytes has room for. */
const FLOOD = 2_000;

/** The receive queue is empty when nothing has come for so long. */
const QUIET_MS = 100;

/** Whether something is received before it has been quiet for a while. */
async function comes(
  receiving: Soon<Received | undefined>,
): Promise<boolean> {
  let timer;
  const quiet = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), QUIET_MS);
  });
  const received = await Promise.race([receiving, quiet]);
  clearTimeout(timer);
  return received !== undefined;
}

/** Receives what is queued, and one more datagram behind it, which has the latest count. */
async function drain(
  socket: UdpSocket,
  sendOneMore: () => Promise<void>,
): Promise<number> {
  const buffer = new Uint8Array(100);
  let received = 0;
  let receiving = socket.receive(buffer);
  while (await comes(receiving)) {
    received++;
    receiving = socket.receive(buffer);
  }
  await sendOneMore();
  assert(await receiving !== undefined);
  return received + 1;
}

/**
 * Registers them.
 *
 * @param engine The engine to test.
 */
export function testDrops(engine: Engine): void {
  Deno.test({
    ...needsLibc(
      testName(engine, "drops() is what was sent and not received"),
    ),
    fn: () =>
      withSockets(engine, async (sender, sleeper) => {
        assertEquals(sleeper.drops(), 0);
        const one = new Uint8Array(1);
        for (let sent = 0; sent < FLOOD; sent++) {
          await sender.send(one, sleeper.local);
        }
        const received = await drain(
          sleeper,
          () => sender.send(one, sleeper.local),
        );
        const drops = sleeper.drops();
        assert(drops! > 0, "nothing was dropped");
        assertEquals(received + drops!, FLOOD + 1);
        // the other socket is not to blame
        await sleeper.send(one, sender.local);
        await sender.receive(one);
        assertEquals(sender.drops(), 0);
      }),
  });
}
