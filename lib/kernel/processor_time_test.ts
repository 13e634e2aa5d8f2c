import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { parseProcessorTime, processorTime } from "./processor_time.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

function sample(name: string): string {
  return Deno.readTextFileSync(
    new URL(`../../fixtures/proc/${name}`, import.meta.url),
  );
}

const TIMES = {
  user_seconds: 1,
  nice_seconds: 0.2,
  system_seconds: 0.3,
  idle_seconds: 40,
  input_output_wait_seconds: 0.5,
  interrupt_seconds: 0.06,
  soft_interrupt_seconds: 0.07,
};

Deno.test("a hundred ticks are a second, and later fields do not matter", () => {
  assertEquals(parseProcessorTime(sample("stat_future")), {
    ...TIMES,
    steal_seconds: 8,
  });
});

Deno.test("an old kernel without steal time has 0 there", () => {
  assertEquals(parseProcessorTime(sample("stat_linux_2_6_10")), {
    ...TIMES,
    steal_seconds: 0,
  });
});

Deno.test("the line of all processors is taken, not that of one", () => {
  const text = sample("stat_linux_6_18");
  const all = parseProcessorTime(text)!;
  const ticks = text.match(/^cpu +(\d+)/)![1]!;
  assertEquals(all.user_seconds, Number(ticks) / 100);
});

Deno.test("a text without the line has no times", () => {
  assertEquals(parseProcessorTime(""), undefined);
  assertEquals(parseProcessorTime("cpu0 1 2 3 4\nintr 1\n"), undefined);
  assertEquals(parseProcessorTime("cpu  many\n"), undefined);
});

Deno.test({
  name: "this machine's processors have been idle and busy",
  ignore: Deno.build.os !== "linux",
  fn() {
    const times = processorTime()!;
    assert(times.idle_seconds + times.user_seconds > 0);
    for (const seconds of Object.values(times)) assert(seconds >= 0);
  },
});
