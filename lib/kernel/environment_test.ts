import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { describeEnvironment } from "./environment.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

const onLinux = Deno.build.os === "linux";

Deno.test("the environment survives JSON unchanged", async () => {
  const environment = await describeEnvironment();
  assertEquals(JSON.parse(JSON.stringify(environment)), environment);
});

Deno.test("what Deno knows itself is there on every system", async () => {
  const environment = await describeEnvironment();
  assertEquals(environment.runtime.deno, Deno.version.deno);
  assertEquals(environment.operating_system.name, Deno.build.os);
  assert(environment.operating_system.kernel_release !== "");
  assert(environment.cpu.model !== "");
  assert(environment.cpu.logical_cores >= 1);
  const { total_bytes, available_bytes } = environment.memory;
  assert(available_bytes > 0 && available_bytes <= total_bytes);
  assert(environment.interfaces.length > 0);
});

Deno.test("what only Linux tells is there on Linux and null elsewhere", async () => {
  const environment = await describeEnvironment();
  const told = [
    environment.operating_system.kernel_version,
    environment.operating_system.libc,
    environment.user.may_administer_network,
    environment.cpu.allowed,
    environment.clock.source,
    environment.namespaces.network,
    environment.namespaces.own_process_namespace,
    environment.sysctls["net.core.rmem_default"],
  ];
  assertEquals(told.map((value) => value !== null), told.map(() => onLinux));
});

Deno.test("the host's and the user's name are left out", async () => {
  const text = JSON.stringify(await describeEnvironment());
  for (const secret of [Deno.hostname(), Deno.env.get("HOME")]) {
    assert(!text.includes(`"${secret}"`));
  }
});

Deno.test("without --allow-ffi and --allow-run the rest is still described", async () => {
  const module = import.meta.resolve("./environment.ts");
  const script = `
    import { describeEnvironment } from ${JSON.stringify(module)};
    const { clock, programs, source, interfaces } = await describeEnvironment();
    console.log(JSON.stringify([
      clock.source,
      new Set(Object.values(programs)).size,
      source,
      interfaces.every((one) => one.mtu_bytes === null),
    ]));
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-sys",
      `--config=${new URL("../../deno.json", import.meta.url).pathname}`,
      `data:text/typescript,${encodeURIComponent(script)}`,
    ],
  }).output();
  const decoder = new TextDecoder();
  assertEquals(
    decoder.decode(stdout),
    "[null,1,null,true]\n",
    decoder.decode(stderr),
  );
});
