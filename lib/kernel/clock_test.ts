import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { describeClock } from "./clock.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

Deno.test("the clock has a resolution, and on Linux a source among those available", () => {
  const clock = describeClock();
  assert(clock.resolution_seconds > 0);
  assert(clock.resolution_seconds < 0.1, `${clock.resolution_seconds} s`);
  assertEquals(clock.source !== null, Deno.build.os === "linux");
  if (clock.source !== null) {
    assert(clock.available_sources!.includes(clock.source));
  }
});
