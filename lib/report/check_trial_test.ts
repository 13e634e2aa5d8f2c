import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { checkTrial } from "./check_trial.ts";

const GOOD = {
  schema: 1,
  experiment: "nagle",
  trial: 0,
  block: 1,
  warm_up: false,
  condition: "noDelay=both",
  factors: { noDelay: "both" },
  started_at: "2026-10-03T09:15:00.000Z",
  trial_seconds: 0.2,
  engine: "libc",
  link: "loopback",
  metrics: { time_seconds: 0.1 },
  transfers: [],
  machine: { load_average_1: 0.5 },
};

Deno.test("checkTrial() takes a good record as it is", () => {
  assertEquals(checkTrial(GOOD), { record: GOOD, complaints: [] });
});

Deno.test("checkTrial() leaves out what cannot be told from another trial", () => {
  const unusable = [
    null,
    [],
    "text",
    { ...GOOD, experiment: undefined },
    { ...GOOD, trial: "3" },
    { ...GOOD, factors: null },
  ];
  for (const value of unusable) {
    const { record, complaints } = checkTrial(value);
    assertEquals(record, undefined);
    assertStringIncludes(complaints.join(), "left out");
  }
});

Deno.test("checkTrial() leaves out a record of another schema and names both", () => {
  const { record, complaints } = checkTrial({ ...GOOD, schema: 2 });
  assertEquals(record, undefined);
  assertStringIncludes(
    complaints[0]!,
    "schema 2, and this version reads schema 1",
  );
});

Deno.test("checkTrial() loses only the part that is wrong", () => {
  const parts = {
    metrics: { time_seconds: 0.1, made_up: 1, reads: null },
    factors: { noDelay: "both", odd: [1] },
    transfers: [{ transport: "tcp" }],
    exchange_seconds: [0.1, "slow"],
    ports: "none",
    machine: null,
    error: null,
  };
  const { record, complaints } = checkTrial({ ...GOOD, ...parts });
  assertEquals<unknown>(record, { ...GOOD, machine: {} });
  for (
    const part of [
      "made_up",
      "reads",
      "odd",
      "transfers",
      "exchange_seconds",
      "ports",
    ]
  ) {
    assert(complaints.some((complaint) => complaint.includes(part)), part);
  }
  assertEquals(complaints.length, 6);
});

Deno.test("checkTrial() accepts a failed trial without metrics", () => {
  const { metrics: _, transfers: __, machine: ___, ...rest } = GOOD;
  const { record, complaints } = checkTrial({ ...rest, error: "refused" });
  assertEquals(complaints, []);
  assertEquals(record?.metrics, {});
  assertEquals(record?.transfers, []);
});
