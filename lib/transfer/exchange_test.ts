import { assert, assertEquals, assertRejects } from "@std/assert";
import { libcMissing } from "../kernel/libc.ts";
import type { Engine } from "../socket/engine.ts";
import { SocketError } from "../socket/socket_error.ts";
import { exchange, type ExchangeOptions } from "./exchange.ts";
import { RequestError } from "./request.ts";
import { ENGINES } from "./testing/engines.ts";
import { shelfWith } from "./testing/shelf.ts";
import {
  fakeServer,
  PATIENT_MS,
  PLAIN,
  RawClient,
  serveTcp,
} from "./testing/tcp.ts";

function exchangeWith(
  server: ExchangeOptions["server"],
  options: Pick<ExchangeOptions, "engine"> & Partial<ExchangeOptions>,
) {
  return exchange({
    server,
    count: 10,
    writeBytes: 10,
    responseBytes: 100,
    tcp: { noDelay: true, quickAck: false },
    timeoutMs: PATIENT_MS,
    ...options,
  });
}

function testEngine(engine: Engine): void {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

  for (const [writeBytes, responseBytes] of [[1, 1], [700, 3], [3, 200_000]]) {
    Deno.test(
      name(
        `exchanges of 2 × ${writeBytes} bytes for ${responseBytes} are echoed and timed`,
      ),
      async () => {
        using shelf = shelfWith();
        await using running = serveTcp(shelf, { engine });
        const result = await exchangeWith(running.server.local, {
          engine,
          writeBytes: writeBytes!,
          responseBytes: responseBytes!,
        });
        assertEquals(result.seconds.length, 10);
        assert(result.seconds.every((seconds) => seconds > 0));
        assertEquals(result.receivedBytes, 10 * responseBytes!);
        assertEquals(result.echoed, true);
        const [account] = await running.accounts(1);
        assertEquals(account?.bytes, 10 * responseBytes!);
        assertEquals(account?.client, result.local);
        assertEquals(account?.error, undefined);
      },
    );
  }

  Deno.test({
    name: name("quick acknowledgements change no byte of an exchange"),
    ignore: libcMissing() !== undefined,
    async fn() {
      using shelf = shelfWith();
      const quick = { noDelay: false, quickAck: true };
      await using running = serveTcp(shelf, { engine, tcp: quick });
      const result = await exchangeWith(running.server.local, {
        engine,
        tcp: quick,
      });
      assertEquals(result.echoed, true);
    },
  });

  Deno.test(
    name("sizes that no server takes are refused in its words"),
    async () => {
      using shelf = shelfWith();
      await using running = serveTcp(shelf, { engine });
      await assertRejects(
        () => exchangeWith(running.server.local, { engine, count: 1_000_001 }),
        RequestError,
        "count must be 1 to 1000000",
      );
    },
  );

  Deno.test(name("a wrong echo is reported, not hidden"), async () => {
    await using server = fakeServer(async (connection) => {
      await connection.read(new Uint8Array(100));
      await connection.write(new TextEncoder().encode("READY\n"));
      const request = new Uint8Array(2);
      for (let filled = 0; filled < 2;) {
        filled += await connection.read(request) ?? 2;
      }
      await connection.write(new Uint8Array([0, 0, 0]));
    });
    const { echoed } = await exchangeWith(server.local, {
      engine,
      count: 1,
      writeBytes: 1,
      responseBytes: 3,
    });
    assertEquals(echoed, false);
  });

  Deno.test(
    name("a server that goes away in mid-exchange is an error"),
    async () => {
      await using server = fakeServer(async (connection) => {
        await connection.read(new Uint8Array(100));
        await connection.write(new TextEncoder().encode("READY\n"));
        let heard = 0;
        while (heard < 2) {
          heard += await connection.read(new Uint8Array(100)) ?? 9;
        }
        await connection.write(new Uint8Array(40));
      });
      await assertRejects(
        () => exchangeWith(server.local, { engine, writeBytes: 1 }),
        RequestError,
        "closed the connection 60 bytes early",
      );
    },
  );

  Deno.test(name("a silent server runs into the timeout"), async () => {
    await using server = fakeServer(async (connection) => {
      while (await connection.read(new Uint8Array(100)) !== null);
    });
    await assertRejects(
      () => exchangeWith(server.local, { engine, timeoutMs: 60 }),
      RequestError,
      "was silent for 60 ms",
    );
  });

  Deno.test(name("no server is ECONNREFUSED"), async () => {
    const server = fakeServer(() => Promise.resolve());
    await server[Symbol.asyncDispose]();
    await assertRejects(
      () => exchangeWith(server.local, { engine }),
      SocketError,
      "ECONNREFUSED",
    );
  });

  Deno.test(
    name("a client that leaves in mid-exchange is on record"),
    async () => {
      using shelf = shelfWith();
      await using running = serveTcp(shelf, { engine, tcp: PLAIN });
      {
        using client = await RawClient.connect(running.server.local);
        await client.send("EXCHANGE 5 100 1\n");
        await client.some();
        await client.send(new Uint8Array(40));
      }
      const [account] = await running.accounts(1);
      assert(account?.error?.includes("60 bytes early"), account?.error);
    },
  );
}

for (const engine of ENGINES) testEngine(engine);
