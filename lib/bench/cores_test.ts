import { assertEquals } from "@std/assert";
import { coresCanBeChosen, onCoreOf } from "./cores.ts";

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
