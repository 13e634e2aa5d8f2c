import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { noise } from "../transfer/testing/shelf.ts";
import {
  assertFailed,
  Program,
  type ProgramOptions,
  runProgram,
  works,
} from "./run_program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** How long what is expected may take, in milliseconds: generous, for a busy machine. */
const PATIENCE_MS = 30_000;
const POLL_MS = 20;

const bench = (args: string[], options: ProgramOptions = {}) =>
  runProgram("bench", args, options);

Deno.test("bench --help explains every option and every part", async () => {
  const { code, stdout } = await bench(["--help"]);
  assertEquals(code, 0);
  for (
    const word of [
      ...["--repetitions N", "--seed N", "--corpus DIR", "--only LIST"],
      ...["--output FILE.json", "default 5", "tcp ", "udp ", "lossless "],
      ...["clients ", "pause ", "memory ", "start ", "link "],
    ]
  ) assertStringIncludes(stdout, word);
});

Deno.test("bench names a wrong option and exits with 2", async (t) => {
  const wrong: [args: string[], named: string][] = [
    [["--repetition", "1"], "--repetition"],
    [["--repetitions", "0"], "--repetitions"],
    [["--seed", "x"], "--seed"],
    [["--only", "tcp,sctp"], '"sctp"'],
    [["--only="], "--only needs a value"],
    [["tcp"], '"tcp"'],
    [["--output", "none/here.json"], "none/here.json"],
    [["--output", "lib"], "it is a folder"],
  ];
  for (const [args, named] of wrong) {
    await t.step(args.join(" "), async () => {
      assertFailed(await bench(args), 2, named);
    });
  }
});

Deno.test({
  name:
    "bench without any peer names each with its package, and measures the rest",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = new TemporaryFolder();
    folder.write("books/book.txt", noise(20_000));
    const { code, stdout, stderr } = await bench([
      ...["--only", "tcp", "--repetitions", "1", "--seed", "7"],
      ...["--corpus", "books", "--output", "result.json"],
    ], { cwd: folder.path, prefix: ["env", `PATH=${folder.path}`] });
    assertEquals([code, stderr], [0, ""], stdout);
    for (const name of ["iperf3", "nuttcp", "python3", "gcc"]) {
      assertStringIncludes(stdout, `apt install ${name}`);
    }
    assertMatch(stdout, /libc \/ iperf3 .* at least 1 .* not measured\n/);
    const result = JSON.parse(
      Deno.readTextFileSync(folder.join("result.json")),
    );
    assertEquals([result.seed, result.parts], [7, ["tcp"]]);
    assertEquals(result.versions.iperf3, null);
    assertEquals(
      new Set(
        result.samples.map(({ contender }: Record<string, string>) =>
          contender
        ),
      ),
      new Set(["libc", "deno", "Deno.Conn"]),
    );
    for (const { details } of result.samples) {
      assertEquals(details.delivered_bytes, 20_000);
    }
  },
});

/** Processes that have a temporary folder of their own: the benchmark and all that it started. */
function processesOf(folder: string): string[] {
  const { stdout } = new Deno.Command("sh", {
    args: ["-c", 'grep -lszxF "$0" /proc/[0-9]*/environ', `TMPDIR=${folder}`],
    stdin: "null",
    stderr: "null",
  }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean);
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const start = performance.now(); !holds();) {
    if (performance.now() - start > PATIENCE_MS) throw new Error(`not ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

Deno.test({
  name: "Ctrl-C ends the benchmark and its peers, and takes its folder away",
  // processes are found in /proc
  ignore: Deno.build.os !== "linux" || !works("env", "true"),
  async fn() {
    using folder = new TemporaryFolder();
    folder.write("books/book.txt", noise(200_000));
    const temporary = folder.join("temporary");
    Deno.mkdirSync(temporary);
    await using program = Program.start("bench", [
      ...["--only", "tcp", "--repetitions", "1000"],
      ...["--corpus", "books", "--output", "result.json"],
    ], {
      cwd: folder.path,
      prefix: ["env", `TMPDIR=${temporary}`],
    });
    // the lock is in the same folder, so that it is free
    await until("under way", () => processesOf(temporary).length > 4);
    assertEquals(folder.list("temporary").length, 2);
    program.signal("SIGINT");
    const { code, stderr } = await program.ended;
    assertEquals(code, 130, stderr);
    assertStringIncludes(stderr, "Interrupted");
    await until("over", () => processesOf(temporary).length === 0);
    assertEquals(folder.list("temporary"), ["transport-lab.lock"]);
    assertEquals(folder.list(), ["books", "temporary"]);
  },
});
