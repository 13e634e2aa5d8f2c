/**
 * What the kernel does for a UDP transfer, and what it says: batches, pace, drops, cut
 * bytes, and the refusal of a host where nobody is.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { libcMissing } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import { libcEngine } from "../socket/libc_engine.ts";
import { SocketError, UnsupportedOption } from "../socket/socket_error.ts";
import { ENGINES } from "./testing/engines.ts";
import { joined, noise, shelfWith, without } from "./testing/shelf.ts";
import { fakeUdpServer, fetchUdp, ledgerOf, serveUdp } from "./testing/udp.ts";
import type { UdpDownload } from "./udp_client.ts";

// opened before the first test, because it stays open after the last one
machineCalls();

const ignore = libcMissing() !== undefined;

/** As fast as it goes, in batches. */
const UNPACED = { pauseMicroseconds: 0, datagramsPerCall: 64 };

/** What the kernel has dropped is all that is missing, piece by piece. */
function assertAccountCloses({ udp }: UdpDownload): void {
  const { arrivals, account } = udp;
  const { pieces } = arrivals.missing();
  assertEquals(account.datagrams, arrivals.received + pieces);
  assertEquals(udp.drops, pieces + account.endMarkers - udp.endMarkers);
}

for (const engine of ENGINES) {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

  for (const bufferBytes of [1, 100, 1_472]) {
    Deno.test(
      name(`a book in batches of 64 datagrams of ${bufferBytes} arrives`),
      async () => {
        using shelf = shelfWith(noise(150 * bufferBytes - (bufferBytes >> 1)));
        await using running = serveUdp(shelf, { engine, ...UNPACED });
        const download = await fetchUdp(running.server.local, {
          engine,
          bufferBytes,
          datagramsPerCall: 64,
        });
        const { sent, received, lost, truncated, foreign } = ledgerOf(download);
        assertEquals(sent, 150);
        assertEquals(received! + lost!, 150);
        assertEquals({ truncated, foreign }, { truncated: 0, foreign: 0 });
        const missing = download.udp.arrivals.missingRanges();
        assertEquals(
          joined(download.store),
          without(shelf.content(0), missing),
        );
        const [account] = await running.accounts(1);
        assertEquals(account?.writes, 150);
        assertEquals(account?.bytes, shelf.content(0).length);
      },
    );
  }

  Deno.test(
    name("batches of one side need none on the other"),
    async () => {
      using shelf = shelfWith(noise(5_000));
      await using running = serveUdp(shelf, { engine });
      const download = await fetchUdp(running.server.local, {
        engine,
        datagramsPerCall: 64,
      });
      assertEquals(joined(download.store), shelf.content(0));
    },
  );

  for (const datagramsPerCall of [1, 4]) {
    Deno.test(
      name(
        `the rate is kept, with ${datagramsPerCall} datagram(s) a call`,
      ),
      async () => {
        using shelf = shelfWith(noise(20_000));
        await using running = serveUdp(shelf, {
          engine,
          pauseMicroseconds: 0,
          rateBytesPerSecond: 100_000,
          datagramsPerCall,
        });
        const { seconds, store } = await fetchUdp(running.server.local, {
          engine,
          bufferBytes: 1_000,
        });
        assertEquals(joined(store), shelf.content(0));
        // the last call comes when all others have had their time
        const least = 0.2 - datagramsPerCall * 0.01;
        assert(seconds >= least, `${seconds} s, not ${least}`);
        assert(seconds < 10 * least, `${seconds} s`);
      },
    );
  }

  Deno.test(
    name("closing does not wait for a slow pace"),
    async () => {
      using shelf = shelfWith(noise(1_000));
      const running = serveUdp(shelf, {
        engine,
        pauseMicroseconds: 0,
        rateBytesPerSecond: 10,
      });
      const download = assertRejects(() =>
        fetchUdp(running.server.local, { engine, timeoutMs: 200 })
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      const start = performance.now();
      await running.server.close();
      const elapsedMs = performance.now() - start;
      assert(elapsedMs < 2_000, `${elapsedMs} ms`);
      await download;
    },
  );

  Deno.test({
    name: name("the account closes when the network is good"),
    ignore,
    async fn() {
      using shelf = shelfWith(noise(5_000));
      await using running = serveUdp(shelf, { engine });
      const download = await fetchUdp(running.server.local, { engine });
      assertAccountCloses(download);
      assertEquals(download.udp.drops, 0);
    },
  });

  Deno.test({
    name: name("the account closes when there is more than is received"),
    ignore,
    async fn() {
      using shelf = shelfWith(noise(300_000));
      await using running = serveUdp(shelf, { engine, ...UNPACED });
      const download = await fetchUdp(running.server.local, { engine });
      assertAccountCloses(download);
      const missing = download.udp.arrivals.missingRanges();
      assertEquals(joined(download.store), without(shelf.content(0), missing));
    },
  });
}

Deno.test({
  name: "engine libc: a tiny receive buffer loses most, and the account closes",
  ignore,
  async fn() {
    using shelf = shelfWith(noise(300_000));
    await using running = serveUdp(shelf, { engine: libcEngine, ...UNPACED });
    for (const datagramsPerCall of [1, 64]) {
      const download = await fetchUdp(running.server.local, {
        engine: libcEngine,
        memory: { socketReceiveBytes: 2_000 },
        datagramsPerCall,
      });
      assertAccountCloses(download);
      const { lost, sent } = ledgerOf(download);
      assert(lost! > sent! / 2, `${lost} of ${sent} lost`);
    }
  },
});

for (const receiveBufferBytes of [1, 50, 99, 100]) {
  Deno.test({
    name:
      `engine libc: the kernel says what a buffer of ${receiveBufferBytes} cuts off`,
    ignore,
    async fn() {
      using shelf = shelfWith(noise(950));
      await using running = serveUdp(shelf, { engine: libcEngine });
      const { udp } = await fetchUdp(running.server.local, {
        engine: libcEngine,
        receiveBufferBytes,
      });
      const { truncatedBytes } = udp.arrivals;
      assertEquals(
        truncatedBytes,
        9 * (100 - receiveBufferBytes) + Math.max(0, 50 - receiveBufferBytes),
      );
      assertEquals(udp.cutBytes, truncatedBytes);
    },
  });
}

Deno.test("engine deno: nobody says what was cut off", async () => {
  const [deno] = ENGINES;
  using shelf = shelfWith(noise(950));
  await using running = serveUdp(shelf, { engine: deno! });
  const { udp } = await fetchUdp(running.server.local, {
    engine: deno!,
    receiveBufferBytes: 50,
  });
  assertEquals(udp.cutBytes, undefined);
  assertEquals(udp.arrivals.truncatedBytes, 450);
});

Deno.test({
  name: "engine libc: a connected client downloads, and hears of nobody else",
  ignore,
  async fn() {
    using shelf = shelfWith(noise(5_000));
    await using running = serveUdp(shelf, { engine: libcEngine });
    const { store, udp } = await fetchUdp(running.server.local, {
      engine: libcEngine,
      connected: true,
    });
    assertEquals(joined(store), shelf.content(0));
    assertEquals(udp.foreign, 0);
  },
});

Deno.test({
  name: "engine libc: a connected client is refused where nobody is, at once",
  ignore,
  async fn() {
    const gone = fakeUdpServer(() => []);
    await gone[Symbol.asyncDispose]();
    const start = performance.now();
    const error = await assertRejects(
      () => fetchUdp(gone.local, { engine: libcEngine, connected: true }),
      SocketError,
      "ECONNREFUSED",
    );
    assertEquals(error.code, "ECONNREFUSED");
    // the server's silence would have been waited for ten seconds
    assert(performance.now() - start < 5_000);
  },
});

Deno.test("engine deno: a connected client is refused by the engine", async () => {
  const [deno] = ENGINES;
  await using server = fakeUdpServer(() => []);
  await assertRejects(
    () => fetchUdp(server.local, { engine: deno!, connected: true }),
    UnsupportedOption,
  );
});
