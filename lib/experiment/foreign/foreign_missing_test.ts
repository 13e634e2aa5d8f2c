import { assertEquals } from "@std/assert";
import { foreignMissing } from "./foreign_missing.ts";

const MODULE = new URL("./foreign_missing.ts", import.meta.url).href;

/** What is missing where the variable PATH and the permissions are these. */
async function missingWith(
  permissions: string[],
  path: string,
): Promise<ReturnType<typeof foreignMissing>> {
  const script = `import { foreignMissing } from "${MODULE}";` +
    'console.log(JSON.stringify(foreignMissing("tc")));';
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-config", ...permissions],
      `data:application/javascript,${encodeURIComponent(script)}`,
    ],
    env: { PATH: path },
    stdin: "null",
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("a program that is not there is told from one that may not be run", async () => {
  using folder = {
    path: await Deno.makeTempDir(),
    [Symbol.dispose]() {
      Deno.removeSync(this.path, { recursive: true });
    },
  };
  assertEquals(await missingWith(["--allow-run"], folder.path), {
    reason: "tc is not installed",
    remedy: "install the package iproute2",
  });
  await Deno.writeTextFile(`${folder.path}/tc`, "", { mode: 0o755 });
  assertEquals(await missingWith([], folder.path), {
    reason: "tc may not be run",
    remedy: "allow this user, and Deno with --allow-run, to run it",
  });
});
