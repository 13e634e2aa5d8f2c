import { assertEquals, assertThrows } from "@std/assert";
import { libc } from "./libc.ts";
import { programOutput } from "./program_output.ts";
import { kernelText } from "./read_kernel_file.ts";
import { writeSysctl } from "./write_sysctl.ts";

// Opened before the first test, because it stays open after the last one.
libc();

const permitted =
  await programOutput("unshare", { args: ["-rn", "true"] }) !== null;

/** What a program prints in a network namespace of its own. */
async function inNewNamespace(script: string): Promise<unknown> {
  const module = import.meta.resolve("./write_sysctl.ts");
  const reader = import.meta.resolve("./read_kernel_file.ts");
  const text = `
    import { writeSysctl } from ${JSON.stringify(module)};
    import { kernelText } from ${JSON.stringify(reader)};
    console.log(JSON.stringify([${script}]));
  `;
  const { stdout } = await new Deno.Command("unshare", {
    args: [
      ...["-rn", Deno.execPath(), "run", "--no-config", "--no-prompt"],
      "--allow-ffi",
      `data:text/javascript,${encodeURIComponent(text)}`,
    ],
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

const SUFFIX = permitted ? "" : " (skipped: unshare -rn is not permitted)";

Deno.test({
  name:
    `a setting of a network namespace is changed there, and nowhere else${SUFFIX}`,
  ignore: !permitted,
  async fn() {
    const path = "/proc/sys/net/ipv4/ip_default_ttl";
    const here = kernelText(path);
    assertEquals(
      await inNewNamespace(
        `writeSysctl("net.ipv4.ip_default_ttl", "77"), kernelText("${path}")`,
      ),
      [true, "77"],
    );
    assertEquals(kernelText(path), here);
  },
});

Deno.test({
  name: `what the kernel does not take is told${SUFFIX}`,
  ignore: !permitted,
  async fn() {
    assertEquals(
      await inNewNamespace(`
        writeSysctl("net.ipv4.no_such_setting", "1"),
        writeSysctl("net.ipv4.ip_default_ttl", "many"),
        writeSysctl("net.ipv4.ip_default_ttl", "100000"),
      `),
      [false, false, false],
    );
  },
});

Deno.test("only settings below net can be named", () => {
  for (
    const name of ["kernel.hostname", "net", "net.ipv4/../../kernel.x", ""]
  ) {
    assertThrows(() => writeSysctl(name, "1"), RangeError, "below net");
  }
});
