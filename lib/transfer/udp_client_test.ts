import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import type { Engine } from "../socket/engine.ts";
import { RequestError } from "./request.ts";
import { IncompleteDownload } from "./tcp_client.ts";
import { ENGINES } from "./testing/engines.ts";
import { joined, noise, shelfWith, without } from "./testing/shelf.ts";
import { ANY_PORT } from "./testing/tcp.ts";
import {
  dataFate,
  dropFirst,
  fakeUdpServer,
  type Fate,
  fetchUdp,
  kindOf,
  ledgerOf,
  relayTo,
  serveUdp,
} from "./testing/udp.ts";
import { NoAnswer, type UdpDownloadOptions } from "./udp_client.ts";
import { FIRST_TRANSFER, writeHeader } from "./udp_wire.ts";

/** 95 pieces of 100 bytes, and a last one of 50. */
const BOOK = noise(9_550);
const PIECES = 96;

/** The account of a transfer of {@linkcode BOOK} where nothing happened. */
const NOTHING_HAPPENED = {
  sent: PIECES,
  received: PIECES,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  truncated: 0,
  foreign: 0,
  sentBytes: 9_550,
  receivedBytes: 9_550,
  truncatedBytes: 0,
  lostBytes: 0,
};

/** Every text, and the end marker, lost in its first two copies. */
const LOST_ONCE: Record<string, { toServer?: Fate; toClient?: Fate }> = {
  GET: { toServer: dropFirst("GET", 2) },
  TOKEN: { toClient: dropFirst("TOKEN", 2) },
  BOOK: { toClient: dropFirst("BOOK", 2) },
  START: { toServer: dropFirst("START", 2) },
  "the end marker": { toClient: dropFirst("end", 3) },
  DONE: { toServer: dropFirst("DONE", 2) },
  ACCOUNT: { toClient: dropFirst("ACCOUNT", 2) },
};

function dataSequence(datagram: Uint8Array): number {
  return kindOf(datagram) === "data"
    ? new DataView(datagram.buffer).getUint32(4)
    : -1;
}

const SHA256 = "0".repeat(64);

function testEngine(engine: Engine): void {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

  for (
    const [bytes, bufferBytes] of [
      [0, 100],
      [1, 1],
      [300, 1],
      [1_000, 100],
      [1_001, 100],
      [200_000, 1_472],
      [200_000, 65_499],
      [200_000, 65_507],
    ] as const
  ) {
    Deno.test(
      name(`${bytes} bytes in pieces of ${bufferBytes} arrive byte for byte`),
      async () => {
        using shelf = shelfWith(noise(bytes));
        await using running = serveUdp(shelf, { engine });
        const download = await fetchUdp(running.server.local, {
          engine,
          bufferBytes,
        });
        assertEquals(joined(download.store), shelf.content(0));
        assertEquals(
          download.announcement.sha256,
          createHash("sha256").update(shelf.content(0)).digest("hex"),
        );
        const pieces = Math.ceil(bytes / Math.min(bufferBytes, 65_499));
        assertEquals(ledgerOf(download), {
          ...NOTHING_HAPPENED,
          sent: pieces,
          received: pieces,
          sentBytes: bytes,
          receivedBytes: bytes,
        });
        assertEquals([...download.udp.arrivals.missingRanges()], []);
        assertEquals(download.reads, pieces);
        assert(download.firstByteSeconds > 0);
        assert(download.firstByteSeconds <= download.seconds);
        const [account] = await running.accounts(1);
        assertEquals(account?.error, undefined);
        assertEquals(account?.writes, pieces);
        assertEquals(account?.bytes, bytes);
        assertEquals(account?.client, download.local);
        assertEquals(account?.server, download.remote);
        assert(pieces === 0 || account!.pauseMedianMicroseconds! >= 100);
      },
    );
  }

  /** Sends {@linkcode BOOK} over a relay that does something to its data. */
  async function acrossRelay(
    fate: (sequence: number, datagram: Uint8Array) => Uint8Array[],
    options: Partial<UdpDownloadOptions> = {},
  ) {
    using shelf = shelfWith(BOOK);
    await using running = serveUdp(shelf, { engine });
    await using relay = relayTo(running.server.local, {
      engine,
      toClient: dataFate(fate),
    });
    const download = await fetchUdp(relay.local, { engine, ...options });
    const ranges = [...download.udp.arrivals.missingRanges()];
    assertEquals(joined(download.store), without(BOOK, ranges));
    return { ledger: ledgerOf(download), ranges, relay };
  }

  Deno.test(
    name("lost datagrams are counted, and their ranges named"),
    async () => {
      const lost = new Set([0, 10, 11, 50, PIECES - 1]);
      const { ledger, ranges } = await acrossRelay((sequence, datagram) =>
        lost.has(sequence) ? [] : [datagram]
      );
      assertEquals(ledger, {
        ...NOTHING_HAPPENED,
        received: PIECES - 5,
        lost: 5,
        receivedBytes: 9_550 - 450,
        lostBytes: 450,
      });
      assertEquals(ranges, [[0, 100], [1_000, 1_200], [5_000, 5_100], [
        9_500,
        9_550,
      ]]);
    },
  );

  Deno.test(
    name("where all data is lost, there is an empty file and the whole range"),
    async () => {
      const { ledger, ranges } = await acrossRelay(() => []);
      assertEquals(ledger, {
        ...NOTHING_HAPPENED,
        received: 0,
        lost: PIECES,
        receivedBytes: 0,
        lostBytes: 9_550,
      });
      assertEquals(ranges, [[0, 9_550]]);
    },
  );

  Deno.test(name("duplicates are counted and change nothing"), async () => {
    const { ledger, ranges } = await acrossRelay((sequence, datagram) =>
      sequence % 10 === 0 ? [datagram, datagram, datagram] : [datagram]
    );
    assertEquals(ledger, { ...NOTHING_HAPPENED, duplicated: 20 });
    assertEquals(ranges, []);
  });

  Deno.test(
    name("reordered datagrams are counted and put where they belong"),
    async () => {
      let held: Uint8Array[] = [];
      const { ledger, ranges } = await acrossRelay((sequence, datagram) => {
        // 20 and 21 come behind 22; 40 comes behind 44
        if (sequence === 20 || sequence === 21 || sequence === 40) {
          held.push(datagram);
          return [];
        }
        if (sequence !== 22 && sequence !== 44) return [datagram];
        const released = held;
        held = [];
        return [datagram, ...released];
      });
      assertEquals(ledger, { ...NOTHING_HAPPENED, reordered: 3 });
      assertEquals(ranges, []);
    },
  );

  Deno.test(
    name("loss, duplication and reordering at once still add up"),
    async () => {
      let held: Uint8Array | undefined;
      const { ledger, ranges } = await acrossRelay((sequence, datagram) => {
        if (sequence === 5) return [];
        if (sequence === 7) {
          held = datagram;
          return [];
        }
        // 7 comes behind 9, twice
        if (sequence === 9) return [datagram, held!, held!];
        return [datagram];
      });
      assertEquals(ledger, {
        ...NOTHING_HAPPENED,
        received: PIECES - 1,
        lost: 1,
        duplicated: 1,
        reordered: 1,
        receivedBytes: 9_450,
        lostBytes: 100,
      });
      assertEquals(ranges, [[500, 600]]);
    },
  );

  for (const receiveBufferBytes of [1, 49, 50, 51, 99]) {
    Deno.test(
      name(
        `a receive buffer of ${receiveBufferBytes} truncates, which is no loss`,
      ),
      async () => {
        const { ledger, ranges } = await acrossRelay(
          (_, datagram) => [datagram],
          { receiveBufferBytes },
        );
        const last = Math.min(50, receiveBufferBytes);
        const receivedBytes = 95 * receiveBufferBytes + last;
        assertEquals(ledger, {
          ...NOTHING_HAPPENED,
          truncated: last < 50 ? PIECES : PIECES - 1,
          receivedBytes,
          truncatedBytes: 9_550 - receivedBytes,
        });
        assertEquals(ranges[0], [receiveBufferBytes, 100]);
        assertEquals(ranges.length, last < 50 ? PIECES : PIECES - 1);
      },
    );
  }

  Deno.test(name("truncation and loss are told apart"), async () => {
    const { ledger, ranges } = await acrossRelay(
      (sequence, datagram) => sequence === 1 ? [] : [datagram],
      { receiveBufferBytes: 60 },
    );
    assertEquals(ledger, {
      ...NOTHING_HAPPENED,
      received: PIECES - 1,
      lost: 1,
      truncated: PIECES - 2,
      receivedBytes: 94 * 60 + 50,
      truncatedBytes: 94 * 40,
      lostBytes: 100,
    });
    assertEquals(ranges.slice(0, 2), [[60, 200], [260, 300]]);
  });

  Deno.test(
    name("a datagram whose length was tampered with is not taken for a piece"),
    async () => {
      const { ledger, ranges } = await acrossRelay((sequence, datagram) => {
        if (sequence === 3) return [datagram.subarray(0, 60)];
        if (sequence === 4) return [new Uint8Array([...datagram, 0])];
        if (sequence === 5) return [datagram.subarray(0, 8), datagram];
        return [datagram];
      }, { receiveBufferBytes: 200 });
      assertEquals(ledger, {
        ...NOTHING_HAPPENED,
        received: PIECES - 2,
        lost: 2,
        foreign: 3,
        receivedBytes: 9_350,
        lostBytes: 200,
      });
      assertEquals(ranges, [[300, 500]]);
    },
  );

  Deno.test(
    name("what strangers and other transfers send is counted and dropped"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      const stranger = engine.bindUdp(ANY_PORT);
      const strange: Promise<void>[] = [];
      await using relay = relayTo(running.server.local, {
        engine,
        toClient: dataFate((sequence, datagram) => {
          if (sequence !== 10) return [datagram];
          const forged = datagram.slice().fill(0, 8);
          writeHeader(forged, {
            transfer: new DataView(datagram.buffer).getUint32(0),
            sequence: 50,
          });
          const end = forged.slice(0, 8);
          end.fill(0xff, 4);
          // from another address: right in everything else
          for (const one of [forged, end, new Uint8Array(0)]) {
            strange.push(stranger.send(one, relay.client!));
          }
          // from the right address: of another transfer, and beyond the book
          const other = forged.slice();
          writeHeader(other, { transfer: 0xffff_ffff, sequence: 51 });
          const beyond = forged.slice();
          writeHeader(beyond, {
            transfer: new DataView(datagram.buffer).getUint32(0),
            sequence: PIECES,
          });
          return [datagram, other, beyond];
        }),
      });
      const download = await fetchUdp(relay.local, { engine });
      await Promise.all(strange);
      stranger.close();
      assertEquals(joined(download.store), BOOK);
      assertEquals(ledgerOf(download), { ...NOTHING_HAPPENED, foreign: 5 });
    },
  );

  Deno.test(name("every text twice is as good as once"), async () => {
    const twice: Fate = (datagram) =>
      kindOf(datagram) === "data" ? [datagram] : [datagram, datagram];
    using shelf = shelfWith(BOOK);
    await using running = serveUdp(shelf, { engine });
    await using relay = relayTo(running.server.local, {
      engine,
      toServer: twice,
      toClient: twice,
    });
    const download = await fetchUdp(relay.local, { engine });
    assertEquals(joined(download.store), BOOK);
    assertEquals(ledgerOf(download), NOTHING_HAPPENED);
    await running.accounts(1);
    assertEquals(running.served.length, 1);
  });

  Deno.test(
    name("the wait for what the end marker has overtaken is not in the time"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      let held: Uint8Array | undefined;
      await using relay = relayTo(running.server.local, {
        engine,
        toClient: (datagram) => {
          if (kindOf(datagram) === "end") {
            // the last piece comes behind the first end marker
            const late = held === undefined ? [] : [held];
            held = undefined;
            return [datagram, ...late];
          }
          if (dataSequence(datagram) !== PIECES - 1) return [datagram];
          held = datagram;
          return [];
        },
      });
      const start = performance.now();
      const download = await fetchUdp(relay.local, { engine });
      const elapsed = (performance.now() - start) / 1000;
      assertEquals(joined(download.store), BOOK);
      assertEquals(ledgerOf(download), NOTHING_HAPPENED);
      assert(download.seconds < elapsed);
    },
  );

  Deno.test(
    name("over a long way it waits longer for what the end has overtaken"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      // both requests take three repetitions: a round trip of 300 ms, for all it knows
      const fates = [dropFirst("TOKEN", 3), dropFirst("BOOK", 3)];
      let held: Uint8Array | undefined;
      let ends = 0;
      await using relay = relayTo(running.server.local, {
        engine,
        toClient: (datagram) => {
          if (dataSequence(datagram) === PIECES - 1) {
            held = datagram;
            return [];
          }
          // the last piece comes behind the third end marker, 60 ms after the first
          if (kindOf(datagram) === "end" && ++ends === 3) {
            return [datagram, held!];
          }
          return fates.reduce(
            (left, fate) => left.flatMap(fate),
            [datagram],
          );
        },
      });
      const download = await fetchUdp(relay.local, { engine, repeatMs: 100 });
      assertEquals(ledgerOf(download), NOTHING_HAPPENED);
      assertEquals(joined(download.store), BOOK);
    },
  );

  Deno.test(
    name("the time ends with the last piece, not with the end"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      // a lost piece keeps the client waiting for it behind the end
      await using relay = relayTo(running.server.local, {
        engine,
        toClient: dataFate((sequence, datagram) =>
          sequence === 95 ? [] : [datagram]
        ),
      });
      const start = performance.now();
      const { seconds } = await fetchUdp(relay.local, { engine });
      const elapsed = (performance.now() - start) / 1000;
      assert(
        elapsed - seconds >= 0.03,
        `${elapsed} s in all, ${seconds} s counted`,
      );
    },
  );

  Deno.test(
    name("several clients of one server each get their own book"),
    async () => {
      const contents = [noise(20_000, "a"), noise(20_000, "b")];
      using shelf = shelfWith(...contents);
      await using running = serveUdp(shelf, { engine });
      const downloads = await Promise.all(
        [0, 1, 0, 1, 0].map((index, client) =>
          fetchUdp(running.server.local, {
            engine,
            index,
            bufferBytes: 500 + client,
          })
        ),
      );
      for (const [client, download] of downloads.entries()) {
        assertEquals(joined(download.store), contents[client % 2]);
        assertEquals(ledgerOf(download).foreign, 0);
      }
      assertEquals((await running.accounts(5)).length, 5);
    },
  );

  for (const index of [1, 999_999]) {
    Deno.test(
      name(
        `the book ${index}, which is not there, is refused in the server's words`,
      ),
      async () => {
        using shelf = shelfWith(BOOK);
        await using running = serveUdp(shelf, { engine });
        await assertRejects(
          () =>
            fetchUdp(running.server.local, { engine, index, bufferBytes: 1 }),
          RequestError,
          `the server refuses: index must be 0 to 0, not ${index}`,
        );
      },
    );
  }

  Deno.test(
    name("a server without books says so even to the shortest request"),
    async () => {
      using shelf = shelfWith();
      await using running = serveUdp(shelf, { engine });
      await assertRejects(
        () => fetchUdp(running.server.local, { engine, bufferBytes: 1 }),
        RequestError,
        "no books",
      );
    },
  );

  Deno.test(
    name("without a server there is no answer, and every request is counted"),
    async () => {
      await using nobody = fakeUdpServer(() => []);
      const error = await assertRejects(
        () => fetchUdp(nobody.local, { engine, timeoutMs: 200, repeatMs: 20 }),
        NoAnswer,
        `No answer from udp 127.0.0.1:${nobody.local.port}`,
      );
      assert(error.requests >= 2, `${error.requests} requests`);
      assert(error.message.includes(`to ${error.requests} request(s)`));
    },
  );

  Deno.test(name("a port where nobody is gives no answer either"), async () => {
    const gone = fakeUdpServer(() => []);
    await gone[Symbol.asyncDispose]();
    await assertRejects(
      () => fetchUdp(gone.local, { engine, timeoutMs: 60, repeatMs: 20 }),
      NoAnswer,
    );
  });

  Deno.test(
    name("without repetition exactly one request is sent"),
    async () => {
      let heard = 0;
      await using nobody = fakeUdpServer(() => {
        heard++;
        return [];
      });
      const error = await assertRejects(
        () => fetchUdp(nobody.local, { engine, timeoutMs: 120, repeatMs: 0 }),
        NoAnswer,
      );
      assertEquals(error.requests, 1);
      assertEquals(heard, 1);
    },
  );

  Deno.test(
    name("a server that stops in mid-book is told from a whole book"),
    async () => {
      using shelf = shelfWith(BOOK);
      const running = serveUdp(shelf, { engine, pauseMicroseconds: 20_000 });
      let closing: Promise<void> | undefined;
      await using relay = relayTo(running.server.local, {
        engine,
        toClient: dataFate((sequence, datagram) => {
          if (sequence === 3) closing = running.server.close();
          return [datagram];
        }),
      });
      await assertRejects(
        () => fetchUdp(relay.local, { engine, timeoutMs: 200 }),
        IncompleteDownload,
        "sent nothing for 200 ms, after ",
      );
      await closing;
      assert(running.served[0]?.error !== undefined);
    },
  );

  /** Has the server of 95 pieces of 100 bytes announce another size. */
  async function announcing(bytes: number) {
    using shelf = shelfWith(noise(9_500));
    await using running = serveUdp(shelf, { engine });
    await using relay = relayTo(running.server.local, {
      engine,
      toClient: (datagram) => {
        if (kindOf(datagram) !== "BOOK") return [datagram];
        const text = new TextDecoder().decode(datagram);
        return [
          new TextEncoder().encode(text.replace(" 9500 ", ` ${bytes} `)),
        ];
      },
    });
    const download = await fetchUdp(relay.local, { engine });
    return {
      ledger: ledgerOf(download),
      stored: joined(download.store),
      book: shelf.content(0),
    };
  }

  Deno.test(name("what was announced and never sent is missing"), async () => {
    const { ledger, stored, book } = await announcing(20_000);
    assertEquals(stored, book);
    assertEquals(ledger, {
      ...NOTHING_HAPPENED,
      sent: 95,
      received: 95,
      lost: 105,
      sentBytes: 9_500,
      receivedBytes: 9_500,
      lostBytes: 10_500,
    });
  });

  Deno.test(name("what was sent and never announced is foreign"), async () => {
    const { ledger, stored, book } = await announcing(5_000);
    assertEquals(stored, book.subarray(0, 5_000));
    assertEquals(ledger, {
      ...NOTHING_HAPPENED,
      sent: 95,
      received: 50,
      foreign: 45,
      sentBytes: 9_500,
      receivedBytes: 5_000,
    });
  });
}

for (const engine of ENGINES) testEngine(engine);

for (const [what, fates] of Object.entries(LOST_ONCE)) {
  Deno.test(`the loss of ${what} is repaired by repetition`, async () => {
    using shelf = shelfWith(BOOK);
    await using running = serveUdp(shelf);
    await using relay = relayTo(running.server.local, fates);
    const download = await fetchUdp(relay.local, { repeatMs: 20 });
    assertEquals(joined(download.store), BOOK);
    assertEquals(ledgerOf(download), NOTHING_HAPPENED);
    assertEquals(
      download.udp.requests,
      relay.asked.filter((kind) => kind === "GET").length,
    );
    await running.accounts(1);
    assertEquals(running.served.length, 1);
    assertEquals(running.served[0]!.error, undefined);
  });
}

Deno.test("a client that is missing a piece needs one end marker and no more", async () => {
  using shelf = shelfWith(BOOK);
  await using running = serveUdp(shelf);
  let markers = 0;
  await using relay = relayTo(running.server.local, {
    toClient(datagram) {
      const isLost = dataSequence(datagram) === 5 ||
        kindOf(datagram) === "end" && ++markers > 1;
      return isLost ? [] : [datagram];
    },
  });
  const download = await fetchUdp(relay.local, { timeoutMs: 5_000 });
  assertEquals(ledgerOf(download).lost, 1);
  await running.accounts(1);
  assertEquals(running.served[0]!.error, undefined);
});

Deno.test("a server that comes later is found by repetition", async () => {
  using shelf = shelfWith(BOOK);
  // holds the port's place until it is closed
  const early = fakeUdpServer(() => []);
  const download = fetchUdp(early.local, { repeatMs: 20 });
  await new Promise((resolve) => setTimeout(resolve, 60));
  await early[Symbol.asyncDispose]();
  const { address, port } = early.local;
  await using running = serveUdp(shelf, { bind: { hostname: address, port } });
  assertEquals(running.server.local, early.local);
  const { store, udp } = await download;
  assertEquals(joined(store), BOOK);
  assert(udp.requests >= 3, `${udp.requests} requests`);
});

for (
  const [answer, message] of [
    ["HTTP/1.1 400 Bad Request", "is it a transport-lab server?"],
    ["", "is it a transport-lab server?"],
    [`BOOK x 10 ${SHA256}`, "lacks the transfer"],
    [`BOOK x 10 ${SHA256} ${FIRST_TRANSFER}`, "lacks the transfer"],
    [`BOOK x 10 ${SHA256} 5 100`, "lacks the transfer"],
    [`BOOK x 10 ${SHA256} 99999999999 100`, "lacks the transfer"],
    [`BOOK x 10 ${SHA256} ${FIRST_TRANSFER} 0`, "lacks the transfer"],
    [`BOOK x 10 ${SHA256} ${FIRST_TRANSFER} 0.5`, "lacks the transfer"],
    [`BOOK x 10 ${SHA256} ${FIRST_TRANSFER} Infinity`, "lacks the transfer"],
    [`BOOK x 10 ${SHA256} ${FIRST_TRANSFER} 65500`, "lacks the transfer"],
    [
      `BOOK x 999999999999999 ${SHA256} ${FIRST_TRANSFER} 1`,
      "more pieces than there are sequence numbers",
    ],
  ] as const
) {
  Deno.test(`the answer ${JSON.stringify(answer)} is refused`, async () => {
    await using server = fakeUdpServer(() => [`${answer}\n`]);
    await assertRejects(
      () => fetchUdp(server.local, { timeoutMs: 500, repeatMs: 0 }),
      RequestError,
      message,
    );
  });
}
