import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { machineSnapshot } from "./machine_snapshot.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

Deno.test("a snapshot has the time, the load and, on Linux, the steal time", () => {
  const before = Date.now();
  const snapshot = machineSnapshot();
  const at = Date.parse(snapshot.at);
  assert(at >= before && at <= Date.now());
  assert(snapshot.load_average_1 >= 0);
  assertEquals("steal_seconds" in snapshot, Deno.build.os === "linux");
  assert((snapshot.steal_seconds ?? 0) >= 0);
});

Deno.test("steal time does not run backwards", () => {
  const first = machineSnapshot().steal_seconds ?? 0;
  const second = machineSnapshot().steal_seconds ?? 0;
  assert(second >= first);
});
