import { assert, assertEquals, assertRejects } from "@std/assert";
import { libc } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import { kernelText } from "../kernel/read_kernel_file.ts";
import { libcEngine } from "./libc_engine.ts";
import { readiness } from "./readiness.ts";
import {
  ANY_PORT,
  MORE_THAN_THE_KERNEL_HOLDS_BYTES,
  needsLibc,
  type Pair,
  PLAIN,
  sendAll,
  withPair,
} from "./testing/sockets.ts";

// opened before the first test, because they stay open after the last one
libc();
machineCalls();

/** What takes longer than this does not work. */
const PATIENCE_MS = 10_000;

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Moves bytes as fast as both ends can while something else is done; gives their number. */
async function atFullSpeed(
  { client, server }: Pair,
  meanwhile: () => Promise<void>,
): Promise<number> {
  let isOver = false;
  const sending = (async () => {
    const piece = new Uint8Array(65_536);
    while (!isOver) {
      const sent = server.write(piece);
      if (sent instanceof Promise) await sent;
    }
    await server.closeWrite();
  })();
  const receiving = (async () => {
    const buffer = new Uint8Array(65_536);
    let bytes = 0;
    while (true) {
      let received = client.read(buffer);
      if (received instanceof Promise) received = await received;
      if (received === null) return bytes;
      bytes += received;
    }
  })();
  await meanwhile();
  isOver = true;
  await sending;
  return await receiving;
}

Deno.test({
  ...needsLibc("timers fire while a download runs at full speed"),
  fn: () =>
    withPair(libcEngine, async (pair) => {
      let ticks = 0;
      const bytes = await atFullSpeed(pair, async () => {
        const timer = setInterval(() => ticks++, 5);
        await sleep(300);
        clearInterval(timer);
      });
      assert(ticks >= 6, `${ticks} ticks of 60`);
      assert(bytes > 1_000_000, `only ${bytes} bytes were moved`);
    }),
});

Deno.test({
  ...needsLibc("a pipe is heard while a download runs at full speed"),
  fn: () =>
    withPair(libcEngine, async (pair) => {
      let lines = "";
      await atFullSpeed(pair, async () => {
        const start = performance.now();
        const program = new Deno.Command("sh", {
          args: [
            "-c",
            "for line in 1 2 3 4 5; do echo $line; sleep 0.01; done",
          ],
          stdout: "piped",
        }).spawn();
        for await (const chunk of program.stdout) {
          lines += new TextDecoder().decode(chunk);
        }
        await program.status;
        const elapsedMs = performance.now() - start;
        assert(elapsedMs < PATIENCE_MS, `${elapsedMs} ms`);
      });
      assertEquals(lines, "1\n2\n3\n4\n5\n");
    }),
});

Deno.test({
  ...needsLibc("the runtime's own sockets are heard while ours wait"),
  async fn() {
    const listener = Deno.listen(ANY_PORT);
    const [client, server] = await Promise.all([
      Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
      listener.accept(),
    ]);
    const socket = libcEngine.bindUdp(ANY_PORT);
    const waiting = socket.receive(new Uint8Array(1));
    const start = performance.now();
    for (let turn = 0; turn < 10; turn++) {
      const reading = server.read(new Uint8Array(1));
      await client.write(new Uint8Array(1));
      assertEquals(await reading, 1);
    }
    const elapsedMs = performance.now() - start;
    // were each turn of the event loop a long one, a byte would take 61 of them
    assert(elapsedMs < 400, `${elapsedMs} ms for ten bytes`);
    for (const open of [socket, client, server, listener]) open.close();
    assertEquals(await waiting, undefined);
  },
});

Deno.test({
  ...needsLibc("a stream that is blocked does not hold up another"),
  fn: () =>
    withPair(libcEngine, async (blocked) => {
      const writing = assertRejects(() =>
        sendAll(
          blocked.server,
          new Uint8Array(MORE_THAN_THE_KERNEL_HOLDS_BYTES),
        )
      );
      await withPair(libcEngine, async ({ client, server }) => {
        const byte = new Uint8Array(1);
        for (let exchange = 0; exchange < 100; exchange++) {
          await client.write(byte);
          assertEquals(await server.read(byte), 1);
          await server.write(byte);
          assertEquals(await client.read(byte), 1);
        }
      });
      blocked.server.close();
      await writing;
    }),
});

Deno.test({
  ...needsLibc("two downloads share the process"),
  fn: () =>
    withPair(libcEngine, (first) =>
      withPair(libcEngine, async (second) => {
        const moved: number[] = [];
        const run = async (pair: Pair) => {
          moved.push(await atFullSpeed(pair, () => sleep(200)));
        };
        await Promise.all([run(first), run(second)]);
        const [less, more] = moved.sort((one, other) => one - other);
        assert(less! * 20 > more!, `${less} and ${more} bytes`);
      })),
});

/** Processor time of this thread alone: with --parallel others run beside it (kernel schedstats). */
function ownCpuSeconds(): number {
  const nanoseconds = kernelText("/proc/thread-self/schedstat")?.split(" ")[0];
  return Number(nanoseconds) / 1e9;
}

Deno.test({
  ...needsLibc(
    "an idle listener costs next to no processor time, and still accepts",
  ),
  async fn() {
    const listener = libcEngine.listenTcp(ANY_PORT, PLAIN);
    const accepting = Promise.resolve(listener.accept());
    // for a second after the last event the kernel is asked without a break
    await sleep(1_200);
    const before = ownCpuSeconds();
    await sleep(1_500);
    const used = ownCpuSeconds() - before;
    assert(used < 0.3, `${used} s of processor time in 1.5 s`);
    const client = await libcEngine.connectTcp(listener.local, PLAIN);
    const server = await accepting;
    assert(server !== undefined);
    await server.write(new Uint8Array(3));
    assertEquals(await client.read(new Uint8Array(8)), 3);
    for (const open of [client, server, listener]) open.close();
  },
});

Deno.test({
  ...needsLibc("whoever rests when all is idle goes on soon"),
  async fn() {
    const socket = libcEngine.bindUdp(ANY_PORT);
    const receiving = socket.receive(new Uint8Array(1));
    await sleep(1_200);
    const start = performance.now();
    for (let time = 0; time < 50; time++) await readiness.rest();
    const elapsedMs = performance.now() - start;
    // a look at the kernel only every 10 ms would make it 500
    assert(elapsedMs < 250, `${elapsedMs} ms for fifty turns`);
    socket.close();
    assertEquals(await receiving, undefined);
  },
});

for (const sleepMs of [0.01, 0.3, 2, 15]) {
  Deno.test({
    ...needsLibc(
      `sleepUntil of ${sleepMs} ms never returns early, and others go on`,
    ),
    async fn() {
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      const others = Promise.all([3, 20].map(async (otherMs) => {
        const deadlineMs = performance.now() + otherMs;
        await readiness.sleepUntil(deadlineMs);
        assert(performance.now() >= deadlineMs);
      }));
      for (let time = 0; time < 10; time++) {
        const deadlineMs = performance.now() + sleepMs;
        const asleep = readiness.sleepUntil(deadlineMs);
        if (asleep instanceof Promise) await asleep;
        const now = performance.now();
        assert(now >= deadlineMs, `${deadlineMs - now} ms early`);
      }
      await others;
      clearInterval(timer);
      assert(turns >= 1, "no timer fired in 20 ms");
    },
  });
}

Deno.test({
  ...needsLibc("a deadline in the past is no sleep"),
  async fn() {
    const start = performance.now();
    for (let time = 0; time < 10; time++) await readiness.sleepUntil(start - 1);
    assert(performance.now() - start < PATIENCE_MS);
  },
});

Deno.test({
  ...needsLibc("closing ends whatever waits, and leaves nothing behind"),
  async fn() {
    const listener = libcEngine.listenTcp(ANY_PORT, PLAIN);
    const [client, server] = await Promise.all([
      libcEngine.connectTcp(listener.local, PLAIN),
      listener.accept(),
    ]);
    const socket = libcEngine.bindUdp(ANY_PORT);
    const waiting = [
      listener.accept(),
      socket.receive(new Uint8Array(1)),
      socket.receiveBatch(socket.newBatch(1, 1)),
    ];
    const failing = [
      assertRejects(async () => await client.read(new Uint8Array(1))),
      assertRejects(async () => await client.read(new Uint8Array(1))),
      assertRejects(() =>
        sendAll(client, new Uint8Array(MORE_THAN_THE_KERNEL_HOLDS_BYTES))
      ),
    ];
    await sleep(20);
    for (const open of [client, server!, socket, listener]) open.close();
    assertEquals(await Promise.all(waiting), [undefined, undefined, undefined]);
    await Promise.all(failing);
  },
});
