import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "@std/path";
import { CommandFailed, type Endpoint, EndpointError } from "./endpoint.ts";
import type { CommandName } from "./protocol.ts";
import {
  downloading,
  isRunning,
  serving,
  startEndpoint,
  stillRunning,
} from "./testing/endpoints.ts";

Deno.test("an endpoint says who it is and ends when it is disposed of", async () => {
  let pid: number;
  {
    await using endpoint = await startEndpoint();
    pid = endpoint.about.pid;
    assert(pid !== Deno.pid);
    assertEquals(endpoint.about.deno, Deno.version.deno);
    assertEquals(endpoint.about.os, Deno.build.os);
    assert(await isRunning(pid));
  }
  assertEquals(await isRunning(pid), false);
});

Deno.test("a call yields its result, and usage tells time and memory", async () => {
  await using endpoint = await startEndpoint();
  const { cpuSeconds, peakMemoryBytes } = await endpoint.call("usage", {});
  assert(cpuSeconds > 0 && cpuSeconds < 60, `${cpuSeconds} s`);
  assert(peakMemoryBytes > 1e7 && peakMemoryBytes < 1e9, `${peakMemoryBytes}`);
});

Deno.test({
  name: "the peak memory of an endpoint is not that of its lab",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const ballast = new Uint8Array(300e6).fill(1);
    await using endpoint = await startEndpoint();
    const { peakMemoryBytes } = await endpoint.call("usage", {});
    assert(peakMemoryBytes < ballast.length / 2, `${peakMemoryBytes} bytes`);
  },
});

Deno.test("fifty calls at once each get their own answer", async () => {
  await using endpoint = await startEndpoint();
  // every third fails, and they take different times
  const results = await Promise.allSettled(
    Array.from(
      { length: 50 },
      (_, number) =>
        number % 3 === 0
          ? endpoint.call("stop", { server: 1_000 + number })
          : endpoint.call("probeDatagram", {
            engine: "deno",
            bytes: 65_485 + number,
          }),
    ),
  );
  for (const [number, result] of results.entries()) {
    if (number % 3 === 0) {
      assert(result.status === "rejected");
      assert(result.reason.message.includes(`No server ${1_000 + number}`));
    } else {
      assert(result.status === "fulfilled");
      const tooLong = 65_485 + number > 65_507;
      assertEquals<unknown>(result.value, { code: tooLong ? "EMSGSIZE" : "" });
    }
  }
});

Deno.test("a command that fails brings class, message and errno", async () => {
  await using endpoint = await startEndpoint({ name: "client 3" });
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const server = { address: "127.0.0.1", port };
  const error = await assertRejects(
    () => endpoint.call("download", downloading("tcp", server)),
    CommandFailed,
    `client 3: Cannot connect to tcp 127.0.0.1:${port}: ECONNREFUSED`,
  );
  assertEquals(error.failure.name, "SocketError");
  assertEquals(error.failure.code, "ECONNREFUSED");
});

Deno.test("requests in vain are counted across the pipe", async () => {
  await using endpoint = await startEndpoint();
  const nobody = Deno.listenDatagram({
    transport: "udp",
    hostname: "127.0.0.1",
    port: 0,
  });
  assert(nobody.addr.transport === "udp");
  const server = { address: "127.0.0.1", port: nobody.addr.port };
  const error = await assertRejects(
    () =>
      endpoint.call("download", {
        ...downloading("udp", server),
        timeoutMs: 60,
        repeatMs: 0,
      }),
    CommandFailed,
    "No answer",
  );
  nobody.close();
  assertEquals(error.failure.name, "NoAnswer");
  assertEquals(error.failure.requests, 1);
});

Deno.test("an unknown command fails, and the endpoint goes on", async () => {
  await using endpoint = await startEndpoint();
  for (const name of ["fly", "constructor", "__proto__", ""]) {
    await assertRejects(
      () => endpoint.call(name as CommandName, {} as never),
      CommandFailed,
      `Unknown command ${name}`,
    );
  }
  await endpoint.call("usage", {});
});

for (const transport of ["tcp", "udp"] as const) {
  Deno.test(`a book crosses ${transport} from one process to another`, async () => {
    const folder = await Deno.makeTempDir();
    const path = join(folder, "book, with a comma.txt");
    const content = new TextEncoder().encode("word ".repeat(5_000));
    await Deno.writeFile(path, content);
    try {
      await using server = await startEndpoint({ read: [folder] });
      await using client = await startEndpoint({ write: [folder] });
      const { server: number, address } = await server.call(
        "serve",
        serving(transport, [{ name: "a ü", path, bytes: content.length }]),
      );
      const saveAs = join(folder, "received");
      const report = await client.call("download", {
        ...downloading(transport, address),
        saveAs,
      });
      const sha256 = createHash("sha256").update(content).digest("hex");
      assertEquals(await Deno.readFile(saveAs), content);
      assertEquals(report.book, "a ü");
      assertEquals(report.announcedBytes, content.length);
      assertEquals(report.announcedSha256, sha256);
      assertEquals(report.receivedBytes, content.length);
      assertEquals(report.receivedSha256, sha256);
      assertEquals(report.receivedWords, 5_000);
      assertEquals(report.storedOnDisk, false);
      assertEquals(report.remote, address);
      assertEquals(report.udp?.received, transport === "udp" ? 25 : undefined);
      const { served } = await server.call("stop", { server: number });
      assertEquals(served.length, 1);
      assertEquals(served[0]!.client, report.local);
      assertEquals(served[0]!.bytes, content.length);
      await assertRejects(
        () => server.call("stop", { server: number }),
        CommandFailed,
        `No server ${number} is running here`,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("two downloads at once in one endpoint do not share their memory", async () => {
  const folder = await Deno.makeTempDir();
  const books = await Promise.all([1, 2, 3].map(async (number) => {
    const path = join(folder, `${number}`);
    await Deno.writeFile(path, new Uint8Array(200_000).fill(number));
    return { name: `${number}`, path, bytes: 200_000 };
  }));
  try {
    await using endpoint = await startEndpoint({ read: [folder] });
    const { address } = await endpoint.call("serve", serving("tcp", books));
    const reports = await Promise.all(
      books.map((_, index) =>
        endpoint.call("download", {
          ...downloading("tcp", address),
          bufferBytes: 50,
          index,
        })
      ),
    );
    for (const report of reports) {
      assertEquals(report.receivedSha256, report.announcedSha256);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a host that cannot be reached is an error that names the command", async () => {
  await assertRejects(
    () => startEndpoint({ name: "server", host: ["no-such-program-here"] }),
    EndpointError,
    'Cannot start the server with "no-such-program-here"',
  );
});

Deno.test("a host that ends at once is an error with its last words", async () => {
  await assertRejects(
    () => startEndpoint({ host: ["sh", "-c", "echo no such host >&2"] }),
    EndpointError,
    "The endpoint has ended, its last words:\nno such host",
  );
});

Deno.test("a host that speaks another language is an error", async () => {
  await assertRejects(
    () => startEndpoint({ host: ["echo", "Welcome!"] }),
    EndpointError,
    "The endpoint has ended",
  );
});

Deno.test("another version of the protocol is an error that says what to do", async () => {
  const hello = JSON.stringify({ hello: { protocol: 999 } });
  await assertRejects(
    () => startEndpoint({ host: ["sh", "-c", `echo '${hello}'; cat`] }),
    EndpointError,
    "speaks version 999",
  );
});

Deno.test("a command prefix is a host", async () => {
  await using endpoint = await startEndpoint({
    host: ["env", "SOME_VARIABLE=1"],
  });
  await endpoint.call("usage", {});
});

Deno.test("an unknown engine is an error with the known ones", async () => {
  await using endpoint = await startEndpoint();
  await assertRejects(
    () => endpoint.call("probeDatagram", { engine: "steam", bytes: 1 }),
    CommandFailed,
    'Unknown engine "steam": known are deno, libc',
  );
});

/** A call that only ends when the server does. */
async function callThatHangs(
  endpoint: Endpoint,
): Promise<{ result: Promise<unknown>; end: () => void }> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const result = endpoint.call(
    "download",
    downloading("tcp", { address: "127.0.0.1", port }),
  );
  result.catch(() => {});
  const connection = await listener.accept();
  return {
    result,
    end() {
      connection.close();
      listener.close();
    },
  };
}

Deno.test("an endpoint that dies fails the calls in hand and all later ones", async () => {
  await using endpoint = await startEndpoint({ name: "server" });
  const hanging = await callThatHangs(endpoint);
  endpoint.kill();
  await assertRejects(
    () => hanging.result,
    EndpointError,
    "The server has ended",
  );
  hanging.end();
  await assertRejects(() => endpoint.call("usage", {}), EndpointError);
  await assertRejects(() => endpoint.ended, EndpointError);
  assertEquals(await stillRunning([endpoint.about.pid], 5_000), []);
  endpoint.kill();
});

Deno.test("an endpoint that dies while a long call is being written fails that call", async () => {
  await using endpoint = await startEndpoint();
  // stopped, it does not read; and no pipe takes so much
  Deno.kill(endpoint.about.pid, "SIGSTOP");
  const name = "x".repeat(5_000_000) as CommandName;
  const writing = endpoint.call(name, {} as never);
  writing.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 30));
  endpoint.kill();
  await assertRejects(() => writing, EndpointError, "has ended");
});

Deno.test("disposing of an endpoint fails the calls in hand", async () => {
  const endpoint = await startEndpoint();
  const hanging = await callThatHangs(endpoint);
  const start = performance.now();
  await endpoint[Symbol.asyncDispose]();
  await assertRejects(() => hanging.result, EndpointError);
  hanging.end();
  assertEquals(await isRunning(endpoint.about.pid), false);
  // it goes by itself, and need not be killed
  assert(performance.now() - start < 2_000);
  await endpoint[Symbol.asyncDispose]();
  await assertRejects(() => endpoint.call("usage", {}), EndpointError);
});

Deno.test("Ctrl-C at the terminal does not end an endpoint, its lab does", async () => {
  await using endpoint = await startEndpoint();
  Deno.kill(endpoint.about.pid, "SIGINT");
  await endpoint.call("usage", {});
});

Deno.test("no rights: neither other files, nor writing, nor other addresses", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "book.txt");
  const secret = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "a book");
  await Deno.writeTextFile(secret, "a secret");
  try {
    await using endpoint = await startEndpoint({ read: [folder] });
    const { address } = await endpoint.call(
      "serve",
      serving("tcp", [{ name: "book", path, bytes: 6 }]),
    );
    const denied = async (call: () => Promise<unknown>, what: RegExp) => {
      const error = await assertRejects(call, CommandFailed);
      assert(what.test(error.message), error.message);
    };
    await denied(
      () =>
        endpoint.call(
          "serve",
          serving("tcp", [{ name: "secret", path: secret, bytes: 8 }]),
        ),
      /Requires read access/,
    );
    await denied(
      () =>
        endpoint.call("download", {
          ...downloading("tcp", address),
          saveAs: secret,
        }),
      /Requires write access/,
    );
    // 192.0.2.0/24 is for documentation (RFC 5737)
    const elsewhere = { address: "192.0.2.1", port: 9 };
    for (const transport of ["tcp", "udp"] as const) {
      await denied(
        () => endpoint.call("download", downloading(transport, elsewhere)),
        /Requires net access/,
      );
    }
    await denied(
      () =>
        endpoint.call("serve", {
          ...serving("tcp", []),
          hostname: "0.0.0.0",
        }),
      /Requires net access/,
    );
    assertEquals(await Deno.readTextFile(secret), "a secret");
  } finally {
    await Deno.remove(secret);
    await Deno.remove(folder, { recursive: true });
  }
});
