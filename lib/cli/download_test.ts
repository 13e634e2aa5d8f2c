import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl } from "@std/path";
import { availableCongestionControls } from "../kernel/congestion_controls.ts";
import { engineMissing } from "../socket/engines.ts";
import { noise } from "../transfer/testing/shelf.ts";
import {
  AS_ORDINARY_OWNER,
  assertFailed,
  type Outcome,
  Program,
  type ProgramOptions,
  runProgram,
  startServe,
  works,
} from "./run_program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

// asked before the first test, because a test that opens a library is taken to leak it
const WITHOUT_LIBC = engineMissing("libc") !== undefined;

const TEXTS = fromFileUrl(new URL("../../fixtures/texts/", import.meta.url));

/** Awkward names and contents, all of them small: no datagram is lost to a slow client. */
const BOOKS: Record<string, Uint8Array> = {
  ...Object.fromEntries(
    [
      "binary.bin",
      "empty.txt",
      "invalid_utf8.bin",
      "name with spaces.txt",
      "one_byte.txt",
      "名前—ñ.txt",
    ].map((name) => [name, Deno.readFileSync(`${TEXTS}${name}`)]),
  ),
  "new\nline.txt": noise(40_000, "download"),
};

/** Enough for a transfer to be interrupted. */
const LARGE_BOOK = noise(400_000, "large");

/** Has a server in a folder with some of {@linkcode BOOKS}. */
async function withServer(
  { transport, args = [], books = BOOKS }: {
    transport: string;
    args?: string[];
    books?: Record<string, Uint8Array>;
  },
  use: (context: {
    folder: TemporaryFolder;
    port: number;
    server: Program;
    download: (...more: string[]) => Promise<Outcome>;
  }) => Promise<void>,
): Promise<void> {
  using folder = new TemporaryFolder();
  for (const [name, content] of Object.entries(books)) {
    folder.write(`books/${name}`, content);
  }
  Deno.mkdirSync(folder.join("here"));
  const options = { cwd: folder.join("here") };
  await using server = await startServe([
    ...["--transport", transport, "--corpus", "../books"],
    ...args,
  ], options);
  const { port, program } = server;
  await use({
    folder,
    port,
    server: program,
    download: (...more) =>
      runProgram("download", [
        ...["--transport", transport, "--port", String(port)],
        ...more,
      ], options),
  });
}

Deno.test("download --help explains every option", async () => {
  const { code, stdout } = await runProgram("download", ["--help"]);
  assertEquals(code, 0);
  for (
    const option of [
      "--transport NAME",
      "--port N",
      "--hostname HOST",
      "-i, --index N",
      "-b, --buffer BYTES",
      "-r, --result FILE",
      "-o, --output FILE",
      "--receive-buffer BYTES",
      "--one-request",
      "--connected",
      "--no-delay",
      "--quick-ack",
      "--timeout MS",
      "--engine NAME",
      "--datagrams-per-call N",
      "--socket-send-bytes N",
      "--socket-receive-bytes N",
    ]
  ) assertStringIncludes(stdout, option);
});

for (const transport of ["tcp", "udp"]) {
  Deno.test(`download over ${transport} brings every byte of any file`, async (t) => {
    await withServer(
      { transport, args: transport === "udp" ? ["--pause", "100"] : [] },
      async ({ folder, download, server, port }) => {
        // the corpus is in code-point order
        for (const [index, name] of Object.keys(BOOKS).sort().entries()) {
          await t.step(JSON.stringify(name), async () => {
            const { code, stdout, stderr } = await download(
              ...["-i", String(index), "-b", "1024", "-r", "results.json"],
            );
            assertEquals([code, stderr], [0, ""]);
            assertStringIncludes(stdout, "Nothing was lost");
            const [file] = folder.list("here").filter((one) =>
              one.endsWith(`.${transport}.1024.received`)
            );
            assertStringIncludes(stdout, ` in ${file}\n`);
            const plain = name.replace(/\.txt$/, "").replace("\n", "_");
            assertEquals(file, `${plain}.${transport}.1024.received`);
            const path = folder.join("here", file!);
            assertEquals(Deno.readFileSync(path), BOOKS[name]);
            Deno.removeSync(path);
          });
        }
        await t.step("a row each in the result file", () => {
          const rows = JSON.parse(
            Deno.readTextFileSync(folder.join("here", "results.json")),
          );
          assertEquals(rows.length, Object.keys(BOOKS).length);
          const row = rows.find(({ book }: { book: string }) =>
            book === "new\nline"
          );
          assertEquals(
            [row.transport, row.buffer_bytes, row.original_bytes],
            [transport, 1024, 40_000],
          );
          assertEquals(row.received_bytes, 40_000);
          assertEquals(row.sha256_sent, row.sha256_received);
          assertEquals(
            [row.server_address, row.server_port],
            ["127.0.0.1", port],
          );
          assert(row.pid > 0 && row.client_port > 0 && row.time_seconds > 0);
          assertEquals(
            row.throughput_bytes_per_second,
            40_000 / row.time_seconds,
          );
          assertEquals(
            [row.datagrams_sent, row.datagrams_received, row.datagrams_lost],
            transport === "udp" ? [40, 40, 0] : Array(3).fill(undefined),
          );
        });
        await t.step("and nothing else is left", () => {
          assertEquals(folder.list("here"), ["results.json"]);
        });
        await t.step("serve logs every request", async () => {
          server.signal("SIGTERM");
          const { code, stdout } = await server.ended;
          assertEquals(code, 0);
          for (const index of Object.keys(BOOKS).keys()) {
            assertStringIncludes(stdout, `"GET ${index} 1024`);
          }
        });
      },
    );
  });
}

Deno.test("download as a task writes to where the person is", async () => {
  await withServer({ transport: "tcp" }, async ({ folder, port }) => {
    const { code, stdout, stderr } = await runProgram("download", [
      ...["--transport", "tcp", "--port", String(port)],
      ...["-i", "0", "-b", "65536", "-r", "../results.json"],
      // not the kernel's default: it takes the right to call the C library
      ...["--no-delay", "--quick-ack"],
    ], { cwd: folder.join("here"), asTask: true });
    assertEquals(code, 0, stderr);
    assertEquals(folder.list("here"), ["binary.bin.tcp.65536.received"]);
    assertStringIncludes(stdout, " in binary.bin.tcp.65536.received\n");
    assertEquals(folder.list(), ["books", "here", "results.json"]);
  });
});

Deno.test("download says what a short receive buffer cuts off", async () => {
  await withServer({ transport: "udp" }, async ({ folder, download }) => {
    const { code, stdout } = await download(
      ...["-i", "4", "-b", "1024", "--receive-buffer", "1000", "-o", "it"],
    );
    assertEquals(code, 0);
    assertStringIncludes(stdout, "It is not the whole book.");
    // 39 of 1,024 bytes and one of 64, which fits
    assertStringIncludes(stdout, "39 truncated (936 bytes cut off)");
    assertEquals(Deno.statSync(folder.join("here/it")).size, 40_000 - 936);
  });
});

/** What only the engine libc can do, and the rest of a transfer with it. */
const WITH_LIBC = ["--engine", "libc"];

Deno.test({
  name: "download with the engine libc is told where datagrams were lost",
  ignore: WITHOUT_LIBC,
  async fn() {
    const books = { "large.bin": LARGE_BOOK };
    await withServer({
      transport: "udp",
      books,
      args: [...WITH_LIBC, "--datagrams-per-call", "64"],
    }, async ({ folder, download }) => {
      const { code, stdout, stderr } = await download(
        ...["-i", "0", "-b", "1024", "-r", "results.json"],
        // room for a few datagrams, and 64 come at once
        ...[...WITH_LIBC, "--socket-receive-bytes", "1"],
      );
      assertEquals([code, stderr], [0, ""]);
      assertStringIncludes(stdout, "It is not the whole book.");
      const [row] = JSON.parse(
        Deno.readTextFileSync(folder.join("here", "results.json")),
      );
      assertEquals(row.engine, "libc");
      assertGreater(row.datagrams_lost, 0);
      assertEquals(
        [row.kernel_drops, row.datagrams_dropped_at_receiver],
        [row.datagrams_lost + row.end_markers_lost, row.datagrams_lost],
      );
      assertEquals(
        [row.datagrams_lost_on_the_way, row.drops_unexplained],
        [0, 0],
      );
      assertStringIncludes(
        stdout,
        `dropped at the receiver's full buffer: ${row.datagrams_lost} datagram`,
      );
    });
  },
});

Deno.test({
  name:
    "download over TCP shows what the server's options do, by the kernel's count",
  ignore: WITHOUT_LIBC,
  async fn() {
    const segmentsWith = async (...args: string[]) => {
      let segments = 0;
      await withServer(
        { transport: "tcp", args: [...WITH_LIBC, ...args] },
        async ({ folder, download }) => {
          const { code, stdout } = await download(
            ...["-i", "4", "-b", "1024", "-r", "results.json"],
          );
          assertEquals(code, 0);
          const [row] = JSON.parse(
            Deno.readTextFileSync(folder.join("here", "results.json")),
          );
          assertEquals(row.received_bytes, 40_000);
          segments = row.tcp_info.data_segments_in;
          assertStringIncludes(
            stdout,
            `By the kernel's count at this end: ${segments} segments with data`,
          );
        },
      );
      return segments;
    };
    const available = availableCongestionControls().at(-1)!;
    const corked = await segmentsWith(
      ...["--cork", "--congestion-control", available],
      ...["--socket-send-bytes", "100000"],
    );
    // 40 writes of 1,024 bytes, put together
    assertLess(corked, 40);
    const small = await segmentsWith("--maximum-segment-bytes", "500");
    assertGreaterOrEqual(small, 40_000 / 500);
  },
});

Deno.test("download at a rate takes as long as it says", async () => {
  await withServer(
    { transport: "udp", args: ["--rate", "100000"] },
    async ({ folder, download }) => {
      const { code } = await download(
        ...["-i", "4", "-b", "1024", "-r", "results.json"],
      );
      assertEquals(code, 0);
      const [row] = JSON.parse(
        Deno.readTextFileSync(folder.join("here", "results.json")),
      );
      assertEquals(row.received_bytes, 40_000);
      // not the last datagram, which is followed by no wait
      assertGreaterOrEqual(row.time_seconds, 0.35);
    },
  );
});

Deno.test({
  name: "download --connected is refused at once where no server is",
  ignore: WITHOUT_LIBC,
  async fn() {
    using folder = new TemporaryFolder();
    const outcome = await runProgram("download", [
      ...["--transport", "udp", "--port", "1", "-i", "0", "-b", "1"],
      ...[...WITH_LIBC, "--connected", "--timeout", "60000"],
    ], { cwd: folder.path });
    assertFailed(outcome, 1, "ECONNREFUSED");
    assertEquals(folder.list(), []);
  },
});

Deno.test("download names a wrong option and exits with 2", async (t) => {
  using folder = new TemporaryFolder();
  const tcp = ["--transport", "tcp", "--port", "1"];
  const udp = ["--transport", "udp", "--port", "1"];
  const book = ["-i", "0", "-b", "1024"];
  const wrong: [args: string[], named: string][] = [
    [[...tcp, ...book, "--buffers", "1"], "--buffers"],
    [[...tcp, ...book, "book"], '"book"'],
    [["--port", "1", ...book], "--transport is needed"],
    [["--transport", "sctp", "--port", "1", ...book], '"sctp"'],
    [["--transport", "tcp", ...book], "--port is needed"],
    [["--transport", "tcp", "--port", "0", ...book], "--port"],
    [["--transport", "tcp", "--port", "65536", ...book], "--port"],
    [[...tcp, "-b", "1024"], "-i, --index is needed"],
    [[...tcp, ...book, "-i", "1"], "--index was given more than once"],
    [[...tcp, "-i", "first", "-b", "1024"], "-i, --index"],
    [[...tcp, "-i", "0"], "-b, --buffer over tcp is needed"],
    [[...tcp, "-i", "0", "-b"], "--buffer needs a value"],
    [[...tcp, "-i", "0", "-b", "0"], "-b, --buffer over tcp"],
    [[...tcp, "-i", "0", "-b", "x"], '"x"'],
    [[...tcp, "-i", "0", "-b", "16777217"], "from 1 to 16777216"],
    [[...udp, "-i", "0", "-b", "70000"], "-b, --buffer over udp"],
    [[...udp, "-i", "0", "-b", "65508"], "from 1 to 65507"],
    [
      [...tcp, ...book, "--receive-buffer", "1"],
      "--receive-buffer needs --transport udp",
    ],
    [[...udp, ...book, "--receive-buffer", "0"], "--receive-buffer"],
    [[...tcp, ...book, "--timeout", "0"], "--timeout"],
    [[...tcp, ...book, "--engine", "steam"], "--engine"],
    [[...udp, ...book, "--quick-ack"], "--quick-ack needs --transport tcp"],
    [[...tcp, ...book, "--one-request"], "--one-request needs --transport udp"],
    [[...tcp, ...book, "--connected"], "--connected needs --transport udp"],
    [[...udp, ...book, "--connected"], "--connected needs --engine libc"],
    [
      [...udp, ...book, "--datagrams-per-call", "0"],
      "--datagrams-per-call must be",
    ],
    [
      [...udp, ...book, "--socket-receive-bytes", "9"],
      "--socket-receive-bytes needs --engine libc",
    ],
    // .invalid has no addresses (RFC 6761, 6.4)
    [
      [...tcp, ...book, "--hostname", "no.such.host.invalid"],
      "--hostname no.such.host.invalid",
    ],
  ];
  for (const [args, named] of wrong) {
    await t.step(args.join(" "), async () => {
      assertFailed(
        await runProgram("download", args, { cwd: folder.path }),
        2,
        named,
      );
    });
  }
});

Deno.test("download says what it cannot reach", async (t) => {
  using folder = new TemporaryFolder();
  const fails = async (
    args: string[],
    named: string | RegExp,
    options: ProgramOptions = {},
  ) => {
    const outcome = await runProgram(
      "download",
      [...args, "-i", "0", "-b", "1024"],
      { cwd: folder.path, ...options },
    );
    assertFailed(outcome, 1, named);
    assertEquals(folder.list(), []);
  };
  // bound and never answered, so that nobody else can have the port
  const silent = Deno.listenDatagram({
    transport: "udp",
    hostname: "127.0.0.1",
    port: 0,
  });
  const { port } = silent.addr as Deno.NetAddr;
  await t.step(
    "no TCP server: ECONNREFUSED",
    () =>
      fails(
        ["--transport", "tcp", "--port", "1"],
        /127\.0\.0\.1:1: ECONNREFUSED/,
      ),
  );
  await t.step("a UDP server that is silent", () =>
    fails(
      [...["--transport", "udp", "--port", String(port)], "--timeout", "300"],
      `No answer from udp 127.0.0.1:${port} to `,
    ));
  silent.close();
  const canUnshare = works("unshare", "-rn", "true");
  for (const transport of ["tcp", "udp"]) {
    await t.step({
      name: `a network without a route, ${transport}` +
        (canUnshare ? "" : ": needs the right to unshare -rn"),
      ignore: !canUnshare,
      fn: () =>
        fails(
          ["--transport", transport, "--port", "1", "--hostname", "192.0.2.1"],
          `${transport} 192.0.2.1:1: ENETUNREACH`,
          { prefix: ["unshare", "-rn"] },
        ),
    });
  }
});

for (const transport of ["tcp", "udp"]) {
  Deno.test(`download over ${transport} repeats why the server refuses`, async () => {
    await withServer({ transport }, async ({ folder, download }) => {
      assertFailed(
        await download("-i", "99", "-b", "1024"),
        1,
        "the server refuses: index must be 0 to 6, not 99",
      );
      assertEquals(folder.list("here"), []);
    });
  });
}

Deno.test("download says beforehand that the book or the result cannot be kept", async (t) => {
  await withServer(
    { transport: "tcp" },
    async ({ folder, download, server }) => {
      folder.write("object.json", '{"rows": []}');
      folder.write("broken.json", "[{}");
      const cases: [name: string, args: string[], named: string][] = [
        ["-o in no folder", ["-o", "../no/book"], folder.join("no")],
        ["-o a folder", ["-o", "../books"], folder.join("books")],
        ["-o a device", ["-o", "/dev/null"], "/dev/null"],
        ["-r in no folder", ["-r", "../no/r.json"], folder.join("no/r.json")],
        ["-r a folder", ["-r", "../books"], folder.join("books")],
        ["-r a device", ["-r", "/dev/null"], "/dev/null"],
        ["-r no array", ["-r", "../object.json"], folder.join("object.json")],
        ["-r no JSON", ["-r", "../broken.json"], folder.join("broken.json")],
      ];
      for (const [name, args, named] of cases) {
        await t.step(name, async () => {
          assertFailed(
            await download("-i", "0", "-b", "1024", ...args),
            1,
            named,
          );
          assertEquals(folder.list("here"), []);
        });
      }
      assertEquals(
        Deno.readTextFileSync(folder.join("object.json")),
        '{"rows": []}',
      );
      assertEquals(Deno.readTextFileSync(folder.join("broken.json")), "[{}");
      assertEquals(
        folder.list(),
        ["books", "broken.json", "here", "object.json"],
      );
      assert(!Deno.statSync("/dev/null").isFile);
      server.signal("SIGTERM");
      const { stdout } = await server.ended;
      assert(!stdout.includes("GET"), "nothing was asked for");
    },
  );
});

Deno.test({
  name: "download names a folder and a result file that may not be written",
  ignore: !works(...AS_ORDINARY_OWNER, "true"),
  async fn() {
    using folder = new TemporaryFolder();
    Deno.mkdirSync(folder.join("here"));
    Deno.mkdirSync(folder.join("closed"), { mode: 0o555 });
    for (const option of ["-o", "-r"]) {
      const outcome = await runProgram("download", [
        ...["--transport", "tcp", "--port", "1", "-i", "0", "-b", "1"],
        ...[option, "../closed/it"],
      ], { cwd: folder.join("here"), prefix: AS_ORDINARY_OWNER });
      assertFailed(outcome, 1, /closed.*denied/);
    }
    assertEquals(folder.list("closed"), []);
  },
});

/** Runs what follows with a file system of 64 KiB at its first word, then lists that. */
const ON_A_SMALL_DISK = [
  ...["unshare", "-rm", "sh", "-c"],
  'mount -t tmpfs -o size=64k none "$0" && cd "$0" && "$@"; status=$?; ls -A; exit $status',
];

Deno.test({
  name:
    "download says that the disk is full, and leaves nothing there (needs unshare -rm)",
  ignore: !works(...ON_A_SMALL_DISK, "/mnt", "true"),
  async fn() {
    const books = { "large.bin": LARGE_BOOK };
    await withServer({ transport: "tcp", books }, async ({ folder, port }) => {
      const { code, stdout, stderr } = await runProgram("download", [
        ...["--transport", "tcp", "--port", String(port)],
        ...["-i", "0", "-b", "65536"],
      ], { prefix: [...ON_A_SMALL_DISK, folder.join("here")] });
      assertEquals([code, stdout], [1, ""], stderr);
      assertStringIncludes(stderr, `received book into ${folder.join("here")}`);
      assertStringIncludes(stderr, "No space left on device");
    });
  },
});
