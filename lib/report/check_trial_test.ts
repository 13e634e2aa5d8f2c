import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { RECORD_SCHEMA } from "../experiment/record.ts";
import { checkTrial } from "./check_trial.ts";

const GOOD = {
  schema: RECORD_SCHEMA,
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
  exchange_tcp_info: { client: { segments_out: 3 }, client_samples: [] },
  counters: { "Tcp.OutSegs": 12 },
  network_namespace: { id: "net:[1]", own: true },
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
  const { record, complaints } = checkTrial({ ...GOOD, schema: 1 });
  assertEquals(record, undefined);
  assertStringIncludes(
    complaints[0]!,
    `schema 1, and this version reads schema ${RECORD_SCHEMA}`,
  );
});

Deno.test("checkTrial() loses only the part that is wrong", () => {
  const parts = {
    metrics: { time_seconds: 0.1, made_up: 1, reads: null },
    factors: { noDelay: "both", odd: [1] },
    transfers: [{ transport: "tcp" }],
    exchange_seconds: [0.1, "slow"],
    ports: "none",
    exchange_tcp_info: { server: "fine" },
    counters: { "Tcp.OutSegs": "many" },
    network_namespace: "net:[1]",
    machine: null,
    error: null,
  };
  const { record, complaints } = checkTrial({ ...GOOD, ...parts });
  const { exchange_tcp_info: _, counters: _c, network_namespace: _n, ...rest } =
    GOOD;
  assertEquals<unknown>(record, { ...rest, machine: {} });
  for (
    const part of [
      "made_up",
      "reads",
      "odd",
      "transfers",
      "exchange_seconds",
      "ports",
      "exchange_tcp_info",
      "counters",
      "network_namespace",
    ]
  ) {
    assert(complaints.some((complaint) => complaint.includes(part)), part);
  }
  assertEquals(complaints.length, 9);
});

Deno.test("checkTrial() accepts a failed trial without metrics", () => {
  const { metrics: _, transfers: __, machine: ___, ...rest } = GOOD;
  const { record, complaints } = checkTrial({ ...rest, error: "refused" });
  assertEquals(complaints, []);
  assertEquals(record?.metrics, {});
  assertEquals(record?.transfers, []);
});

Deno.test("checkTrial() leaves out transfers whose evidence has another form", () => {
  const ends = { client: {}, server: {} };
  const forms: [tcpInfo: unknown, fits: boolean][] = [
    [{}, true],
    [{ server: {}, server_samples: [{ at_milliseconds: 1, info: {} }] }, true],
    [null, false],
    [{ client: 7 }, false],
    [{ client_samples: [{ at_milliseconds: 1 }] }, false],
    [{ client_samples: {} }, false],
  ];
  for (const [tcp_info, fits] of forms) {
    const transfers = [{ ...ends, tcp_info }];
    const { record } = checkTrial({ ...GOOD, transfers });
    assertEquals(record?.transfers.length, fits ? 1 : 0);
  }
});
