import {
  assert,
  assertEquals,
  assertLess,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { STAND_INS_DIRECTORY } from "../corpus/stand_ins.ts";
import { availableCongestionControls } from "../kernel/congestion_controls.ts";
import { engineMissing } from "../socket/engines.ts";
import { noise } from "../transfer/testing/shelf.ts";
import {
  assertFailed,
  PROJECT,
  type RunningServe,
  runProgram,
  startServe,
  works,
} from "./run_program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

// asked before the first test, because a test that opens a library is taken to leak it
const WITHOUT_LIBC = engineMissing("libc") !== undefined;

/** After Ctrl-C serve takes 1.5 s at most; a busy machine is given more. */
const SOON_MS = 5_000;

/** More than the kernel keeps for a client that does not read. */
const MORE_THAN_THE_KERNEL_HOLDS_BYTES = 32 * 1024 * 1024;

/** Few enough datagrams of 1,024 bytes for the kernel to keep all of them for a slow client. */
const SMALL_BOOK = noise(40_000, "serve");

const UDP_CLIENT = fromFileUrl(
  new URL("../../fixtures/clients/udp_client.py", import.meta.url),
);

/** Runs a program that is not ours; gives it something to read. */
async function runOther(command: string[], stdin = "") {
  const child = new Deno.Command(command[0]!, {
    args: command.slice(1),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  return { code, stdout, stderr: new TextDecoder().decode(stderr) };
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Ends a server, which is to take it well. */
async function endsSoon(
  { program }: RunningServe,
  signal: Deno.Signal,
): Promise<void> {
  const start = performance.now();
  program.signal(signal);
  const { code, stderr } = await program.ended;
  assertEquals([code, stderr], [0, ""]);
  assertLess(performance.now() - start, SOON_MS);
}

Deno.test("serve --help explains every option", async () => {
  const { code, stdout } = await runProgram("serve", ["--help"]);
  assertEquals(code, 0);
  for (
    const option of [
      "--transport NAME",
      "--port N",
      "--hostname ADDR",
      "--corpus DIR",
      "--pause N",
      "--rate BYTES_PER_SECOND",
      "--no-delay",
      "--quick-ack",
      "--timeout MS",
      "--engine NAME",
      "--datagrams-per-call N",
      "--socket-send-bytes N",
      "--socket-receive-bytes N",
      "--congestion-control NAME",
      "--maximum-segment-bytes N",
      "--cork",
    ]
  ) assertStringIncludes(stdout, option);
});

Deno.test("serve names a wrong option and exits with 2", async (t) => {
  const good = ["--transport", "tcp", "--port", "0"];
  const udp = ["--transport", "udp", "--port", "0"];
  const wrong: [args: string[], named: string][] = [
    [["--transprot", "tcp"], "--transprot"],
    [["somewhere"], "somewhere"],
    [["--port", "0"], "--transport is needed"],
    [["--transport", "sctp", "--port", "0"], '"sctp"'],
    [["--transport", "tcp"], "--port is needed"],
    [[...good, "--port", "1"], "--port was given more than once"],
    [["--transport", "tcp", "--port", "65536"], "--port"],
    [["--transport", "tcp", "--port", "http"], "--port"],
    [[...good, "--pause=-1"], "--pause"],
    [[...good, "--pause", "60000001"], "--pause"],
    [[...good, "--timeout", "0"], "--timeout"],
    [[...good, "--engine", "steam"], "--engine"],
    [[...good, "--corpus="], "--corpus"],
    [[...good, "--rate", "1000"], "--rate needs --transport udp"],
    [[...udp, "--rate", "0"], "--rate"],
    [[...good, "--datagrams-per-call", "2"], "--transport udp"],
    [[...udp, "--datagrams-per-call", "0"], "--datagrams-per-call"],
    [[...udp, "--datagrams-per-call", "1025"], "from 1 to 1024"],
    [[...udp, "--no-delay"], "--no-delay needs --transport tcp"],
    [[...udp, "--timeout", "9"], "--timeout needs --transport tcp"],
    [[...udp, "--cork", "--engine", "libc"], "--cork needs --transport tcp"],
    [[...good, "--cork"], "--cork needs --engine libc"],
    [
      [...good, "--congestion-control", "cubic"],
      "--congestion-control needs --engine libc",
    ],
    [
      [...good, "--maximum-segment-bytes", "1000"],
      "--maximum-segment-bytes needs --engine libc",
    ],
    [
      [...udp, "--socket-send-bytes", "1000", "--engine", "deno"],
      "--socket-send-bytes needs --engine libc",
    ],
  ];
  for (const [args, named] of wrong) {
    await t.step(args.join(" "), async () => {
      assertFailed(await runProgram("serve", args), 2, named);
    });
  }
});

Deno.test({
  name: "serve names a wrong value of an option that needs the engine libc",
  ignore: WITHOUT_LIBC,
  async fn(t) {
    const good = ["--transport", "tcp", "--port", "0", "--engine", "libc"];
    const wrong: [args: string[], named: string][] = [
      [["--maximum-segment-bytes", "87"], "from 88 to 32767"],
      [["--maximum-segment-bytes", "32768"], "from 88 to 32767"],
      [["--socket-send-bytes", "0"], "--socket-send-bytes"],
      [["--socket-receive-bytes", "1073741824"], "--socket-receive-bytes"],
      [["--congestion-control", "steam"], "--congestion-control steam"],
      [["--congestion-control", "steam"], availableCongestionControls()[0]!],
    ];
    for (const [args, named] of wrong) {
      await t.step(args.join(" "), async () => {
        assertFailed(await runProgram("serve", [...good, ...args]), 2, named);
      });
    }
  },
});

Deno.test("serve says why it cannot serve and exits with 1", async (t) => {
  using folder = new TemporaryFolder();
  folder.write("books/book.txt", "text");
  Deno.mkdirSync(folder.join("none"));
  const cases: [name: string, args: string[], named: string][] = [
    ["no such corpus", ["--corpus", "nowhere"], folder.join("nowhere")],
    ["a corpus without books", ["--corpus", "none"], folder.join("none")],
    // 192.0.2.0/24 is nobody's (RFC 5737)
    [
      "an address of another machine",
      ["--corpus", "books", "--hostname", "192.0.2.1"],
      "192.0.2.1:0",
    ],
  ];
  for (const [name, args, named] of cases) {
    await t.step(name, async () => {
      const outcome = await runProgram("serve", [
        ...["--transport", "tcp", "--port", "0"],
        ...args,
      ], { cwd: folder.path });
      assertFailed(outcome, 1, named);
    });
  }
});

for (const transport of ["tcp", "udp"]) {
  Deno.test(`serve over ${transport} names a port that is in use`, async () => {
    using folder = new TemporaryFolder();
    folder.write("books/book.txt", "text");
    const args = ["--transport", transport, "--corpus", "books"];
    await using first = await startServe(args, { cwd: folder.path });
    const second = await runProgram("serve", [
      ...args,
      ...["--port", String(first.port)],
    ], { cwd: folder.path });
    assertFailed(
      second,
      1,
      `${transport} 127.0.0.1:${first.port}: EADDRINUSE`,
    );
  });
}

Deno.test("serve as a task takes paths from where the person is, and lists the books", async () => {
  using folder = new TemporaryFolder();
  folder.write("books/a\nb.txt", "text");
  folder.write("books/empty", "");
  await using server = await startServe(
    ["--transport", "tcp", "--corpus", "books"],
    { cwd: folder.path, asTask: true },
  );
  const { program } = server;
  await program.says(/ {2}1 {2}"empty" {2}0 bytes/);
  assert(server.port > 0, "the port that the kernel chose");
  program.signal("SIGTERM");
  const { stdout } = await program.ended;
  assertStringIncludes(stdout, `2 book(s) of ${folder.join("books")} over tcp`);
  assertStringIncludes(stdout, '0  "a\\nb"  4 bytes');
});

Deno.test("serve offers the stand-ins, and may make them wherever it is started", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServe(["--transport", "udp"], {
    cwd: folder.path,
  });
  await server.program.says(/"les_miserables"/);
  // they may have been there already: what the permission set says of their folder
  const query = { name: "write", path: STAND_INS_DIRECTORY };
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-P=serve", "--quiet", "--config", join(PROJECT, "deno.json")],
      `data:text/javascript,console.log(Deno.permissions.querySync(${
        encodeURIComponent(JSON.stringify(query))
      }).state)`,
    ],
    cwd: folder.path,
    stdin: "null",
  }).output();
  assertEquals(text(stdout), "granted\n");
});

Deno.test({
  name: "nc is a client (needs netcat-openbsd)",
  ignore: !works("sh", "-c", "nc -h 2>&1 | grep -q OpenBSD"),
  async fn(t) {
    using folder = new TemporaryFolder();
    folder.write("books/a b.txt", SMALL_BOOK);
    await using server = await startServe(
      ["--transport", "tcp", "--corpus", "books"],
      { cwd: folder.path },
    );
    const ask = async (request: string) => {
      const { code, stdout } = await runOther(
        ["nc", "127.0.0.1", String(server.port)],
        request,
      );
      assertEquals(code, 0);
      return stdout;
    };
    await t.step("GET answers one line and the bytes", async () => {
      const answer = await ask("GET 0 1024\n");
      const newline = answer.indexOf(0x0a);
      assertEquals(
        text(answer.subarray(0, newline)).replace(/[0-9a-f]{64}$/, "SHA-256"),
        "BOOK a%20b 40000 SHA-256",
      );
      assertEquals(answer.subarray(newline + 1), SMALL_BOOK);
    });
    await t.step("LIST answers the catalogue", async () => {
      assertEquals(text(await ask("LIST\n")), "0 a%20b 40000\n");
    });
    await t.step("anything else answers an error", async () => {
      assertEquals(
        text(await ask("GET 99 1024\n")),
        "ERROR index must be 0 to 0, not 99\n",
      );
    });
    await t.step("and serve logs each of them", async () => {
      server.program.signal("SIGINT");
      const { code, stdout } = await server.program.ended;
      assertEquals(code, 0);
      const logged = stdout.split("\n").filter((line) =>
        line.startsWith("127.0.0.1:")
      );
      assertEquals(logged.length, 3, stdout);
      assertStringIncludes(
        logged[0]!,
        '"GET 0 1024": 40000 bytes in 40 writes, ',
      );
      assertStringIncludes(logged[1]!, '"LIST"');
      assertStringIncludes(logged[2]!, "ms, index must be 0 to 0, not 99");
    });
  },
});

Deno.test({
  name: "a few lines of Python are a client over UDP (needs python3)",
  ignore: !works(
    "python3",
    "-c",
    "import sys; sys.exit(sys.version_info < (3, 8))",
  ),
  async fn(t) {
    using folder = new TemporaryFolder();
    folder.write("books/book.txt", SMALL_BOOK);
    folder.write("books/empty", "");
    await using server = await startServe(
      ["--transport", "udp", "--corpus", "books", "--pause", "100"],
      { cwd: folder.path },
    );
    const ask = (index: number, buffer: number) =>
      runOther([
        "python3",
        UDP_CLIENT,
        ...[server.port, index, buffer].map(String),
      ]);
    await t.step("it gets every byte", async () => {
      const { code, stdout, stderr } = await ask(0, 1024);
      assertEquals([code, stderr], [0, "40 datagrams received of 40 sent\n"]);
      assertEquals(stdout, SMALL_BOOK);
      await server.program.says(/"GET 0 1024 [0-9a-f]{16}": 40000 bytes in 40/);
    });
    await t.step("it gets an empty book", async () => {
      const { code, stdout, stderr } = await ask(1, 1024);
      assertEquals([code, stderr], [0, "0 datagrams received of 0 sent\n"]);
      assertEquals(stdout.length, 0);
    });
    await t.step("it is told what is wrong", async () => {
      const { code, stderr } = await ask(7, 1024);
      assertEquals(code, 1);
      assertStringIncludes(stderr, "index must be 0 to 1, not 7");
    });
  },
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  for (const transport of ["tcp", "udp"]) {
    Deno.test({
      name:
        `${signal} ends serve over ${transport}, and its port is free again`,
      ignore: Deno.build.os === "windows",
      async fn() {
        using folder = new TemporaryFolder();
        folder.write("books/book.txt", "text");
        const args = ["--transport", transport, "--corpus", "books"];
        const options = { cwd: folder.path };
        await using server = await startServe(args, options);
        await endsSoon(server, signal);
        await using again = await startServe(args, {
          ...options,
          port: server.port,
        });
        assertEquals(again.port, server.port);
      },
    });
  }
}

/** Clients that would keep a server waiting, as far as the first byte of their transfer. */
const CLIENTS: {
  name: string;
  args: string[];
  begin: (port: number) => Promise<Disposable>;
}[] = [
  {
    name: "does not read",
    args: ["--transport", "tcp"],
    begin: (port) => beginOverTcp(port, "GET 0 65536\n"),
  },
  {
    name: "asks nothing",
    args: ["--transport", "tcp"],
    begin: (port) => Deno.connect({ hostname: "127.0.0.1", port }),
  },
  {
    name: "is to wait for a minute over TCP",
    args: ["--transport", "tcp", "--pause", "60000000"],
    begin: (port) => beginOverTcp(port, "GET 0 1\n"),
  },
  {
    name: "is to wait for a minute over UDP",
    args: ["--transport", "udp", "--pause", "60000000"],
    begin: beginOverUdp,
  },
];

async function beginOverTcp(port: number, request: string) {
  const client = await Deno.connect({ hostname: "127.0.0.1", port });
  await client.write(new TextEncoder().encode(request));
  await client.read(new Uint8Array(1));
  return client;
}

async function beginOverUdp(port: number) {
  const socket = Deno.listenDatagram({
    transport: "udp",
    hostname: "127.0.0.1",
    port: 0,
  });
  const ask = async (question: string) => {
    await socket.send(new TextEncoder().encode(`${question}\n`), {
      transport: "udp",
      hostname: "127.0.0.1",
      port,
    });
    return text((await socket.receive())[0]).trim().split(" ");
  };
  const [, token] = await ask("GET 0 1");
  const [, , , , transfer] = await ask(`GET 0 1 ${token}`);
  await ask(`START ${transfer}`);
  return { [Symbol.dispose]: () => socket.close() };
}

for (const { name, args, begin } of CLIENTS) {
  Deno.test({
    name: `Ctrl-C ends serve, whatever its client: one that ${name}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      using folder = new TemporaryFolder();
      const book = folder.write("books/large", "");
      Deno.truncateSync(book, MORE_THAN_THE_KERNEL_HOLDS_BYTES);
      await using server = await startServe([...args, "--corpus", "books"], {
        cwd: folder.path,
      });
      using _client = await begin(server.port);
      await endsSoon(server, "SIGINT");
    },
  });
}
