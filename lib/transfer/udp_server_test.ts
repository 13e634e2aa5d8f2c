import { assert, assertEquals, assertThrows } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import type { Engine } from "../socket/engine.ts";
import { SocketError } from "../socket/socket_error.ts";
import { AMPLIFICATION_LIMIT } from "./address_token.ts";
import { ENGINES } from "./testing/engines.ts";
import { hostileRequests } from "./testing/hostile_requests.ts";
import { joined, noise, shelfWith } from "./testing/shelf.ts";
import {
  fetchUdp,
  kindOf,
  ledgerOf,
  RawUdp,
  sequenceOf,
  serveUdp,
} from "./testing/udp.ts";

const BOOK = noise(950);

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function total(datagrams: Uint8Array[]): number {
  return datagrams.reduce((sum, datagram) => sum + datagram.length, 0);
}

/** First datagrams of all kinds, as an address that has proved nothing may send them. */
function firstDatagrams(): Record<string, Uint8Array[]> {
  const random = randomFrom("garbage");
  const garbage = Array.from({ length: 300 }, (_, index) => {
    const bytes = new Uint8Array(index + 1);
    for (let at = 0; at < bytes.length; at++) bytes[at] = random.integer(256);
    return bytes;
  });
  const padded = (text: string) =>
    Array.from(
      { length: 40 },
      (_, spaces) => encode(text + " ".repeat(spaces) + "\n"),
    );
  return {
    "garbage of 1 to 300 bytes": garbage,
    "letters of 1 to 300 bytes": garbage.map(({ length }) =>
      new Uint8Array(length).fill(65)
    ),
    "nothing": [new Uint8Array(0)],
    "hostile requests": hostileRequests().map(({ bytes }) => bytes),
    "GET": padded("GET 0 1"),
    "GET of no book": padded("GET 9 1"),
    "GET with a guessed token": padded("GET 0 1 0123456789abcdef"),
    "LIST": padded("LIST"),
    "LIST with a guessed token": padded("LIST 0123456789abcdef"),
    "EXCHANGE": padded("EXCHANGE 1 1 1"),
    "START": padded("START 2147483648"),
    "DONE": padded("DONE 2147483648"),
    "the largest datagram": [new Uint8Array(65_507).fill(32)],
  };
}

/** A raw client that has been offered book 0 in pieces of 100 bytes. */
async function offered(client: RawUdp): Promise<string> {
  const book = await client.ask(`GET 0 100 ${await client.token()}\n`);
  return book.trim().split(" ").at(-2)!;
}

/** Receives up to the first end marker; gives the sequence numbers. */
async function receiveData(client: RawUdp): Promise<(number | undefined)[]> {
  const sequences: (number | undefined)[] = [];
  while (true) {
    const { bytes } = await client.next();
    if (kindOf(bytes) === "end") return sequences;
    sequences.push(sequenceOf(bytes));
  }
}

function testEngine(engine: Engine): void {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

  for (const [kind, datagrams] of Object.entries(firstDatagrams())) {
    Deno.test(
      name(
        `${kind}: never more than three times as many bytes to an address without proof`,
      ),
      async () => {
        using shelf = shelfWith(BOOK);
        await using running = serveUdp(shelf, { engine });
        using client = new RawUdp(running.server.local, engine);
        for (const datagram of datagrams) {
          await client.send(datagram);
          const answered = total(await client.answers());
          assert(
            answered <= AMPLIFICATION_LIMIT * datagram.length,
            `${answered} bytes for ${datagram.length}`,
          );
        }
        // and the server is as good as before
        const { store } = await fetchUdp(running.server.local, { engine });
        assertEquals(joined(store), BOOK);
      },
    );
  }

  Deno.test(
    name("hostile requests that are long enough are answered with the reason"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      using client = new RawUdp(running.server.local, engine);
      for (const { file, bytes, answer } of hostileRequests()) {
        // a datagram needs no newline, and EXCHANGE is refused with or without good sizes
        const text = new TextDecoder().decode(bytes);
        if (!text.includes("\n") || file === "http.txt") continue;
        const longer = new Uint8Array(400).fill(32);
        longer.set(bytes);
        await client.send(longer);
        const [said] = await client.answers();
        assert(said !== undefined, file);
        const words = new TextDecoder().decode(said);
        assert(words.startsWith(`ERROR ${answer}`), `${file}: ${words}`);
      }
    },
  );

  Deno.test(name("EXCHANGE is refused with the reason"), async () => {
    using shelf = shelfWith(BOOK);
    await using running = serveUdp(shelf, { engine });
    using client = new RawUdp(running.server.local, engine);
    assertEquals(
      await client.ask("EXCHANGE 1 1 1\n"),
      "ERROR EXCHANGE needs TCP\n",
    );
  });

  Deno.test(
    name("a token opens the way, and only for the address it was given to"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      using client = new RawUdp(running.server.local, engine);
      using other = new RawUdp(running.server.local, engine);
      const token = await client.token();
      const stolen = await other.ask(`GET 0 100 ${token}\n`);
      assert(stolen.startsWith("TOKEN "), stolen);
      assert(!stolen.includes(token), "everybody has a token of his own");
      const answer = await client.ask(`GET 0 100 ${token}\n`);
      assert(answer.startsWith("BOOK book%200.txt 950 "), answer);
      assert(answer.endsWith(" 100\n"), answer);
    },
  );

  Deno.test(name("LIST with a token gives the catalogue"), async () => {
    using shelf = shelfWith(BOOK, new Uint8Array(0));
    await using running = serveUdp(shelf, { engine });
    using client = new RawUdp(running.server.local, engine);
    assertEquals(
      await client.ask(`LIST ${await client.token()}\n`),
      "0 book%200.txt 950\n1 book%201.txt 0\n",
    );
  });

  Deno.test(
    name("GET repeated is answered with the same transfer"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      using client = new RawUdp(running.server.local, engine);
      assertEquals(await offered(client), await offered(client));
      assertEquals(running.served.length, 0);
    },
  );

  Deno.test(
    name("no data is sent before START, and START twice sends it once"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      using client = new RawUdp(running.server.local, engine);
      const transfer = await offered(client);
      assertEquals(await client.answers(), []);
      await client.send(`START ${transfer}\n`);
      await client.send(`START ${transfer}\n`);
      assertEquals(await receiveData(client), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      await client.send(`START ${transfer}\n`);
      const account = await client.ask(`DONE ${transfer}\n`);
      assertEquals(account, `ACCOUNT ${transfer} 10 950 0 1\n`);
      assertEquals(await client.ask(`DONE ${transfer}\n`), account);
      assertEquals((await running.accounts(1)).length, 1);
    },
  );

  Deno.test(
    name("START and DONE of somebody else's transfer do nothing"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      using client = new RawUdp(running.server.local, engine);
      using other = new RawUdp(running.server.local, engine);
      const transfer = await offered(client);
      await other.send(`START ${transfer}                    \n`);
      await other.send(`DONE ${transfer}                     \n`);
      assertEquals(await other.answers(), []);
      assertEquals(await client.answers(), []);
      await client.send("START 1\n");
      assertEquals(await client.answers(), []);
    },
  );

  Deno.test(
    name("while a transfer is running, another one has to wait"),
    async () => {
      using shelf = shelfWith(BOOK, BOOK);
      await using running = serveUdp(shelf, {
        engine,
        pauseMicroseconds: 3_000,
      });
      using client = new RawUdp(running.server.local, engine);
      const token = await client.token();
      const transfer = await offered(client);
      await client.send(`START ${transfer}\n`);
      await client.send(`GET 1 100 ${token}\n`);
      await client.send(`GET 0 100 ${token}\n`);
      const kinds: string[] = [];
      do kinds.push(kindOf((await client.next()).bytes)); while (
        kinds.at(-1) !== "end"
      );
      assertEquals(kinds.filter((kind) => kind === "ERROR").length, 1);
      assertEquals(kinds.filter((kind) => kind === "data").length, 10);
      assertEquals(kinds.filter((kind) => kind === "BOOK").length, 0);
    },
  );

  Deno.test(name("one socket can fetch one book after the other"), async () => {
    using shelf = shelfWith(BOOK);
    await using running = serveUdp(shelf, { engine });
    using client = new RawUdp(running.server.local, engine);
    for (let time = 1; time <= 5; time++) {
      const transfer = await offered(client);
      await client.send(`START ${transfer}\n`);
      assertEquals((await receiveData(client)).length, 10);
      const account = await client.ask(`DONE ${transfer}\n`);
      assertEquals(account, `ACCOUNT ${transfer} 10 950 0 1\n`);
    }
    assertEquals((await running.accounts(5)).length, 5);
  });

  Deno.test(
    name("a client that vanishes in mid-book disturbs nobody"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, {
        engine,
        pauseMicroseconds: 3_000,
      });
      {
        using client = new RawUdp(running.server.local, engine);
        await client.send(`START ${await offered(client)}\n`);
        await client.next();
      }
      const download = await fetchUdp(running.server.local, { engine });
      assertEquals(joined(download.store), BOOK);
      assertEquals(ledgerOf(download).lost, 0);
    },
  );

  Deno.test(
    name("a hundred clients that only ask cost the server nothing"),
    async () => {
      using shelf = shelfWith(BOOK);
      await using running = serveUdp(shelf, { engine });
      const clients = Array.from(
        { length: 100 },
        () => new RawUdp(running.server.local, engine),
      );
      const transfers = new Set<string>();
      for (const client of clients) transfers.add(await offered(client));
      assertEquals(transfers.size, 100);
      for (const client of clients) client[Symbol.dispose]();
      const { store } = await fetchUdp(running.server.local, { engine });
      assertEquals(joined(store), BOOK);
    },
  );

  Deno.test(
    name("closing ends transfers where they are, and leaves no timer behind"),
    async () => {
      using shelf = shelfWith(BOOK);
      const running = serveUdp(shelf, { engine, pauseMicroseconds: 20_000 });
      using waiting = new RawUdp(running.server.local, engine);
      using sending = new RawUdp(running.server.local, engine);
      using late = new RawUdp(running.server.local, engine);
      await offered(waiting);
      const token = await late.token();
      await sending.send(`START ${await offered(sending)}\n`);
      await sending.next();
      const closing = running.server.close();
      // arrives while the server is closing
      await late.send(`GET 0 100 ${token}\n`);
      await closing;
      await running.server.close();
      const [account] = running.served;
      assert(account!.bytes < 950, `${account!.bytes} bytes`);
      assert(account!.error !== undefined);
    },
  );

  Deno.test(
    name("closing while the end is being announced is no acknowledgement"),
    async () => {
      using shelf = shelfWith(BOOK);
      const running = serveUdp(shelf, { engine });
      using client = new RawUdp(running.server.local, engine);
      await client.send(`START ${await offered(client)}\n`);
      await receiveData(client);
      await running.server.close();
      assertEquals(
        running.served[0]?.error,
        "the client never acknowledged the end",
      );
    },
  );

  Deno.test(
    name("a port that is taken is EADDRINUSE, and is free after closing"),
    async () => {
      using shelf = shelfWith(BOOK);
      const running = serveUdp(shelf, { engine });
      const { address, port } = running.server.local;
      const bind = { hostname: address, port };
      const error = assertThrows(
        () => serveUdp(shelf, { engine, bind }),
        SocketError,
      );
      assertEquals(error.code, "EADDRINUSE");
      await running.server.close();
      await using again = serveUdp(shelf, { engine, bind });
      assertEquals(again.server.local, running.server.local);
    },
  );

  Deno.test(
    name("a file that has vanished is an error for its client alone"),
    async () => {
      using shelf = shelfWith(BOOK, BOOK);
      await using running = serveUdp(shelf, { engine });
      Deno.removeSync(shelf.books[0]!.book.path);
      using client = new RawUdp(running.server.local, engine);
      const said = await client.ask(`GET 0 100 ${await client.token()}\n`);
      assert(said.startsWith("ERROR No such file"), said);
      const { store } = await fetchUdp(running.server.local, {
        engine,
        index: 1,
      });
      assertEquals(joined(store), BOOK);
    },
  );
}

for (const engine of ENGINES) testEngine(engine);

Deno.test("a client that never acknowledges is on record, and may ask again then", async () => {
  using shelf = shelfWith(BOOK);
  await using running = serveUdp(shelf);
  using client = new RawUdp(running.server.local);
  const token = await client.token();
  await client.send(`START ${await offered(client)}\n`);
  await receiveData(client);
  // no DONE, so the transfer is not over
  await client.send(`GET 0 200 ${token}\n`);
  const answers = await client.answers();
  assertEquals(
    new TextDecoder().decode(answers.find((one) => kindOf(one) === "ERROR")),
    "ERROR a transfer to you is running\n",
  );
  const [account] = await running.accounts(1);
  assertEquals(account?.error, "the client never acknowledged the end");
  assertEquals(account?.bytes, 950);
  await client.answers();
  const again = await client.ask(`GET 0 200 ${token}\n`);
  await client.send(`START ${again.split(" ").at(-2)}\n`);
  assertEquals(await receiveData(client), [0, 1, 2, 3, 4]);
});
