import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { CATALOGUE } from "../corpus/catalogue.ts";
import { digest } from "../corpus/digest.ts";
import { generateStandIn } from "../corpus/generator.ts";
import { assertFailed, type Outcome, runProgram } from "./run_program.ts";

/** Runs the program with rights to its folder and to any network. */
function run(directory: string, ...args: string[]): Promise<Outcome> {
  return runProgram("corpus", ["--directory", directory, ...args], {
    permissions: ["--allow-read", `--allow-write=${directory}`, "--allow-net"],
  });
}

async function withDirectory(
  use: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** A mirror on this machine; it is given the path and answers. */
async function withMirror(
  answer: (path: string) => Response,
  use: (from: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => answer(new URL(request.url).pathname),
  );
  try {
    await use(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

/** A server that says these bytes to whoever connects and then closes, or goes silent. */
async function withRawServer(
  answer: string,
  then: "close" | "silence",
  use: (from: string) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) {
      connections.push(connection);
      await connection.read(new Uint8Array(4096));
      await connection.write(new TextEncoder().encode(answer));
      if (then === "close") await connection.closeWrite();
    }
  })();
  try {
    await use(`http://127.0.0.1:${listener.addr.port}`);
  } finally {
    listener.close();
    await accepting;
    for (const connection of connections) connection.close();
  }
}

function textsByPath(): Map<string, Uint8Array<ArrayBuffer>> {
  return new Map(CATALOGUE.map((book) => [
    `/cache/epub/${book.gutenberg_ebook}/pg${book.gutenberg_ebook}.txt`,
    new Uint8Array(generateStandIn(book)),
  ]));
}

async function filesIn(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory)))
    .map(({ name }) => name).sort();
}

Deno.test("--help shows every option", async () => {
  await withDirectory(async (directory) => {
    const { code, stdout } = await run(directory, "--help");
    assertEquals(code, 0);
    for (const option of ["--directory", "--from", "--timeout", "--help"]) {
      assertStringIncludes(stdout, option);
    }
  });
});

Deno.test("a wrong option is named, with exit status 2", async (t) => {
  const wrong: [args: string[], named: string][] = [
    [["--directori", "x"], "--directori"],
    [["x"], "x"],
    [["--directory"], "--directory"],
    [["--from", "gutenberg"], "--from"],
    [["--timeout", "soon"], "--timeout"],
    [["--timeout", "0"], "--timeout"],
  ];
  await withDirectory(async (directory) => {
    for (const [args, named] of wrong) {
      await t.step(args.join(" "), async () => {
        assertFailed(await run(directory, ...args), 2, named);
      });
    }
  });
});

Deno.test("brings the books, and keeps what is there", async () => {
  const texts = textsByPath();
  let requests = 0;
  await withMirror((path) => {
    requests += 1;
    return new Response(texts.get(path) ?? null);
  }, async (from) => {
    await withDirectory(async (directory) => {
      const first = await run(directory, "--from", `${from}/`);
      assertEquals(first.code, 0, first.stderr);
      assertEquals(
        await filesIn(directory),
        CATALOGUE.map(({ file }) => file),
      );
      for (const book of CATALOGUE) {
        const sha256 = await digest(join(directory, book.file));
        assertEquals(sha256, book.stand_in_sha256);
        const line = first.stdout.split("\n")
          .find((line) => line.startsWith(book.file)) ?? "";
        assertStringIncludes(line, `downloaded, ${book.bytes} bytes`);
        assertStringIncludes(line, sha256);
      }
      assertStringIncludes(first.stdout, `--corpus ${directory}`);

      const second = await run(directory, "--from", from);
      assertEquals(second.code, 0, second.stderr);
      assertStringIncludes(second.stdout, "already there");
      assertEquals(requests, 5);
    });
  });
});

Deno.test("a book that the server does not have", async () => {
  const texts = textsByPath();
  texts.delete("/cache/epub/145/pg145.txt");
  await withMirror((path) => {
    const text = texts.get(path);
    return text === undefined
      ? new Response("not here", { status: 404 })
      : new Response(text);
  }, async (from) => {
    await withDirectory(async (directory) => {
      const { code, stderr } = await run(directory, "--from", from);
      assertEquals(code, 1);
      assertStringIncludes(stderr, "middlemarch.txt: Cannot download");
      assertStringIncludes(stderr, "404");
      assertSaysWhatToDo(stderr);
      assertEquals((await filesIn(directory)).length, 4);
    });
  });
});

Deno.test("texts of a wrong size are not kept", async (t) => {
  const bodies = {
    "an error page": "<html>Too many requests</html>",
    "a text without an end": "word ".repeat(1_000_000),
  };
  for (const [name, body] of Object.entries(bodies)) {
    await t.step(name, async () => {
      await withMirror(() => new Response(body), async (from) => {
        await withDirectory(async (directory) => {
          const { code, stderr } = await run(directory, "--from", from);
          assertEquals(code, 1);
          assertStringIncludes(stderr, "should have about 1941392 bytes");
          assertSaysWhatToDo(stderr);
          assertEquals(await filesIn(directory), []);
        });
      });
    });
  }
});

Deno.test("a text cut short is not kept", async () => {
  const answer = "HTTP/1.1 200 OK\r\ncontent-length: 1941392\r\n\r\nBleak";
  await withRawServer(answer, "close", async (from) => {
    await withDirectory(async (directory) => {
      const { code, stderr } = await run(directory, "--from", from);
      assertEquals(code, 1);
      assertStringIncludes(stderr, "after 5 bytes");
      assertSaysWhatToDo(stderr);
      assertEquals(await filesIn(directory), []);
    });
  });
});

Deno.test("a server that goes silent is given up", async (t) => {
  const answers = {
    "before it answers": "",
    "inside a text": "HTTP/1.1 200 OK\r\ncontent-length: 1941392\r\n\r\nBleak",
  };
  for (const [name, answer] of Object.entries(answers)) {
    await t.step(name, async () => {
      await withRawServer(answer, "silence", async (from) => {
        await withDirectory(async (directory) => {
          const { code, stderr } = await run(
            directory,
            ...["--from", from, "--timeout", "0.2"],
          );
          assertEquals(code, 1);
          assertStringIncludes(stderr, "nothing arrived for 0.2 s");
          assertSaysWhatToDo(stderr);
        });
      });
    });
  }
});

Deno.test("a server that cannot be reached is asked once", async (t) => {
  const servers = {
    // nothing listens at port 1, and .invalid has no addresses (RFC 6761, 6.4)
    "nothing listens": "http://127.0.0.1:1",
    "no such name": "http://gutenberg.invalid",
  };
  for (const [name, from] of Object.entries(servers)) {
    await t.step(name, async () => {
      await withDirectory(async (directory) => {
        const { code, stderr } = await run(directory, "--from", from);
        assertEquals(code, 1);
        assertEquals(stderr.match(/Cannot reach/g)?.length, 1, stderr);
        assertSaysWhatToDo(stderr);
        assertEquals(await filesIn(directory), []);
      });
    });
  }
});

Deno.test("a folder that may not be written is a clear error", async () => {
  await withDirectory(async (directory) => {
    const other = join(directory, "..", "not-allowed");
    const { code, stderr } = await runProgram(
      "corpus",
      ["--directory", other],
      { permissions: ["--allow-read", `--allow-write=${directory}`] },
    );
    assertEquals(code, 1);
    assertStringIncludes(stderr, "Cannot make the folder");
    assertStringIncludes(stderr, "--directory DIR");
    assertStringIncludes(stderr, "deno run --allow-read --allow-write");
  });
});

const NETWORK = "TRANSPORT_LAB_NETWORK";

Deno.test({
  // once in a while by hand: Gutenberg does not want to be asked by every test
  name: `brings the real books or says why not (only with ${NETWORK}=1)`,
  ignore: Deno.env.get(NETWORK) !== "1",
  async fn() {
    await withDirectory(async (directory) => {
      const { code, stdout, stderr } = await run(directory);
      if (code === 0) {
        assertEquals(
          await filesIn(directory),
          CATALOGUE.map(({ file }) => file),
        );
        assertStringIncludes(stdout, "downloaded");
      } else {
        assertEquals(code, 1);
        assertSaysWhatToDo(stderr);
      }
    });
  },
});

function assertSaysWhatToDo(stderr: string): void {
  assertStringIncludes(stderr, "--corpus DIR");
  assertStringIncludes(stderr, "stand-ins");
  for (const book of CATALOGUE) {
    assert(
      stderr.includes(`pg${book.gutenberg_ebook}.txt`),
      `no address of ${book.title}`,
    );
  }
}
