import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import type { Engine } from "../socket/engine.ts";
import { SocketError } from "../socket/socket_error.ts";
import { line, RequestError } from "./request.ts";
import { IncompleteDownload } from "./tcp_client.ts";
import { ENGINES } from "./testing/engines.ts";
import { joined, noise, shelfWith } from "./testing/shelf.ts";
import { fakeServer, fetchTcp, serveTcp } from "./testing/tcp.ts";

const SHA256 = "0".repeat(64);

const BOOKS: Record<string, Uint8Array> = {
  "an empty book": new Uint8Array(0),
  "a book of 1 byte": new Uint8Array([0xff]),
  "a book of exactly one buffer": noise(1_024),
  "a book of one buffer and a byte": noise(1_025),
  "a binary book that is no multiple of any buffer": noise(100_003),
};

/** A server that reads the request and answers with the given bytes. */
function saying(...parts: (string | Uint8Array)[]) {
  return fakeServer(async (connection) => {
    await connection.read(new Uint8Array(1_000));
    for (const part of parts) {
      const bytes = typeof part === "string" ? line(part) : part;
      for (let sent = 0; sent < bytes.length;) {
        sent += await connection.write(bytes.subarray(sent));
      }
    }
  });
}

function testEngine(engine: Engine): void {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

  for (const [book, content] of Object.entries(BOOKS)) {
    for (const bufferBytes of [1, 32, 1_024, 65_536, 1_048_576]) {
      if (bufferBytes === 1 && content.length > 10_000) continue;
      Deno.test(
        name(`${book} arrives byte for byte through buffers of ${bufferBytes}`),
        async () => {
          using shelf = shelfWith(content);
          await using running = serveTcp(shelf, { engine });
          const download = await fetchTcp(running.server.local, 0, {
            engine,
            bufferBytes,
          });
          assertEquals(joined(download.store), content);
          assertEquals(download.announcement, {
            name: "book 0.txt",
            bytes: content.length,
            sha256: createHash("sha256").update(content).digest("hex"),
            rest: [],
          });
          assert(download.firstByteSeconds > 0);
          assert(download.firstByteSeconds <= download.seconds);
          assert(download.reads >= Math.ceil(content.length / bufferBytes));
          const [account] = await running.accounts(1);
          assertEquals(account?.error, undefined);
          assertEquals(account?.bytes, content.length);
          assertEquals(account?.client, download.local);
          assertEquals(account?.server, download.remote);
          // loopback takes each of these in one piece
          assert(account!.writes >= Math.ceil(content.length / bufferBytes));
        },
      );
    }
  }

  Deno.test(
    name("twenty clients of one server each get their own book"),
    async () => {
      const contents = [noise(50_000, "a"), noise(70_001, "b"), noise(3, "c")];
      using shelf = shelfWith(...contents);
      await using running = serveTcp(shelf, { engine });
      const downloads = await Promise.all(
        Array.from(
          { length: 20 },
          (_, client) =>
            fetchTcp(running.server.local, client % 3, {
              engine,
              bufferBytes: 100 + 37 * client,
            }),
        ),
      );
      for (const [client, { store }] of downloads.entries()) {
        assertEquals(joined(store), contents[client % 3]);
      }
      const accounts = await running.accounts(20);
      assertEquals(
        new Set(accounts.map(({ client }) => client.port)).size,
        20,
      );
    },
  );

  Deno.test(
    name("a pause after each write is long enough and in the account"),
    async () => {
      using shelf = shelfWith(noise(640));
      await using running = serveTcp(shelf, { engine, pauseMicroseconds: 300 });
      const { seconds, store } = await fetchTcp(running.server.local, 0, {
        engine,
        bufferBytes: 64,
      });
      assertEquals(joined(store), shelf.content(0));
      // nine pauses lie between ten writes
      assert(seconds >= 9 * 300e-6, `${seconds} s`);
      const [account] = await running.accounts(1);
      assert(account!.pauseMedianMicroseconds! >= 300);
    },
  );

  Deno.test(
    name("a book that the server does not have is an error in its words"),
    async () => {
      using shelf = shelfWith(noise(10), noise(10));
      await using running = serveTcp(shelf, { engine });
      await assertRejects(
        () => fetchTcp(running.server.local, 2, { engine }),
        RequestError,
        "the server refuses: index must be 0 to 1, not 2",
      );
    },
  );

  Deno.test(name("no server is ECONNREFUSED with its address"), async () => {
    const server = fakeServer(() => Promise.resolve());
    await server[Symbol.asyncDispose]();
    const error = await assertRejects(
      () => fetchTcp(server.local, 0, { engine }),
      SocketError,
      `127.0.0.1:${server.local.port}`,
    );
    assertEquals(error.code, "ECONNREFUSED");
  });

  Deno.test(
    name("a server that closes in mid-book is told from a whole book"),
    async () => {
      await using server = saying(`BOOK x 1000 ${SHA256}`, noise(300));
      const error = await assertRejects(
        () => fetchTcp(server.local, 0, { engine }),
        IncompleteDownload,
        `The server 127.0.0.1:${server.local.port} closed the connection after 300 of 1000 bytes`,
      );
      assertEquals(error.code, "");
    },
  );

  Deno.test(
    name("a server that closes at once has given no answer"),
    async () => {
      await using server = saying();
      await assertRejects(
        () => fetchTcp(server.local, 0, { engine }),
        IncompleteDownload,
        "closed the connection without an answer",
      );
    },
  );

  for (const beyond of [1, 5_000]) {
    Deno.test(
      name(`${beyond} byte(s) more than were announced are noticed`),
      async () => {
        await using server = saying(
          `BOOK x 1000 ${SHA256}`,
          noise(1_000 + beyond),
        );
        await assertRejects(
          () => fetchTcp(server.local, 0, { engine }),
          IncompleteDownload,
          "sent more than the 1000 bytes it announced",
        );
      },
    );
  }

  Deno.test(
    name("bytes behind the announcement of an empty book are noticed"),
    async () => {
      await using server = saying(`BOOK x 0 ${SHA256}`, new Uint8Array(1));
      await assertRejects(
        () => fetchTcp(server.local, 0, { engine }),
        IncompleteDownload,
        "sent more than the 0 bytes",
      );
    },
  );

  for (
    const nonsense of [
      "HTTP/1.1 400 Bad Request",
      "SSH-2.0-OpenSSH_9.6",
      "",
      `BOOK x -5 ${SHA256}`,
      "BOOK",
      "\0\x01\x02",
    ]
  ) {
    Deno.test(
      name(`the answer ${JSON.stringify(nonsense)} is not understood`),
      async () => {
        await using server = saying(nonsense);
        await assertRejects(
          () => fetchTcp(server.local, 0, { engine }),
          RequestError,
          "is it a transport-lab server?",
        );
      },
    );
  }

  Deno.test(
    name("a stream without a newline is given up, not gathered"),
    async () => {
      await using server = saying(new Uint8Array(1_000_000).fill(65));
      await assertRejects(
        () => fetchTcp(server.local, 0, { engine }),
        IncompleteDownload,
        "announced no book in 4096 bytes",
      );
    },
  );

  Deno.test(
    name("a server that says nothing runs into the timeout"),
    async () => {
      await using server = fakeServer(async (connection) => {
        while (await connection.read(new Uint8Array(1_000)) !== null);
      });
      await assertRejects(
        () => fetchTcp(server.local, 0, { engine, timeoutMs: 60 }),
        IncompleteDownload,
        "sent nothing for 60 ms, after 0 bytes",
      );
    },
  );

  Deno.test(
    name("a server that falls silent in mid-book runs into the timeout"),
    async () => {
      await using server = fakeServer(async (connection) => {
        await connection.write(line(`BOOK x 1000 ${SHA256}`));
        await connection.write(noise(10));
        while (await connection.read(new Uint8Array(1_000)) !== null);
      });
      await assertRejects(
        () => fetchTcp(server.local, 0, { engine, timeoutMs: 100 }),
        IncompleteDownload,
        "sent nothing for 100 ms, after 10 bytes",
      );
    },
  );

  Deno.test(
    name("a server that never closes behind the book is noticed"),
    async () => {
      await using server = fakeServer(async (connection) => {
        await connection.write(line(`BOOK x 10 ${SHA256}`));
        await connection.write(noise(10));
        while (await connection.read(new Uint8Array(1_000)) !== null);
      });
      await assertRejects(
        () => fetchTcp(server.local, 0, { engine, timeoutMs: 60 }),
        IncompleteDownload,
        "after 10 bytes",
      );
    },
  );

  Deno.test(
    name("an announcement that comes byte by byte is read"),
    async () => {
      await using server = fakeServer(async (connection) => {
        for (const byte of line(`BOOK x 3 ${SHA256}`)) {
          await connection.write(new Uint8Array([byte]));
        }
        await connection.write(new Uint8Array([1, 2, 3]));
      });
      const { store } = await fetchTcp(server.local, 0, { engine });
      assertEquals([...joined(store)], [1, 2, 3]);
    },
  );

  Deno.test(name("a reset in mid-book says after how many bytes"), async () => {
    await using server = fakeServer(async (connection) => {
      // the request stays unread and there is more to send than fits, so that
      // closing sends RST and no FIN (RFC 1122, 4.2.2.13)
      await connection.write(line(`BOOK x 50000000 ${SHA256}`));
      const blocked = connection.write(new Uint8Array(50_000_000));
      setTimeout(() => {
        try {
          connection.close();
        } catch {
          // it is closed already
        }
      }, 20);
      await blocked;
    });
    const error = await assertRejects(
      () => fetchTcp(server.local, 0, { engine }),
      IncompleteDownload,
    );
    assert(/after \d+ (of 50000000 )?bytes/.test(error.message), error.message);
  });
}

for (const engine of ENGINES) testEngine(engine);

Deno.test("a book too large for memory arrives by way of a file", async () => {
  using shelf = shelfWith(noise(1_000));
  const { book } = shelf.books[0]!;
  Deno.truncateSync(book.path, 64 * 1024 * 1024 + 10_001);
  book.bytes = 64 * 1024 * 1024 + 10_001;
  await using running = serveTcp(shelf);
  const spillPath = shelf.path("spill");
  const { store, announcement } = await fetchTcp(running.server.local, 0, {
    bufferBytes: 1_048_576,
    spillPath,
  });
  assertEquals(store.onDisk, true);
  assertEquals(store.describe().sha256, announcement.sha256);
  store.close();
});

Deno.test("a slow server that keeps sending does not run into the timeout", async () => {
  await using server = fakeServer(async (connection) => {
    await connection.write(line(`BOOK x 20 ${SHA256}`));
    for (let byte = 0; byte < 20; byte++) {
      await connection.write(new Uint8Array([byte]));
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  });
  const { store } = await fetchTcp(server.local, 0, { timeoutMs: 400 });
  assertEquals(joined(store).length, 20);
});
