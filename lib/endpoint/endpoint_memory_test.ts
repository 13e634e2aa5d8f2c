import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { downloading, serving, startEndpoint } from "./testing/endpoints.ts";

const BOOK_BYTES = 256 * 1024 * 1024;

/** Peak memory that an endpoint may reach: well below the book. */
const LARGEST_PEAK_BYTES = 200e6;

/**
 * Why the test cannot run here.
 *
 * @returns The reason, or `undefined` where there is room for the received book.
 */
async function noRoom(folder: string): Promise<string | undefined> {
  const { success, stdout } = await new Deno.Command("df", {
    args: ["-Pk", folder],
    stderr: "null",
  }).output();
  if (!success) return "df does not tell how much room there is";
  const columns = new TextDecoder().decode(stdout).split("\n")[1]?.split(/\s+/);
  const free = Number(columns?.[3]) * 1024;
  return free > 2 * BOOK_BYTES
    ? undefined
    : `only ${free} bytes are free in ${folder}`;
}

Deno.test("a book larger than memory should hold crosses in constant memory", async (t) => {
  const folder = await Deno.makeTempDir();
  const reason = await noRoom(folder);
  try {
    await t.step({
      name: reason === undefined
        ? "256 MiB from a file to a file"
        : `256 MiB (skipped: ${reason})`,
      ignore: reason !== undefined,
      async fn() {
        const path = join(folder, "sparse");
        // takes no room: a hole reads as zeros
        await Deno.writeFile(path, new Uint8Array(0));
        await Deno.truncate(path, BOOK_BYTES);
        await using server = await startEndpoint({ read: [folder] });
        await using client = await startEndpoint({
          read: [folder],
          write: [folder],
        });
        const { address } = await server.call(
          "serve",
          serving("tcp", [{ name: "sparse", path, bytes: BOOK_BYTES }]),
        );
        const spillPath = join(folder, "spill");
        const report = await client.call("download", {
          ...downloading("tcp", address),
          bufferBytes: 1024 * 1024,
          expectedBytes: BOOK_BYTES,
          spillPath,
        });
        assertEquals(report.receivedBytes, BOOK_BYTES);
        assertEquals(report.receivedSha256, report.announcedSha256);
        assertEquals(report.storedOnDisk, true);
        for (const endpoint of [server, client]) {
          const { peakMemoryBytes } = await endpoint.call("usage", {});
          assert(
            peakMemoryBytes < LARGEST_PEAK_BYTES,
            `${peakMemoryBytes} bytes`,
          );
        }
        // what was spilled is removed
        assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 1);
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
