import { assertEquals, assertThrows } from "@std/assert";
import { coresCanBeChosen, keepOnCoreOf, onCoreOf } from "./cores.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import { libc } from "../kernel/libc.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();

/** The cores that a child of this command may use, as the kernel lists them. */
async function coresOf(command: string[]): Promise<string> {
  const [program, ...args] = command;
  const { stdout } = await new Deno.Command(program!, { args }).output();
  const text = new TextDecoder().decode(stdout);
  return /^Cpus_allowed_list:\s*(.*)$/m.exec(text)![1]!;
}

const missing = Deno.build.os !== "linux" || !coresCanBeChosen();

Deno.test({
  name: "server and client each keep to a core of their own" +
    (missing ? " (skipped: no taskset, or one core only)" : ""),
  ignore: missing,
  async fn() {
    const status = ["cat", "/proc/self/status"];
    assertEquals(await coresOf(onCoreOf("server", status)), "0");
    assertEquals(await coresOf(onCoreOf("client", status)), "1");
  },
});

Deno.test({
  name:
    "a process that runs already is kept on a core, one that has ended is an error" +
    (missing ? " (skipped: no taskset, or one core only)" : ""),
  ignore: missing,
  async fn() {
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    keepOnCoreOf("client", child.pid);
    assertEquals(await coresOf(["cat", `/proc/${child.pid}/status`]), "1");
    child.kill();
    await child.status;
    assertThrows(() => keepOnCoreOf("client", child.pid), PeerError);
  },
});
