import { assert, assertEquals } from "@std/assert";
import { denoEngine } from "../socket/deno_engine.ts";
import { Pauses } from "./pause.ts";
import { ENGINES } from "./testing/engines.ts";

for (const engine of ENGINES) {
  for (const microseconds of [50, 500, 6_000]) {
    Deno.test(`engine ${engine.name}: a pause of ${microseconds} µs lasts at least that long`, async () => {
      const pauses = new Pauses(microseconds, engine);
      assertEquals(pauses.wanted, true);
      const start = performance.now();
      for (let count = 0; count < 9; count++) await pauses.pause();
      const elapsed = (performance.now() - start) * 1000;
      const median = pauses.medianMicroseconds();
      assert(median !== undefined && median >= microseconds, `${median} µs`);
      assert(elapsed >= 9 * microseconds, `${elapsed} µs for nine of them`);
      // no more than half of them can have been longer than twice the mean
      assert(median <= (2 * elapsed) / 9 + 1, `${median} µs of ${elapsed} µs`);
    });
  }

  Deno.test(`engine ${engine.name}: other work of the event loop goes on during a pause`, async () => {
    const pauses = new Pauses(30_000, engine);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    let connected = false;
    const connecting = Promise.all([
      Deno.connect({ hostname: "127.0.0.1", port }),
      listener.accept(),
    ]).then((ends) => {
      connected = true;
      for (const end of ends) end.close();
    });
    await pauses.pause();
    clearInterval(timer);
    assert(ticks >= 1, "no timer fired");
    assert(connected, "no connection was made");
    await connecting;
    listener.close();
  });
}

Deno.test("without a pause there is nothing to wait for and no median", () => {
  const pauses = new Pauses(0, denoEngine);
  assertEquals(pauses.wanted, false);
  assertEquals(pauses.medianMicroseconds(), undefined);
});
