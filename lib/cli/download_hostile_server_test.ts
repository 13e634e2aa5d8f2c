import { assert, assertEquals } from "@std/assert";
import { assertFailed, type Outcome, runProgram } from "./run_program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** Of "hello world". */
const SHA256 =
  "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";

/** Downloads from a TCP server that says these bytes to whoever asks, and then closes. */
async function downloadFrom(
  answer: string,
  folder: TemporaryFolder,
): Promise<Outcome> {
  Deno.mkdirSync(folder.join("here"));
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(256));
    await connection.write(new TextEncoder().encode(answer));
  })();
  const outcome = await runProgram("download", [
    ...["--transport", "tcp", "--port", String(listener.addr.port)],
    ...["-i", "0", "-b", "8"],
  ], { cwd: folder.join("here") });
  listener.close();
  await answering;
  return outcome;
}

/** What a server calls its book, and the file that it becomes. */
const KEPT: Record<string, string> = {
  ".hidden": "_hidden.tcp.8.received",
  "...": "_.tcp.8.received",
  "..%5C..%5Cetc": "__.._etc.tcp.8.received",
  "-rf": "-rf.tcp.8.received",
  "%1B%5D0;title%07": "_]0;title_.tcp.8.received",
  "%C2%9B31m": "_31m.tcp.8.received",
  // 255 bytes are the most that a name can have
  ["a".repeat(300)]: `${"a".repeat(240)}.tcp.8.received`,
  ["%C3%B1".repeat(200)]: `${"ñ".repeat(120)}.tcp.8.received`,
};

Deno.test("whatever a server calls its book, it becomes a visible file of the folder", async (t) => {
  for (const [name, file] of Object.entries(KEPT)) {
    await t.step(name, async () => {
      using folder = new TemporaryFolder();
      const { code, stdout, stderr } = await downloadFrom(
        `BOOK ${name} 11 ${SHA256}\nhello world`,
        folder,
      );
      assertEquals([code, stderr], [0, ""]);
      assertEquals(folder.list("here"), [file]);
      assertEquals(folder.list(), ["here"]);
      assert(!/[^\P{Cc}\n]/u.test(stdout), "it would control a terminal");
    });
  }
});

/** Answers that are refused, and what the error has to say of them. */
const REFUSED: Record<string, [answer: string, named: RegExp]> = {
  "a path upwards": [
    `BOOK ..%2F..%2Fetc%2Fpasswd 11 ${SHA256}\nhello world`,
    /"BOOK \.\.%2F\.\.%2Fetc%2Fpasswd .* is it a transport-lab server/,
  ],
  "an absolute path": [
    `BOOK %2Fetc%2Fpasswd 11 ${SHA256}\nhello world`,
    /"BOOK %2Fetc%2Fpasswd /,
  ],
  "the folder above": [`BOOK .. 11 ${SHA256}\nhello world`, /"BOOK \.\. /],
  "a NUL": [`BOOK a%00b 11 ${SHA256}\nhello world`, /"BOOK a%00b /],
  "no UTF-8": [`BOOK %FF 11 ${SHA256}\nhello world`, /"BOOK %FF /],
  "less than announced": [`BOOK a 12 ${SHA256}\nhello world`, /11 of 12 bytes/],
  "more than announced": [
    `BOOK a 10 ${SHA256}\nhello world`,
    /more than the 10 bytes/,
  ],
  "another protocol": ["220 smtp ready\r\n", /transport-lab server\?/],
  "nothing": ["", /closed the connection without an answer/],
  "a title for the terminal": [
    "ERROR \x1b]0;title\x07\n",
    /refuses: \ufffd\]0;title/,
  ],
};

Deno.test("an answer that cannot be trusted is an error, and nothing is written", async (t) => {
  for (const [name, [answer, named]] of Object.entries(REFUSED)) {
    await t.step(name, async () => {
      using folder = new TemporaryFolder();
      assertFailed(await downloadFrom(answer, folder), 1, named);
      assertEquals(folder.list("here"), []);
      assertEquals(folder.list(), ["here"]);
    });
  }
});
