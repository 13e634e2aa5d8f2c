/**
 * Tests of datagrams that cross into the kernel several at a time, for every engine.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type {
  DatagramBatch,
  Engine,
  SocketAddress,
  UdpSocket,
} from "../engine.ts";
import { SocketError } from "../socket_error.ts";
import {
  hasIpv6Loopback,
  LARGEST_PAYLOAD_BYTES,
  numbered,
  settled,
  testName,
  withSockets,
} from "./sockets.ts";

/** Lengths of datagrams that are sent together. */
const SIZES = [5, 1, 1_472, 0, 40_000, 7, 0, 0, 300, 2];

/** Together with the largest there is, less than an ordinary receive buffer. */
const LARGEST_SLOT_BYTES = 65_535;

/** A datagram out of a batch. */
interface Datagram {
  bytes: Uint8Array;
  /** `undefined` where the engine cannot tell. */
  cutBytes: number | undefined;
  from: SocketAddress;
}

/** Puts a datagram of each size into a batch; the size can be told from its bytes. */
function fill(batch: DatagramBatch, sizes: readonly number[]): void {
  for (const [slot, size] of sizes.entries()) {
    batch.bytesOf(slot).set(numbered(size));
    batch.lengths[slot] = size;
  }
}

/** Sends a range of a batch in as many calls as it takes. */
async function sendRange(
  socket: UdpSocket,
  batch: DatagramBatch,
  { from, to, destination }: {
    from: number;
    to: number;
    destination: SocketAddress;
  },
): Promise<void> {
  for (let next = from; next < to;) {
    const sent = await socket.sendBatch(
      batch,
      { from: next, to },
      destination,
    );
    assert(sent >= 1 && sent <= to - next, `${sent} of ${to - next} sent`);
    next += sent;
  }
}

async function receiveSome(
  socket: UdpSocket,
  batch: DatagramBatch,
  count: number,
): Promise<Datagram[]> {
  const datagrams: Datagram[] = [];
  while (datagrams.length < count) {
    const received = await socket.receiveBatch(batch);
    assert(received !== undefined && received >= 1);
    assert(received <= batch.slots, `${received} of ${batch.slots} slots`);
    for (let slot = 0; slot < received; slot++) {
      datagrams.push({
        bytes: batch.bytesOf(slot).slice(0, batch.lengths[slot]),
        cutBytes: batch.cutBytes?.[slot],
        from: batch.senderOf(slot),
      });
    }
  }
  return datagrams;
}

/**
 * Registers them.
 *
 * @param engine The engine to test.
 * @param options Whether it can tell how much of a datagram did not fit.
 */
export function testBatches(
  engine: Engine,
  { tellsCutBytes }: { tellsCutBytes: boolean },
): void {
  const name = (what: string) => testName(engine, what);

  for (const hostname of ["127.0.0.1", "::1"]) {
    for (const slots of [1, 3, 64]) {
      const ignore = hostname === "::1" && !hasIpv6Loopback();
      Deno.test({
        name: name(
          `datagrams over ${hostname} keep boundaries, order and sender in batches of ${slots}` +
            (ignore ? " (skipped: this machine has no ::1)" : ""),
        ),
        ignore,
        fn: () =>
          withSockets(engine, async (one, other) => {
            const batch = one.newBatch(SIZES.length, LARGEST_SLOT_BYTES);
            assertEquals(batch.slots, SIZES.length);
            assertEquals(batch.bytesOf(2).length, LARGEST_SLOT_BYTES);
            fill(batch, SIZES);
            await sendRange(one, batch, {
              from: 0,
              to: SIZES.length,
              destination: other.local,
            });
            const received = await receiveSome(
              other,
              other.newBatch(slots, LARGEST_SLOT_BYTES),
              SIZES.length,
            );
            assertEquals(
              received,
              SIZES.map((size) => ({
                bytes: numbered(size),
                cutBytes: tellsCutBytes ? 0 : undefined,
                from: one.local,
              })),
            );
          }, { hostname }),
      });
    }
  }

  Deno.test(
    name("datagrams of several senders bear the right names in one batch"),
    () =>
      withSockets(engine, async (one, other) => {
        const third = engine.bindUdp({ hostname: "127.0.0.1", port: 0 });
        const senders = [one, third, third, one, third];
        for (const sender of senders) {
          await sender.send(numbered(4), other.local);
        }
        const received = await receiveSome(
          other,
          other.newBatch(8, 100),
          senders.length,
        );
        assertEquals(
          received.map(({ from }) => from),
          senders.map(({ local }) => local),
        );
        // the same object, so that whoever compares need not compare texts
        assert(received[1]!.from === received[2]!.from);
        third.close();
      }),
  );

  Deno.test(
    name("of a batch the given range is sent, and nothing else"),
    () =>
      withSockets(engine, async (one, other) => {
        const batch = one.newBatch(6, 100);
        fill(batch, [10, 11, 12, 13, 14, 15]);
        const destination = other.local;
        await sendRange(one, batch, { from: 2, to: 5, destination });
        await sendRange(one, batch, { from: 0, to: 1, destination });
        const received = await receiveSome(other, other.newBatch(8, 100), 4);
        assertEquals(received.map(({ bytes }) => bytes.length), [
          12,
          13,
          14,
          10,
        ]);
      }),
  );

  Deno.test(
    name("one batch sends to one address after the other"),
    () =>
      withSockets(engine, async (one, other) => {
        const batch = one.newBatch(2, 100);
        fill(batch, [10, 11]);
        const range = { from: 0, to: 2 };
        await sendRange(one, batch, { ...range, destination: other.local });
        await sendRange(one, batch, { ...range, destination: one.local });
        for (const socket of [one, other]) {
          const received = await receiveSome(
            socket,
            socket.newBatch(1, 100),
            2,
          );
          assertEquals(received.map(({ bytes }) => bytes.length), [10, 11]);
        }
      }),
  );

  Deno.test(
    name("a batch that was received can be sent back"),
    () =>
      withSockets(engine, async (one, other) => {
        const batch = other.newBatch(3, 100);
        const sizes = [1, 90, 70];
        for (const size of sizes) await one.send(numbered(size), other.local);
        for (let echoed = 0; echoed < sizes.length;) {
          const received = await other.receiveBatch(batch);
          await sendRange(other, batch, {
            from: 0,
            to: received!,
            destination: batch.senderOf(0),
          });
          echoed += received!;
        }
        const echo = await receiveSome(one, one.newBatch(4, 100), 3);
        assertEquals(echo.map(({ bytes }) => bytes), sizes.map(numbered));
      }),
  );

  Deno.test(
    name("a batch has its whole room again after it was sent"),
    () =>
      withSockets(engine, async (one, other) => {
        const batch = other.newBatch(3, 100);
        await one.send(numbered(5), other.local);
        assertEquals((await receiveSome(other, batch, 1)).length, 1);
        fill(batch, [1, 2, 3]);
        await sendRange(other, batch, {
          from: 0,
          to: 3,
          destination: one.local,
        });
        const sizes = [70, 80, 90];
        for (const size of sizes) await one.send(numbered(size), other.local);
        const received = await receiveSome(other, batch, 3);
        assertEquals(received.map(({ bytes }) => bytes), sizes.map(numbered));
      }),
  );

  Deno.test(
    name("a short slot loses the datagram's tail, not the next one"),
    () =>
      withSockets(engine, async (one, other) => {
        for (const size of [100, 10, 11, 1]) {
          await one.send(numbered(size), other.local);
        }
        const received = await receiveSome(other, other.newBatch(4, 10), 4);
        assertEquals(received.map(({ bytes }) => bytes), [
          numbered(10),
          numbered(10),
          numbered(10),
          numbered(1),
        ]);
        assertEquals(
          received.map(({ cutBytes }) => cutBytes),
          tellsCutBytes ? [90, 0, 1, 0] : Array(4).fill(undefined),
        );
      }),
  );

  for (const tooLong of [0, 2]) {
    Deno.test(
      name(
        `a datagram too long in slot ${tooLong} of a batch is EMSGSIZE, the others pass`,
      ),
      () =>
        withSockets(engine, async (one, other) => {
          const batch = one.newBatch(4, LARGEST_SLOT_BYTES);
          fill(batch, [10, 11, 12, 13]);
          batch.lengths[tooLong] = LARGEST_PAYLOAD_BYTES + 1;
          const destination = other.local;
          await sendRange(one, batch, { from: 0, to: tooLong, destination });
          const error = await assertRejects(
            async () =>
              await one.sendBatch(
                batch,
                { from: tooLong, to: 4 },
                destination,
              ),
            SocketError,
            `Cannot send to udp 127.0.0.1:${destination.port}: EMSGSIZE`,
          );
          assertEquals(error.code, "EMSGSIZE");
          await sendRange(one, batch, {
            from: tooLong + 1,
            to: 4,
            destination,
          });
          const received = await receiveSome(other, other.newBatch(8, 100), 3);
          assertEquals(
            received.map(({ bytes }) => bytes.length),
            [10, 11, 12, 13].filter((_, slot) => slot !== tooLong),
          );
        }),
    );
  }

  Deno.test(
    name("what stands before a datagram that is too long is sent"),
    () =>
      withSockets(engine, async (one, other) => {
        const batch = one.newBatch(4, LARGEST_SLOT_BYTES);
        fill(batch, [10, 11, 12, 13]);
        batch.lengths[2] = LARGEST_PAYLOAD_BYTES + 1;
        const sent = await one.sendBatch(
          batch,
          { from: 0, to: 4 },
          other.local,
        );
        assert(sent === 1 || sent === 2, `${sent} sent`);
        const received = await receiveSome(other, other.newBatch(8, 100), sent);
        assertEquals(received[0]?.bytes, numbered(10));
      }),
  );

  Deno.test(
    name("closing ends a batch that waits, and those that come later"),
    () =>
      withSockets(engine, async (one) => {
        const batch = one.newBatch(2, 100);
        const receiving = one.receiveBatch(batch);
        await settled();
        one.close();
        assertEquals(await receiving, undefined);
        assertEquals(await one.receiveBatch(batch), undefined);
        await assertRejects(
          async () => await one.sendBatch(batch, { from: 0, to: 1 }, one.local),
          SocketError,
          "Cannot send to udp",
        );
      }),
  );
}
