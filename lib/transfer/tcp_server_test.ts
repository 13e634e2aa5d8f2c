import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import type { Engine } from "../socket/engine.ts";
import { SocketError } from "../socket/socket_error.ts";
import { ENGINES } from "./testing/engines.ts";
import { hostileRequests } from "./testing/hostile_requests.ts";
import { joined, noise, shelfWith } from "./testing/shelf.ts";
import { fetchTcp, RawClient, serveTcp } from "./testing/tcp.ts";

/** More than the kernel takes for a client that does not read. */
const MORE_THAN_THE_KERNEL_HOLDS = new Uint8Array(24 * 1024 * 1024);

/**
 * What a bad client does until the server is through with it, and what the server's
 * account says about it.
 */
const BAD_CLIENTS: Record<
  string,
  { misbehave: (client: RawClient) => Promise<unknown>; account: RegExp }
> = {
  "says nothing": {
    misbehave: (client) => client.all(),
    account: /neither sent nor took anything for 150 ms/,
  },
  "stops in the middle of its request": {
    misbehave: async (client) => {
      await client.send("GET 0 1");
      await client.all();
    },
    account: /neither sent nor took anything for 150 ms/,
  },
  "connects and closes": {
    misbehave: (client) => Promise.resolve(client[Symbol.dispose]()),
    account: /the client sent nothing/,
  },
  "stops reading": {
    misbehave: async (client) => {
      await client.send("GET 1 65536\n");
      await client.some();
    },
    account: /neither sent nor took anything for 150 ms/,
  },
  "resets in mid-book": {
    misbehave: async (client) => {
      await client.send("GET 1 65536\n");
      await client.some();
      // what is unread makes it a reset (RFC 1122, 4.2.2.13)
      client[Symbol.dispose]();
    },
    account: /^Cannot send to tcp 127\.0\.0\.1:\d+: (EPIPE|ECONNRESET)/,
  },
};

function testEngine(engine: Engine): void {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

  Deno.test(
    name("any program can be the client: a line, then the book"),
    async () => {
      using shelf = shelfWith(noise(1_000), noise(5));
      await using running = serveTcp(shelf, { engine });
      using client = await RawClient.connect(running.server.local);
      await client.send("GET 1 2\n");
      const answer = await client.all();
      const digest = createHash("sha256").update(shelf.content(1)).digest(
        "hex",
      );
      const head = new TextEncoder().encode(`BOOK book%201.txt 5 ${digest}\n`);
      assertEquals(answer.subarray(0, head.length), head);
      assertEquals(answer.subarray(head.length), shelf.content(1));
      const [account] = await running.accounts(1);
      assertEquals(account?.request, "GET 1 2");
      assertEquals(account?.writes, 3);
    },
  );

  Deno.test(name("LIST gives index, name and size of every book"), async () => {
    using shelf = shelfWith(noise(1_000), new Uint8Array(0));
    await using running = serveTcp(shelf, { engine });
    using client = await RawClient.connect(running.server.local);
    await client.send("LIST\n");
    assertEquals(
      await client.text(),
      "0 book%200.txt 1000\n1 book%201.txt 0\n",
    );
  });

  Deno.test(
    name("a request may come byte by byte, and with CRLF"),
    async () => {
      using shelf = shelfWith(new Uint8Array([65, 66]));
      await using running = serveTcp(shelf, { engine });
      using client = await RawClient.connect(running.server.local);
      for (const character of "GET 0 10\r\n") await client.send(character);
      assert((await client.text()).endsWith("\nAB"));
    },
  );

  Deno.test(
    name("a client that says FIN behind its request still gets its book"),
    async () => {
      using shelf = shelfWith(noise(100_000));
      await using running = serveTcp(shelf, { engine });
      using client = await RawClient.connect(running.server.local);
      await client.send("GET 0 1000\n");
      await client.end();
      assert((await client.all()).length > 100_000);
    },
  );

  for (const { file, bytes, answer } of hostileRequests()) {
    Deno.test(
      name(`the hostile request ${file} is answered, and others are served`),
      async () => {
        using shelf = shelfWith(noise(10_000));
        await using running = serveTcp(shelf, { engine });
        using client = await RawClient.connect(running.server.local);
        await client.send(bytes);
        await client.end();
        const said = await client.text();
        assert(said.startsWith(`ERROR ${answer}`), said);
        assert(said.endsWith("\n"), said);
        const [account] = await running.accounts(1);
        assert(account?.error?.startsWith(answer), account?.error);
        const { store } = await fetchTcp(running.server.local, 0, { engine });
        assertEquals(joined(store), shelf.content(0));
      },
    );
  }

  Deno.test(
    name("a megabyte without a newline is answered, not gathered"),
    async () => {
      using shelf = shelfWith(noise(10));
      await using running = serveTcp(shelf, { engine });
      using client = await RawClient.connect(running.server.local);
      await client.send(new Uint8Array(1_000_000).fill(65));
      await client.end();
      assertEquals(
        await client.text(),
        "ERROR a request is one line of at most 256 bytes\n",
      );
    },
  );

  Deno.test(
    name(
      "a client that is still sending when it is refused can finish, and read why",
    ),
    async () => {
      using shelf = shelfWith(noise(10));
      await using running = serveTcp(shelf, { engine });
      using client = await RawClient.connect(running.server.local);
      await client.send(new Uint8Array(256).fill(65));
      await running.accounts(1);
      // a closed socket would answer with RST, which destroys what is unread
      for (let part = 0; part < 10; part++) {
        await client.send(new Uint8Array(100_000).fill(65));
      }
      await client.end();
      assertEquals(
        await client.text(),
        "ERROR a request is one line of at most 256 bytes\n",
      );
    },
  );

  for (const [what, { misbehave, account }] of Object.entries(BAD_CLIENTS)) {
    Deno.test(
      name(`a client that ${what} is put on record and disturbs nobody`),
      async () => {
        using shelf = shelfWith(noise(200_000), MORE_THAN_THE_KERNEL_HOLDS);
        await using running = serveTcp(shelf, { engine, timeoutMs: 150 });
        using client = await RawClient.connect(running.server.local);
        const bad = misbehave(client);
        // at the same time, and again afterwards
        for (let time = 0; time < 2; time++) {
          const { store } = await fetchTcp(running.server.local, 0, {
            engine,
            bufferBytes: 1_000,
          });
          assertEquals(joined(store), shelf.content(0));
          while (time === 0 && !running.served.some(({ error }) => error)) {
            await running.accounts(running.served.length + 1);
          }
        }
        await bad;
        const bads = running.served.filter(({ error }) => error !== undefined);
        assertEquals(bads.length, 1);
        assert(account.test(bads[0]!.error!), bads[0]!.error);
      },
    );
  }

  Deno.test(
    name("a hundred bad clients at once leave the server as it was"),
    async () => {
      using shelf = shelfWith(noise(5_000));
      await using running = serveTcp(shelf, { engine });
      const hostile = hostileRequests();
      await Promise.all(Array.from({ length: 100 }, async (_, number) => {
        using client = await RawClient.connect(running.server.local);
        if (number % 3 === 0) return;
        await client.send(hostile[number % hostile.length]!.bytes);
        if (number % 3 === 1) await client.end();
      }));
      const { store } = await fetchTcp(running.server.local, 0, { engine });
      assertEquals(joined(store), shelf.content(0));
    },
  );

  Deno.test(
    name("closing the server waits for a transfer that is nearly done"),
    async () => {
      using shelf = shelfWith(noise(2_000));
      const running = serveTcp(shelf, { engine, pauseMicroseconds: 10_000 });
      using client = await RawClient.connect(running.server.local);
      await client.send("GET 0 100\n");
      await client.some();
      const [rest] = await Promise.all([client.all(), running.server.close()]);
      assertEquals(rest.slice(-1_900), shelf.content(0).slice(-1_900));
    },
  );

  Deno.test(
    name("a closed server refuses, gives its port back, and closes again"),
    async () => {
      using shelf = shelfWith(noise(10));
      const running = serveTcp(shelf, { engine });
      const { local } = running.server;
      await running.server.close();
      await running.server.close();
      const error = await assertRejects(
        () => fetchTcp(local, 0, { engine }),
        SocketError,
      );
      assertEquals(error.code, "ECONNREFUSED");
      await using again = serveTcp(shelf, {
        engine,
        bind: { hostname: local.address, port: local.port },
      });
      const { store } = await fetchTcp(again.server.local, 0, { engine });
      assertEquals(joined(store), shelf.content(0));
    },
  );

  Deno.test(name("two servers cannot have one port"), async () => {
    using shelf = shelfWith();
    await using running = serveTcp(shelf, { engine });
    const { address, port } = running.server.local;
    const error = assertThrows(
      () => serveTcp(shelf, { engine, bind: { hostname: address, port } }),
      SocketError,
    );
    assertEquals(error.code, "EADDRINUSE");
  });

  Deno.test(
    name("a file that has vanished ends one transfer, not the server"),
    async () => {
      using shelf = shelfWith(noise(100), noise(200));
      await using running = serveTcp(shelf, { engine });
      Deno.removeSync(shelf.books[0]!.book.path);
      await assertRejects(() => fetchTcp(running.server.local, 0, { engine }));
      const [account] = await running.accounts(1);
      assert(account?.error?.includes("No such file"), account?.error);
      const { store } = await fetchTcp(running.server.local, 1, { engine });
      assertEquals(joined(store), shelf.content(1));
    },
  );
}

for (const engine of ENGINES) testEngine(engine);

Deno.test("closing the server cuts off a transfer that would take long", async () => {
  using shelf = shelfWith(noise(1_000));
  const running = serveTcp(shelf, { pauseMicroseconds: 100_000 });
  using client = await RawClient.connect(running.server.local);
  await client.send("GET 0 10\n");
  await client.some();
  const [rest] = await Promise.all([client.all(), running.server.close()]);
  assert(rest.length < 1_000, `${rest.length} bytes`);
  const [account] = running.served;
  assert(account!.error !== undefined);
  assert(account!.bytes < 1_000, `${account!.bytes} bytes`);
});
