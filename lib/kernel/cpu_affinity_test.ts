import { assertEquals, assertThrows } from "@std/assert";
import { allowedCores, keepOnCores } from "./cpu_affinity.ts";
import { libc } from "./libc.ts";
import { kernelText } from "./read_kernel_file.ts";
import { SystemCallError } from "./system_call_error.ts";

const missing = libc() === undefined || allowedCores().length < 2;
const SUFFIX = missing ? " (skipped: needs Linux and two cores)" : "";

/** The cores that the kernel says a process may use. */
function listed(pid: number): string {
  const status = kernelText(`/proc/${pid}/status`)!;
  return /^Cpus_allowed_list:\s*(.*)$/m.exec(status)![1]!;
}

Deno.test({
  name: `a process is kept on the cores that are named, and no others${SUFFIX}`,
  ignore: missing,
  async fn() {
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    const [first, second] = allowedCores() as [number, number];
    keepOnCores(child.pid, [second]);
    assertEquals(listed(child.pid), String(second));
    keepOnCores(child.pid, [first]);
    assertEquals(listed(child.pid), String(first));
    keepOnCores(child.pid, allowedCores());
    assertEquals(listed(child.pid), listed(Deno.pid));
    child.kill();
    await child.status;
    const error = assertThrows(
      () => keepOnCores(child.pid, [first]),
      SystemCallError,
    );
    assertEquals(error.code, "ESRCH");
  },
});

Deno.test({
  name: `a core that is not there is an error${SUFFIX}`,
  ignore: missing,
  fn() {
    const error = assertThrows(
      () => keepOnCores(Deno.pid, [8_000]),
      SystemCallError,
    );
    assertEquals(error.code, "EINVAL");
  },
});
