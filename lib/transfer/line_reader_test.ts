import { assertEquals } from "@std/assert";
import { denoEngine } from "../socket/deno_engine.ts";
import { type FirstLine, readLine } from "./line_reader.ts";
import { fakeServer, PLAIN } from "./testing/tcp.ts";
import { writeAll } from "./write_all.ts";

/** Reads the first line of a server that sends the given chunks, then closes. */
async function firstLineOf(
  chunks: (string | Uint8Array)[],
  options = { longestBytes: 16, atOnceBytes: 16 },
): Promise<FirstLine> {
  await using server = fakeServer(async (connection) => {
    for (const chunk of chunks) {
      const bytes = typeof chunk === "string"
        ? new TextEncoder().encode(chunk)
        : chunk;
      await connection.write(bytes);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const stream = await denoEngine.connectTcp(server.local, PLAIN);
  try {
    return await readLine(stream, options);
  } finally {
    stream.close();
  }
}

const NOTHING = new Uint8Array(0);

Deno.test("a line is found in one piece and in many", async () => {
  for (
    const chunks of [["hello\n"], ["he", "l", "lo", "\n"], ["hello", "\n"]]
  ) {
    assertEquals(await firstLineOf(chunks), {
      line: "hello",
      beyond: NOTHING,
      bytes: 6,
    });
  }
});

Deno.test("what comes behind the newline is kept as bytes", async () => {
  const { line, beyond } = await firstLineOf([
    new Uint8Array([65, 10, 255, 0]),
  ]);
  assertEquals(line, "A");
  assertEquals([...beyond], [255, 0]);
});

Deno.test("no single read exceeds its limit", async () => {
  const { line, beyond } = await firstLineOf(["ab\ncdefgh"], {
    longestBytes: 16,
    atOnceBytes: 2,
  });
  assertEquals(line, "ab");
  assertEquals(new TextDecoder().decode(beyond), "c");
});

Deno.test("the end of the stream before a newline leaves no line", async () => {
  assertEquals(await firstLineOf([]), { beyond: NOTHING, bytes: 0 });
  assertEquals(await firstLineOf(["abc"]), { beyond: NOTHING, bytes: 3 });
});

Deno.test("the longest line is read, a longer one is given up", async () => {
  assertEquals(
    (await firstLineOf([`${"x".repeat(15)}\n`])).line,
    "x".repeat(15),
  );
  assertEquals(await firstLineOf([`${"x".repeat(16)}\n`]), {
    beyond: NOTHING,
    bytes: 16,
  });
});

Deno.test("an empty line is a line", async () => {
  assertEquals((await firstLineOf(["\nrest"])).line, "");
});

Deno.test("writeAll hands over everything, however little is taken at once", async () => {
  const bytes = new Uint8Array(8 * 1024 * 1024).fill(7);
  let received = 0;
  await using server = fakeServer(async (connection) => {
    const buffer = new Uint8Array(65_536);
    for (let n; (n = await connection.read(buffer)) !== null;) received += n;
    await connection.write(new Uint8Array(1));
  });
  const stream = await denoEngine.connectTcp(server.local, PLAIN);
  await writeAll(stream, bytes);
  await writeAll(stream, NOTHING);
  await stream.closeWrite();
  assertEquals(await stream.read(new Uint8Array(8)), 1);
  stream.close();
  assertEquals(received, bytes.length);
});
