import { assertEquals } from "@std/assert";
import { noise } from "../transfer/testing/shelf.ts";
import { type Relay, relayTcp, relayUdp } from "./relay.ts";
import { assertFailed, Program, startServe } from "./run_program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const RELAYS: Record<string, (server: number) => Relay> = {
  tcp: relayTcp,
  udp: relayUdp,
};

/** Starts a transfer that takes some seconds, and gives it over when it is under way. */
async function midway(
  transport: string,
  use: (context: {
    server: Program;
    client: Program;
    folder: TemporaryFolder;
  }) => Promise<void>,
): Promise<void> {
  using folder = new TemporaryFolder();
  folder.write("books/large.bin", noise(400_000));
  Deno.mkdirSync(folder.join("here"));
  const options = { cwd: folder.join("here") };
  await using server = await startServe([
    ...["--transport", transport, "--corpus", "../books"],
    ...["--pause", "20000"],
  ], options);
  await using relay = RELAYS[transport]!(server.port);
  await using client = Program.start("download", [
    ...["--transport", transport, "--port", String(relay.port)],
    ...["-i", "0", "-b", "1024", "--timeout", "1000", "-r", "results.json"],
  ], options);
  await Promise.race([relay.underWay, client.ended]);
  await use({ server: server.program, client, folder });
  assertEquals(folder.list("here"), []);
  // the relay waits for it
  server.program.signal("SIGKILL");
}

for (const transport of Object.keys(RELAYS)) {
  Deno.test(`download over ${transport} says how far it came when the server is killed`, async () => {
    await midway(transport, async ({ server, client }) => {
      server.signal("SIGKILL");
      assertFailed(
        await client.ended,
        1,
        /^error: The server .*after [1-9]\d* (of 400000 )?bytes/,
      );
    });
  });

  Deno.test({
    name: `Ctrl-C ends a download over ${transport}, and nothing is left`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await midway(transport, async ({ client, folder }) => {
        assertEquals(folder.list("here").length, 1, "the hidden part");
        client.signal("SIGINT");
        assertEquals(await client.ended, { code: 130, stdout: "", stderr: "" });
      });
    },
  });
}
