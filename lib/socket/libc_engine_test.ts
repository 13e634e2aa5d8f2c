import {
  assert,
  assertEquals,
  assertLess,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { libc } from "../kernel/libc.ts";
import { SystemCallError } from "../kernel/system_call_error.ts";
import { testEngine } from "./conformance.ts";
import { libcEngine } from "./libc_engine.ts";
import { SocketError } from "./socket_error.ts";
import {
  ANY_PORT,
  freePort,
  LARGEST_PAYLOAD_BYTES,
  needsLibc,
  numbered,
  PLAIN,
  receiveAll,
  reset,
  settled,
  withPair,
  withSockets,
} from "./testing/sockets.ts";

// opened before the first test, because it stays open after the last one
const calls = libc();

if (calls !== undefined) testEngine(libcEngine);

const TOO_LONG = LARGEST_PAYLOAD_BYTES + 1;

/** Closes a UDP socket; gives the address where nobody is any more. */
function nobody() {
  const socket = libcEngine.bindUdp(ANY_PORT);
  socket.close();
  return socket.local;
}

/** Fails with the system call that the key names. */
const FAILURES: Record<string, { code: string; fail: () => Promise<unknown> }> =
  {
    connect: {
      code: "ECONNREFUSED",
      fail: async () => {
        const port = freePort(libcEngine);
        await libcEngine.connectTcp({ address: "127.0.0.1", port }, PLAIN);
      },
    },
    bind: {
      code: "EADDRINUSE",
      fail: () =>
        withSockets(libcEngine, ({ local: { address, port } }) => {
          libcEngine.bindUdp({ hostname: address, port });
        }),
    },
    recv: {
      code: "ECONNRESET",
      fail: () =>
        withPair(libcEngine, async (pair) => {
          await reset(pair);
          await receiveAll(pair.client, 65_536);
        }),
    },
    send: {
      code: "EPIPE",
      fail: () =>
        withPair(libcEngine, async ({ client }) => {
          await client.closeWrite();
          await client.write(new Uint8Array(1));
        }),
    },
    shutdown: {
      code: "ENOTCONN",
      fail: () =>
        withPair(libcEngine, async (pair) => {
          await reset(pair);
          await receiveAll(pair.client, 65_536).catch(() => {});
          await pair.client.closeWrite();
        }),
    },
    sendto: {
      code: "EMSGSIZE",
      fail: () =>
        withSockets(
          libcEngine,
          (one, other) => one.send(new Uint8Array(TOO_LONG), other.local),
        ),
    },
    sendmmsg: {
      code: "EMSGSIZE",
      fail: () =>
        withSockets(libcEngine, async (one, other) => {
          const batch = one.newBatch(1, TOO_LONG);
          batch.lengths[0] = TOO_LONG;
          await one.sendBatch(batch, { from: 0, to: 1 }, other.local);
        }),
    },
    recvmmsg: {
      code: "ECONNREFUSED",
      fail: () => {
        const connectTo = nobody();
        return withSockets(libcEngine, async (_, connected) => {
          await connected.send(new Uint8Array(1), connectTo);
          await connected.receive(new Uint8Array(1));
        }, { connectTo });
      },
    },
  };

for (const [call, { code, fail }] of Object.entries(FAILURES)) {
  Deno.test({
    ...needsLibc(`engine libc: ${call}() that fails is named, with ${code}`),
    async fn() {
      const error = await assertRejects(
        fail,
        SocketError,
        `127.0.0.1:`,
      );
      assertEquals(error.code, code);
      assert(error.message.includes(`${code}, `), error.message);
      assert(error.cause instanceof SystemCallError);
      assertEquals(error.cause.call, call);
      assertEquals(error.cause.code, code);
    },
  });
}

Deno.test({
  ...needsLibc("engine libc: what cannot be sent is rejected, never thrown"),
  fn: () =>
    withSockets(libcEngine, async (one, other) => {
      const batch = one.newBatch(2, 10);
      const nowhere = { address: "nowhere", port: 1 };
      const range = { from: 0, to: 1 };
      const attempts = [
        one.send(new Uint8Array(1), nowhere),
        one.sendBatch(batch, range, nowhere),
        // memory that is not the batch's would be sent
        one.sendBatch(batch, { from: 0, to: 3 }, other.local),
        one.sendBatch(batch, { from: 1, to: 1 }, other.local),
        one.sendBatch(batch, { from: -1, to: 1 }, other.local),
      ];
      for (const length of [11, -1]) {
        batch.lengths[0] = length;
        attempts.push(one.sendBatch(batch, range, other.local));
      }
      for (const attempt of attempts) {
        await assertRejects(
          async () => await attempt,
          SocketError,
          "Cannot send to udp",
        );
      }
    }),
});

Deno.test({
  ...needsLibc("engine libc: each of two receives at once gets a datagram"),
  fn: () =>
    withSockets(libcEngine, async (one, other) => {
      const buffers = [new Uint8Array(4), new Uint8Array(4)];
      // waiting, and then with both datagrams there
      for (const isThere of [false, true]) {
        const receive = () => buffers.map((into) => other.receive(into));
        const waiting = isThere ? [] : receive();
        await one.send(numbered(2), other.local);
        await one.send(numbered(3), other.local);
        const received = await Promise.all(isThere ? receive() : waiting);
        assertEquals(received.map((each) => each?.bytes), [2, 3]);
        assertEquals(buffers[0]!.subarray(0, 2), numbered(2));
        assertEquals(buffers[1]!.subarray(0, 3), numbered(3));
      }
    }),
});

Deno.test({
  ...needsLibc("engine libc: a socket that could not be set is closed"),
  async fn() {
    const ATTEMPTS = 100;
    // the kernel gives out the lowest number that is free
    const lowestFree = () => {
      const descriptor = calls!.socket(2, 2, 0);
      calls!.close(descriptor);
      return descriptor;
    };
    const before = lowestFree();
    const wrong = { ...PLAIN, maximumSegmentBytes: 1 };
    const to = { address: "127.0.0.1", port: 9 };
    const connectTo = { address: "::1", port: 9 };
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      assertThrows(() => libcEngine.listenTcp(ANY_PORT, wrong), SocketError);
      await assertRejects(() => libcEngine.connectTcp(to, wrong), SocketError);
      await assertRejects(() => libcEngine.connectTcp(to, PLAIN), SocketError);
      assertThrows(
        () => libcEngine.bindUdp(ANY_PORT, { connectTo }),
        SocketError,
      );
    }
    // modules of tests that run beside this one share its descriptors, and open a few
    assertLess(lowestFree() - before, ATTEMPTS);
  },
});

Deno.test({
  ...needsLibc("engine libc: a reader that has closed does not read another's"),
  fn: () =>
    withPair(libcEngine, async ({ client }) => {
      const reading = assertRejects(
        async () => await client.read(new Uint8Array(8)),
        SocketError,
        "EBADF",
      );
      await settled();
      client.close();
      // has the descriptor that has just become free
      await withSockets(libcEngine, async (one, other) => {
        await one.send(numbered(3), other.local);
        await reading;
        assertEquals((await other.receive(new Uint8Array(8)))?.bytes, 3);
      });
    }),
});
