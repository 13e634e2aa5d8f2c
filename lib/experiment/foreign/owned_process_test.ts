import {
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { outputOf, OwnedProcess } from "./owned_process.ts";
import { PeerError } from "./peer_error.ts";

const never = new AbortController().signal;
const ignore = Deno.build.os === "windows";

Deno.test({
  name: "a process answers line by line, and is killed when it is disposed of",
  ignore,
  async fn() {
    const process = new OwnedProcess({ command: ["cat"], signal: never });
    await process.write("one");
    assertEquals(await process.line(), "one");
    await process.write("two\nthree");
    assertEquals([await process.line(), await process.line()], [
      "two",
      "three",
    ]);
    await process[Symbol.asyncDispose]();
    assertEquals(process.running, false);
  },
});

Deno.test({
  name: "a process that ends before it answers fails with its last words",
  ignore,
  async fn() {
    await using process = new OwnedProcess({
      command: ["sh", "-c", "echo no such port >&2; exit 3"],
      signal: never,
    });
    const { message } = await assertRejects(() => process.line(), PeerError);
    assertStringIncludes(message, "sh ended with status 3: no such port");
  },
});

Deno.test({
  name: "outputOf gives what a program printed, and fails where it fails",
  ignore,
  async fn() {
    const run = (script: string) =>
      outputOf({ command: ["sh", "-c", script], signal: never });
    assertEquals(await run("echo text"), "text\n");
    await assertRejects(() => run("echo broken; exit 1"), PeerError, "broken");
  },
});

Deno.test({
  name: "the signal ends a process, and lets none start after it",
  ignore,
  async fn() {
    const ending = new AbortController();
    const options = { command: ["sleep", "60"], signal: ending.signal };
    await using process = new OwnedProcess(options);
    ending.abort();
    assertEquals((await process.outcome()).code, 137);
    assertThrows(() => new OwnedProcess(options), DOMException);
  },
});

Deno.test("a program that is not there is named", () => {
  assertThrows(
    () => new OwnedProcess({ command: ["no-such-program"], signal: never }),
    PeerError,
    "Cannot start no-such-program",
  );
});
