import { assertEquals } from "@std/assert";
import { Watchdog } from "./watchdog.ts";

const TIMEOUT_MS = 40;

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

Deno.test("standstill is called once, and no earlier than the timeout", async () => {
  const start = performance.now();
  let calls = 0;
  const called = Promise.withResolvers<number>();
  const watchdog = new Watchdog(TIMEOUT_MS, () => {
    calls++;
    called.resolve(performance.now() - start);
  });
  const elapsed = await called.promise;
  // timers are rounded to whole milliseconds
  assertEquals(elapsed >= TIMEOUT_MS - 4, true, `${elapsed} ms`);
  await after(3 * TIMEOUT_MS);
  assertEquals(calls, 1);
  watchdog.stop();
});

Deno.test("what keeps moving is left alone, and noticed once it stops", async () => {
  let stoodStill = false;
  const called = Promise.withResolvers<void>();
  const watchdog = new Watchdog(4 * TIMEOUT_MS, () => {
    stoodStill = true;
    called.resolve();
  });
  // a busy machine may be late with a timer, so life is shown far more often
  // than once a timeout
  const end = performance.now() + 12 * TIMEOUT_MS;
  while (performance.now() < end) {
    watchdog.alive();
    await after(1);
  }
  assertEquals(stoodStill, false);
  await called.promise;
});

Deno.test("a watchdog that was stopped never calls, and can be stopped again", async () => {
  let calls = 0;
  const watchdog = new Watchdog(TIMEOUT_MS, () => calls++);
  watchdog.stop();
  watchdog.stop();
  await after(3 * TIMEOUT_MS);
  assertEquals(calls, 0);
});
