import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import {
  type NetworkNamespace,
  networkNamespace,
} from "./network_namespace.ts";
import { programOutput } from "./program_output.ts";
import { readKernelLink } from "./read_kernel_file.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

/** A name and whether to skip it, by whether unshare(1) is allowed these flags. */
async function needing(flags: string, name: string) {
  const args = [flags, "true"];
  const permitted = await programOutput("unshare", { args }) !== null;
  return {
    name: permitted
      ? name
      : `${name} (skipped: unshare ${flags} is not permitted)`,
    ignore: !permitted,
  };
}

/**
 * What a process sees that a shell starts in namespaces of its own.
 *
 * @param flags Which namespaces, as unshare(1) takes them.
 * @param options What the shell does before, and which process is the lab.
 */
async function seenAfterUnshare(
  flags: string,
  { before = "", root = "Deno.pid" } = {},
): Promise<NetworkNamespace> {
  const module = import.meta.resolve("./network_namespace.ts");
  const script = `
    import { networkNamespace } from ${JSON.stringify(module)};
    console.log(JSON.stringify(networkNamespace(${root})));
  `;
  const { stdout, stderr } = await new Deno.Command("unshare", {
    args: [
      flags,
      "sh",
      "-c",
      // The shell stays until its child is done, and takes along what it began.
      `${before} "$@"; result=$?; kill $! 2>/dev/null; exit $result`,
      "sh",
      Deno.execPath(),
      "run",
      "--no-config",
      "--no-prompt",
      "--allow-ffi",
      `data:text/typescript,${encodeURIComponent(script)}`,
    ],
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert(text !== "", new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

const here = networkNamespace();

Deno.test("the namespace has the name that the kernel gives it", () => {
  assertEquals(here?.id, readKernelLink("/proc/self/ns/net"));
  assertEquals(here !== undefined, Deno.build.os === "linux");
});

Deno.test({
  name: "the namespace of the first process is not the lab's own",
  ignore: here === undefined ||
    namespaceOfTheMachine() !== here.id,
  fn: () => assertEquals(here?.own, false),
});

/** Process 2 is the kernel's first thread, where no PID namespace hides it. */
function namespaceOfTheMachine(): string | undefined {
  try {
    return readKernelLink("/proc/2/ns/net");
  } catch {
    return undefined;
  }
}

Deno.test({
  ...await needing("-n", "a new namespace is the lab's own"),
  async fn() {
    const { id, own } = await seenAfterUnshare("-n");
    assertNotEquals(id, here?.id);
    assertEquals(own, true);
  },
});

Deno.test({
  ...await needing("-rn", "so is one that an ordinary user has made"),
  async fn() {
    const { id, own } = await seenAfterUnshare("-rn");
    assertNotEquals(id, here?.id);
    assertEquals(own, true);
  },
});

Deno.test({
  ...await needing(
    "-r",
    "a new user namespace alone does not make it one's own",
  ),
  async fn() {
    assertEquals(await seenAfterUnshare("-r"), { id: here!.id, own: false });
  },
});

for (const flags of ["-n", "-rn"]) {
  Deno.test({
    ...await needing(
      flags,
      `after unshare ${flags}, a process beside the lab makes it a shared one`,
    ),
    async fn() {
      const before = "sleep 60 >/dev/null 2>&1 &";
      assertEquals((await seenAfterUnshare(flags, { before })).own, false);
      const all = await seenAfterUnshare(flags, { before, root: "Deno.ppid" });
      assertEquals(all.own, true, "the shell's other child is of the lab");
      const orphan = await seenAfterUnshare(flags, { before, root: "1" });
      assertEquals(orphan.own, false, "the first process is not the lab");
    },
  });
}
