import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { resourceUsage } from "./resource_usage.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

Deno.test("computing costs processor time", () => {
  const before = resourceUsage();
  // Kept busy until the system has counted it, which it may do in ticks.
  const deadline = performance.now() + 2_000;
  let after = before;
  while (after.cpuSeconds === before.cpuSeconds) {
    assert(performance.now() < deadline, "busy for 2 s, and nothing counted");
    after = resourceUsage();
  }
  assert(after.cpuSeconds > before.cpuSeconds);
});

Deno.test({
  name: "waiting is a voluntary context switch",
  ignore: Deno.build.os === "windows",
  async fn() {
    const before = resourceUsage();
    for (let pause = 0; pause < 5; pause++) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const after = resourceUsage();
    assert(after.voluntaryContextSwitches > before.voluntaryContextSwitches);
    assert(
      after.involuntaryContextSwitches >= before.involuntaryContextSwitches,
    );
  },
});

Deno.test("the peak grows with what is held at once", () => {
  const before = resourceUsage().peakMemoryBytes;
  // What a test before this one has given back could hide a small block.
  const block = new Uint8Array(before + 64 * 2 ** 20).fill(1);
  const after = resourceUsage().peakMemoryBytes;
  assertEquals(block[block.length - 1], 1);
  assert(after >= block.length, `${after} after ${block.length} more bytes`);
});

Deno.test({
  name: "the peak does not begin with that of the process that started it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const block = new Uint8Array(256 * 2 ** 20).fill(1);
    const module = import.meta.resolve("./resource_usage.ts");
    const script = `
      import { resourceUsage } from ${JSON.stringify(module)};
      console.log(resourceUsage().peakMemoryBytes);
    `;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-config",
        "--no-prompt",
        "--allow-ffi",
        `data:text/typescript,${encodeURIComponent(script)}`,
      ],
    }).output();
    const decoder = new TextDecoder();
    const peak = Number(decoder.decode(stdout));
    assert(peak > 0, decoder.decode(stderr));
    assert(peak < block.length, `${peak} bytes`);
  },
});
