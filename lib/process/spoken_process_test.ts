import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl } from "@std/path";
import { libc } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import type { About, Failure } from "./call_protocol.ts";
import { SpokenProcess, type SpokenProcessOptions } from "./spoken_process.ts";
import { sessionOf } from "./testing/session.ts";
import {
  type Calculations,
  CALCULATOR_PROTOCOL,
} from "./testing/calculator.ts";

// opened before the first test, because they stay open after the last one
libc();
machineCalls();

class Gone extends Error {}

class Failed extends Error {
  readonly failure: Failure;

  constructor(process: string, failure: Failure) {
    super(`${process}: ${failure.message}`);
    this.failure = failure;
  }
}

const MODULE = fromFileUrl(import.meta.resolve("./testing/calculator.ts"));

function start(
  options: Partial<SpokenProcessOptions> = {},
): Promise<SpokenProcess<Calculations>> {
  return SpokenProcess.start<Calculations>({
    name: "calculator",
    command: [Deno.execPath(), "run", "--quiet", "--no-config", MODULE],
    helloTimeoutMs: 20_000,
    check: () => {},
    errors: {
      gone: (message) => new Gone(message),
      failed: (process, failure) => new Failed(process, failure),
    },
    ...options,
  });
}

Deno.test("a process says hello, answers, and ends when it is disposed of", async () => {
  let checked: About | undefined;
  await using calculator = await start({ check: (about) => checked = about });
  assertEquals(checked, calculator.about);
  assertEquals(calculator.name, "calculator");
  assertEquals(calculator.about, {
    protocol: CALCULATOR_PROTOCOL,
    pid: calculator.about.pid,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    os: Deno.build.os,
    arch: Deno.build.arch,
  });
  assertEquals(await calculator.call("add", [1, 2]), 3);
  assertEquals(await calculator.call("forget", null), undefined);
  await calculator[Symbol.asyncDispose]();
  await assertRejects(() => calculator.ended, Gone, "The calculator has ended");
  await assertRejects(() => calculator.call("add", [1, 2]), Gone);
});

Deno.test("answers come when they are ready, not in the order of the calls", async () => {
  await using calculator = await start();
  const order: number[] = [];
  await Promise.all([500, 0].map(async (ms) => {
    order.push(await calculator.call("wait", ms));
  }));
  assertEquals(order, [0, 500]);
});

Deno.test("a command that fails brings class, message and code", async () => {
  await using calculator = await start();
  const error = await assertRejects(
    () => calculator.call("fail", { message: "no ü", code: "EFAIL" }),
    Failed,
    "calculator: no ü",
  );
  assertEquals(error.failure, {
    name: "CodedError",
    message: "no ü",
    code: "EFAIL",
  });
  assertEquals(await calculator.call("add", [2, 2]), 4);
});

Deno.test("the last words of a process reach who waits", async () => {
  await using calculator = await start();
  const waiting = calculator.call("wait", 60_000);
  waiting.catch(() => {});
  const last = "The calculator has ended, its last words:\nno more\nnumbers";
  await assertRejects(
    () => calculator.call("quit", "no more\r\nnumbers"),
    Gone,
    last,
  );
  await assertRejects(() => waiting, Gone, last);
  await assertRejects(() => calculator.ended, Gone, last);
});

Deno.test("a process whose hello will not do is ended", async () => {
  let pid = 0;
  await assertRejects(
    () =>
      start({
        check(about) {
          pid = about.pid;
          throw new RangeError("another version");
        },
      }),
    RangeError,
    "another version",
  );
  // it has been waited for: not even a zombie is left
  assert(pid > 0);
  const { success } = await new Deno.Command("kill", {
    args: ["-0", String(pid)],
    stderr: "null",
  }).output();
  assertEquals(success, false);
});

Deno.test("a process that says nothing is given up", async () => {
  const error = await assertRejects(
    () => start({ command: ["cat"], helloTimeoutMs: 100 }),
    Gone,
  );
  assertStringIncludes(error.message, "The calculator said nothing for 100 ms");
});

Deno.test("a program that is not there is named", async () => {
  const error = await assertRejects(
    () => start({ command: ["no-such-program-here", "now"] }),
    Gone,
  );
  assertEquals(
    error.message,
    'Cannot start the calculator with "no-such-program-here": no such program',
  );
});

for (const ownSession of [false, true]) {
  Deno.test({
    name: `a process is ${ownSession ? "not " : ""}in the session of its lab`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      await using calculator = await start({ ownSession });
      const itsOwn = sessionOf(calculator.about.pid) !== sessionOf(Deno.pid);
      assertEquals(itsOwn, ownSession);
    },
  });
}
