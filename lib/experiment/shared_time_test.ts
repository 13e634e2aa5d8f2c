import { assertAlmostEquals, assertEquals } from "@std/assert";
import { metricsOfSharedTime, type SharedTransfer } from "./shared_time.ts";

/** A transfer of 1,000 bytes at an even rate. */
function steady(startedAtMs: number, seconds: number): SharedTransfer {
  return {
    started_at_ms: startedAtMs,
    time_seconds: seconds,
    received_bytes: 1000,
    progress: Array.from({ length: 20 }, (_, index) => {
      const share = (index + 1) / 20;
      return [share * seconds, share * 1000] as const;
    }),
  };
}

Deno.test("metricsOfSharedTime() calls equal clients fair", () => {
  assertEquals(metricsOfSharedTime([steady(0, 1), steady(0, 1)]), {
    shared_jain_fairness: 1,
    shared_first_client_ratio: 0.5,
  });
});

Deno.test("metricsOfSharedTime() looks at what each one has when the first one is done", () => {
  // when the first has its 1,000 bytes, the second has 250
  const metrics = metricsOfSharedTime([steady(0, 1), steady(0, 4)]);
  assertAlmostEquals(metrics.shared_first_client_ratio!, 0.8);
  assertAlmostEquals(
    metrics.shared_jain_fairness!,
    1250 ** 2 / (2 * (1000 ** 2 + 250 ** 2)),
  );
});

Deno.test("metricsOfSharedTime() knows who has not begun, and lays the clients' clocks side by side", () => {
  assertEquals(
    metricsOfSharedTime([steady(5_000, 1), steady(0, 1)]),
    { shared_jain_fairness: 0.5, shared_first_client_ratio: 0 },
  );
  const metrics = metricsOfSharedTime([steady(500, 2), steady(0, 1)]);
  assertAlmostEquals(metrics.shared_first_client_ratio!, 250 / 1250);
});

Deno.test("metricsOfSharedTime() takes a line between marks, and the last mark after it", () => {
  const [first, second] = [steady(0, 1), steady(0, 10)];
  const metrics = metricsOfSharedTime([
    first!,
    { ...second!, progress: [[0.5, 0], [1.5, 500]] },
  ]);
  assertAlmostEquals(metrics.shared_first_client_ratio!, 1000 / 1250);
  const late = metricsOfSharedTime([
    first!,
    { ...second!, progress: [[0.5, 250]] },
  ]);
  assertAlmostEquals(late.shared_first_client_ratio!, 1000 / 1250);
});
