import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { programOutput } from "../kernel/program_output.ts";
import type { LinkOfUser } from "./testing/link_of_user.ts";
import { linkTest } from "./testing/link_tests.ts";
import { scriptOutput } from "./testing/run_script.ts";

/** nobody, as Debian and the kernel (`overflowuid`) have it. */
const NOBODY = 65_534;

const AS_NOBODY = [
  "setpriv",
  `--reuid=${NOBODY}`,
  `--regid=${NOBODY}`,
  "--clear-groups",
];

/** Deno, and what it has in its cache, where every user can read it. */
class DenoForAll implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<DenoForAll> {
    const folder = await Deno.makeTempDir();
    const made = new DenoForAll(folder);
    const cache = `${folder}/cache`;
    await Deno.mkdir(cache);
    const info = await programOutput(Deno.execPath(), {
      args: ["info", "--json"],
    });
    const { npmCache } = JSON.parse(info!);
    await made.#copy(Deno.execPath(), `${folder}/deno`);
    await made.#copy(npmCache, `${cache}/npm`);
    await Deno.chmod(folder, 0o755);
    await Deno.chown(cache, NOBODY, NOBODY);
    return made;
  }

  /** As other names of the same files, where that can be done. */
  async #copy(from: string, to: string): Promise<void> {
    const linked = await programOutput("cp", { args: ["-rlL", from, to] });
    if (linked !== null) return;
    await programOutput("cp", { args: ["-r", from, to] });
  }

  get options() {
    const { HOME: _, ...env } = {
      HOME: "",
      DENO_DIR: `${this.#folder}/cache`,
    };
    return { deno: `${this.#folder}/deno`, env };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** What a link is worth to an ordinary user. */
async function asNobody(prefix: string[]): Promise<LinkOfUser> {
  await using denoForAll = await DenoForAll.make();
  const module = import.meta.resolve("./testing/link_of_user.ts");
  return await scriptOutput(module, [], {
    ...denoForAll.options,
    prefix: [...prefix, ...AS_NOBODY],
  }) as LinkOfUser;
}

const cannot = Deno.uid() !== 0
  ? "it takes root to become another user"
  : await programOutput(AS_NOBODY[0]!, {
      args: [...AS_NOBODY.slice(1), "ls", import.meta.dirname!],
    }) === null
  ? "no setpriv, or an ordinary user may not read the project"
  : await programOutput("unshare", {
      args: ["-m", ...AS_NOBODY, "unshare", "-Urn", "true"],
    }) === null
  ? "ordinary users may make no user namespaces"
  : undefined;

/** Does something to the devices in a mount namespace, which nobody else sees. */
function withDevices(shell: string): string[] {
  const script = `mount -t tmpfs none /dev/net && ${shell} && exec "$@"`;
  return ["unshare", "-m", "sh", "-c", script, "sh"];
}

const TUN = "mknod /dev/net/tun c 10 200";

linkTest(
  "an ordinary user has a link where /dev/net/tun is open to all",
  async () => {
    assertEquals(
      await asNobody(withDevices(`${TUN} && chmod 666 /dev/net/tun`)),
      { came: [10, 10], openSums: [] },
    );
  },
  cannot,
);

linkTest(
  "an ordinary user is told that /dev/net/tun is closed, and what helps",
  async () => {
    const { missing } = await asNobody(
      withDevices(`${TUN} && chmod 600 /dev/net/tun`),
    );
    assert(missing !== undefined);
    assertStringIncludes(missing.reason, "Cannot open /dev/net/tun: ");
    assertStringIncludes(missing.reason, "permission denied");
    assertStringIncludes(missing.remedy, "chmod 666 /dev/net/tun");
  },
  cannot,
);

linkTest("who has no /dev/net/tun is told so, and what helps", async () => {
  const { missing } = await asNobody(withDevices("true"));
  assert(missing !== undefined);
  assertStringIncludes(missing.reason, "Cannot open /dev/net/tun: ");
  assertStringIncludes(missing.remedy, "modprobe tun");
}, cannot);
