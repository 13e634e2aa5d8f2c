/** What is left of a run that is interrupted: its records, and nothing else. */

import {
  assert,
  assertEquals,
  assertGreater,
  assertNotEquals,
} from "@std/assert";
import { join } from "@std/path";
import {
  eventually,
  readRecords,
  Workplace,
} from "../../fixtures/experiments/child_run.ts";
import { libc } from "../kernel/libc.ts";
import { readKernelFile } from "../kernel/read_kernel_file.ts";
import { takeMeasuringLock } from "./measuring_lock.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();

/** Processes are found in /proc. */
const ignore = Deno.build.os !== "linux";

const INTERRUPTED = 130;

/** Endpoints have to be gone after this. */
const ENDPOINTS_GONE_MS = 5_000;

/** Whether this process is an endpoint: not gone, not a zombie, no other with its number. */
function isEndpoint(pid: number): boolean {
  return readKernelFile(`/proc/${pid}/cmdline`)?.includes(
    "lib/endpoint/main.ts",
  ) ?? false;
}

/** An endless run; killed at the end of an `await using` block if it still runs. */
class EndlessRun implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly #output: Promise<string>[];
  #ended = false;

  private constructor(child: Deno.ChildProcess) {
    this.child = child;
    this.#output = [child.stdout, child.stderr].map((stream) =>
      new Response(stream).text()
    );
    child.status.then(() => this.#ended = true);
  }

  /** Starts it, and waits until some trials are recorded; the next one is in hand then. */
  static async start(workplace: Workplace): Promise<EndlessRun> {
    const run = new EndlessRun(workplace.start({
      files: ["endless.ts"],
      words: [...workplace.words, "--repetitions", "10000"],
    }));
    // without a limit: someone else may be measuring
    await eventually(
      "three trials are recorded",
      () => run.#ended || linesOfRecords(workplace) > 3,
      Infinity,
    );
    if (run.#ended) throw new Error((await run.end()).text);
    return run;
  }

  /** Waits for its end. */
  async end() {
    const { code, signal } = await this.child.status;
    return { code, signal, text: (await Promise.all(this.#output)).join("") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.child.kill("SIGKILL");
    await this.end();
  }
}

/** How many there are so far; the last one may not be whole yet. */
function linesOfRecords(workplace: Workplace): number {
  const run = workplace.runs().at(-1);
  if (run === undefined) return 0;
  try {
    return Deno.readTextFileSync(join(run, "trials.jsonl")).split("\n").length;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

/** What has to hold after any kind of interruption. */
async function assertNothingButRecordsIsLeft(
  workplace: Workplace,
  text: string,
): Promise<void> {
  // throws where a line is not whole
  const records = readRecords(workplace.runs().at(-1));
  assertGreater(records.length, 2);
  assertEquals(
    records.map(({ trial, error }) => [trial, error]),
    records.map((_, trial) => [trial, undefined]),
  );
  assertEquals(workplace.manifest().experiments[0]!.status, "running");

  const pids = new Set(
    records.flatMap(({ transfers }) =>
      transfers.flatMap(({ client, server }) => [client.pid, server.pid])
    ),
  );
  assertEquals(pids.size, 4);
  await eventually(
    `endpoints ${[...pids]} have ended`,
    () => ![...pids].some(isEndpoint),
    ENDPOINTS_GONE_MS,
  );
  const ports = [...text.matchAll(/serving on port (\d+)/g)].map((match) =>
    Number(match[1])
  );
  assert(ports.length >= records.length, text);
  // a process that ends loses its name before it loses its sockets
  await eventually(
    `ports ${ports} are free`,
    () => ports.every(isFree),
    ENDPOINTS_GONE_MS,
  );
}

/** Whether the port can be had, for TCP and for UDP. */
function isFree(port: number): boolean {
  const address = { hostname: "127.0.0.1", port };
  try {
    Deno.listen(address).close();
    Deno.listenDatagram({ ...address, transport: "udp" }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}

const SIGNALS: Record<string, (pid: number) => void> = {
  "SIGINT to the process": (pid) => Deno.kill(pid, "SIGINT"),
  "SIGINT to its process group, as a terminal sends it": (pid) =>
    Deno.kill(-pid, "SIGINT"),
  "SIGINT twice, in a hurry": (pid) => {
    Deno.kill(-pid, "SIGINT");
    try {
      Deno.kill(-pid, "SIGINT");
    } catch {
      // the first one has already done it
    }
  },
};

for (const [name, send] of Object.entries(SIGNALS)) {
  Deno.test({
    name: `${name} ends a run with 130; its records stay, its endpoints do not`,
    ignore,
    async fn() {
      using workplace = new Workplace();
      await using run = await EndlessRun.start(workplace);
      send(run.child.pid);
      const { code, text } = await run.end();
      assertEquals(code, INTERRUPTED, text);
      await assertNothingButRecordsIsLeft(workplace, text);
    },
  });
}

Deno.test({
  name:
    "kill -9 ends a run; its records stay, its endpoints do not, and the next run gets the lock",
  ignore,
  async fn() {
    using workplace = new Workplace();
    await using run = await EndlessRun.start(workplace);
    run.child.kill("SIGKILL");
    const { signal, text } = await run.end();
    assertEquals(signal, "SIGKILL");
    await assertNothingButRecordsIsLeft(workplace, text);

    const killed = workplace.runs().at(-1)!;
    const next = await workplace.run({
      files: ["first.ts"],
      words: [...workplace.words, "--repetitions", "1"],
    });
    assertEquals(next.code, 0, next.text);
    assertEquals(workplace.runs().length, 2);
    assertNotEquals(workplace.runs().at(-1), killed);
    assertEquals(workplace.records().length, 6);
  },
});

Deno.test({
  name: "SIGINT ends a run that still waits for its turn to measure",
  ignore,
  async fn() {
    using workplace = new Workplace();
    // the one that the run takes: it has a temporary folder of its own
    using _lock = await takeMeasuringLock(workplace.temporary);
    const child = workplace.start({
      files: ["first.ts"],
      words: workplace.words,
    });
    const stderr = new Response(child.stderr).text();
    // the test's name is printed as it begins
    let text = "";
    for await (
      const chunk of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      if (text === "") child.kill("SIGINT");
      text += chunk;
    }
    const { code } = await child.status;
    assertEquals(code, INTERRUPTED, text + await stderr);
    assertEquals(workplace.runs(), []);
  },
});
