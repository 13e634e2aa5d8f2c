import { assertEquals, assertThrows } from "@std/assert";
import { trialOf } from "../../fixtures/experiments/sample_records.ts";
import type { Factors, TrialRecord } from "./record.ts";
import { having, medianExchangeSeconds, medianOf } from "./select.ts";

function trial(factors: Factors, changes: Partial<TrialRecord>): TrialRecord {
  return trialOf([], {
    factors,
    condition: JSON.stringify(factors),
    ...changes,
  });
}

const FAST = trial({ transport: "tcp", bufferBytes: 64 }, {
  metrics: { time_seconds: 1 },
  exchange_seconds: [1, 2, 3],
});
const SLOW = trial({ transport: "tcp", bufferBytes: 32 }, {
  metrics: { time_seconds: 4 },
  exchange_seconds: [10],
});
const OTHER = trial({ transport: "udp", bufferBytes: 32 }, {
  metrics: { requests: 1 },
});
const ALL = [FAST, SLOW, OTHER];

Deno.test("having() takes the records with all of the levels", () => {
  assertEquals(having(ALL, { transport: "tcp" }), [FAST, SLOW]);
  assertEquals(having(ALL, { transport: "tcp", bufferBytes: 32 }), [SLOW]);
  assertEquals(having(ALL, {}), ALL);
});

Deno.test("having() refuses to find nothing, also for a level of another type", () => {
  for (
    const levels of [
      { transport: "sctp" },
      { bufferBytes: "32" },
      { noDelay: true },
    ] as Factors[]
  ) {
    assertThrows(() => having(ALL, levels), RangeError, JSON.stringify(levels));
  }
});

Deno.test("medianOf() takes the metric's median, and names the condition that lacks it", () => {
  assertEquals(medianOf([FAST, SLOW], "time_seconds"), 2.5);
  assertThrows(
    () => medianOf(ALL, "time_seconds"),
    RangeError,
    `${OTHER.condition} has no time_seconds`,
  );
});

Deno.test("medianExchangeSeconds() takes the median over the exchanges of all records", () => {
  assertEquals(medianExchangeSeconds([FAST, SLOW]), 2.5);
});
