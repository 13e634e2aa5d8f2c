/** `experiment()` from outside: a `deno test` of its own, and what it leaves. */

import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { join, relative } from "@std/path";
import { PROJECT, Workplace } from "../../fixtures/experiments/child_run.ts";
import { engineMissing } from "../socket/engines.ts";
import { conditionKey } from "./condition.ts";
import { type Factors, RECORD_SCHEMA, type TrialRecord } from "./record.ts";
import { schedule } from "./schedule.ts";

// asked before the first test, because a test that opens a library is taken to leak it
engineMissing("libc");

/** The conditions of `first.ts` and `second.ts`. */
const CONDITIONS: Record<string, Factors[]> = {
  first: [
    { transport: "tcp", bufferBytes: 64 },
    { transport: "tcp", bufferBytes: 1024 },
    { transport: "udp", bufferBytes: 1024 },
  ],
  second: [32, 64, 128, 256].map((bufferBytes) => ({ bufferBytes })),
};

/** What of a record says which trial it was. */
function place({ trial, block, warm_up, condition, factors }: TrialRecord) {
  return { trial, block, warm_up, condition, factors };
}

/** What the records of `first` or `second` have to be, in their order. */
function planned(experiment: string, seed: number, repetitions: number) {
  return schedule(CONDITIONS[experiment]!, { experiment, seed, repetitions })
    .map(({ trial, block, warmUp, condition }) => ({
      trial,
      block,
      warm_up: warmUp,
      condition: conditionKey(condition),
      factors: condition,
    }));
}

/** The records of one experiment. */
function of(experiment: string, records: TrialRecord[]): TrialRecord[] {
  return records.filter((record) => record.experiment === experiment);
}

Deno.test("two modules of one `deno test` make one run", async (test) => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: ["first.ts", "second.ts"],
    words: [...workplace.words, "--repetitions", "2", "--seed", "7"],
  });
  assertEquals(code, 0, text);
  assertEquals(workplace.runs().length, 1);
  const records = workplace.records();
  const manifest = workplace.manifest();

  await test.step("with a record for every trial, in the order that the seed gives", () => {
    for (const name of ["first", "second"]) {
      assertEquals(of(name, records).map(place), planned(name, 7, 2));
    }
    assertEquals(records.length, 3 * (3 + 4));
  });
  await test.step("with what was measured, and what the machine did, in every record", () => {
    for (const record of records) {
      assertEquals([record.schema, record.error], [RECORD_SCHEMA, undefined]);
      assertEquals([record.engine, record.link], ["deno", "loopback"]);
      assertEquals(record.transfers.length, 1);
      assertEquals(record.metrics.asked_bytes, 4096);
      assertGreater(record.metrics.time_seconds!, 0);
      assertGreater(record.trial_seconds, record.metrics.time_seconds!);
      assertGreater(Date.parse(record.started_at), 0);
      assert(record.machine.server_cpu_seconds! >= 0);
      assert(record.machine.client_cpu_seconds! >= 0);
      assert(record.machine.server_voluntary_context_switches! >= 0);
      assertGreater(record.machine.client_peak_memory_bytes!, 0);
    }
  });
  await test.step("with a manifest that tells of both", () => {
    assertEquals(
      manifest.experiments.map((one) => [
        one.name,
        one.status,
        one.conditions,
        one.repetitions,
      ]),
      [["first", "done", 3, 2], ["second", "done", 4, 2]],
    );
    const [first] = manifest.experiments;
    assertEquals(first!.question, "Does a book arrive?");
    assertEquals(first!.factors, {
      transport: ["tcp", "udp"],
      bufferBytes: [64, 1024],
    });
    assertEquals(
      first!.assertions.map(({ held }) => held),
      // all completed, five invariants, one expectation
      Array(7).fill(true),
    );
    assertGreater(first!.seconds!, 0);
    assertEquals([manifest.seed, manifest.repetitions], [7, 2]);
    assertEquals(manifest.corpus, workplace.corpus);
    assertStringIncludes(manifest.command.join(" "), "second.ts -- --output");
  });
  await test.step("with every assertion as a step, and nothing drawn for a terminal", () => {
    assertStringIncludes(
      text,
      "measures 3 condition(s) in 1 + 2 blocks: 9 trials",
    );
    assertStringIncludes(text, "in every trial: TCP delivers every byte");
    assertStringIncludes(text, "the warm-up block is kept out");
    assertEquals(text.includes("\x1b"), false);
  });
});

Deno.test({
  name: "the kernel's evidence is in every record",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using workplace = new Workplace();
    const { code, text } = await workplace.run({
      files: ["first.ts"],
      words: [...workplace.words, "--repetitions", "1"],
    });
    assertEquals(code, 0, text);
    for (const { factors, ...record } of workplace.records()) {
      const [transfer] = record.transfers;
      assertGreaterOrEqual(record.counters!["IpExt.OutOctets"]!, 4096);
      assertStringIncludes(record.network_namespace!.id, "net:[");
      assertGreaterOrEqual(record.metrics.delayed_acks!, 0);
      if (factors.transport === "udp") {
        const { kernel_drops } = transfer!.ledger!.attribution!;
        assertGreaterOrEqual(kernel_drops, 0);
        assertEquals(record.metrics.drops_unexplained, 0);
        continue;
      }
      assertGreater(record.metrics.segments_out!, 0);
      const { client, server, ...samples } = transfer!.tcp_info!;
      assertEquals(samples, {});
      assertEquals(
        record.metrics.server_data_segments_out,
        server!.data_segments_out,
      );
      // the book, the announcement before it, and the FIN
      assertGreater(client!.bytes_received!, 4096);
    }
  },
});

Deno.test({
  name: "--sample-tcp-info watches both ends of a transfer",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using workplace = new Workplace();
    const { code, text } = await workplace.run({
      files: ["paced.ts"],
      words: [
        ...workplace.words,
        ...["--repetitions", "1", "--sample-tcp-info", "5"],
      ],
    });
    assertEquals(code, 0, text);
    for (const { transfers } of workplace.records()) {
      const { client_samples, server_samples } = transfers[0]!.tcp_info!;
      assertGreater(client_samples!.length, 1);
      assertGreater(server_samples!.length, 1);
    }
  },
});

/** Engine by condition, in the order of the conditions' names. */
function enginesOf(experiment: string, records: TrialRecord[]): string[] {
  return [
    ...new Set(
      of(experiment, records).map(({ condition, engine }) =>
        `${condition}: ${engine}`
      ),
    ),
  ].sort();
}

/** What a run of `engines.ts` has to come to, by its words. */
const ENGINE_RUNS: Record<string, {
  words: string[];
  engine: string | null;
  factor: string[];
  byCondition: string[];
  oneEngine: string[];
}> = {
  "all of them, where no engine is asked for": {
    words: [],
    engine: null,
    factor: [
      "engine=deno transport=tcp: deno",
      "engine=deno transport=udp: deno",
      "engine=libc transport=tcp: libc",
      "engine=libc transport=udp: libc",
    ],
    byCondition: ["needs=any: deno", "needs=libc: libc"],
    oneEngine: ["engine=libc: libc"],
  },
  "--engine libc": {
    words: ["--engine", "libc"],
    engine: "libc",
    factor: [
      "engine=libc transport=tcp: libc",
      "engine=libc transport=udp: libc",
    ],
    byCondition: ["needs=any: libc", "needs=libc: libc"],
    oneEngine: ["engine=libc: libc"],
  },
  "--engine deno, which leaves an experiment of the other one nothing": {
    words: ["--engine", "deno"],
    engine: "deno",
    factor: [
      "engine=deno transport=tcp: deno",
      "engine=deno transport=udp: deno",
    ],
    byCondition: ["needs=any: deno", "needs=libc: libc"],
    oneEngine: [],
  },
};

for (const [name, expected] of Object.entries(ENGINE_RUNS)) {
  Deno.test({
    name: `engines of a run: ${name}`,
    ignore: engineMissing("libc") !== undefined,
    async fn() {
      using workplace = new Workplace();
      const { code, text } = await workplace.run({
        files: ["engines.ts"],
        words: [...workplace.words, "--repetitions", "1", ...expected.words],
      });
      assertEquals(code, 0, text);
      const records = workplace.records();
      assertEquals(enginesOf("engine_factor", records), expected.factor);
      assertEquals(
        enginesOf("engine_by_condition", records),
        expected.byCondition,
      );
      assertEquals(enginesOf("one_engine", records), expected.oneEngine);
      const { engine, experiments } = workplace.manifest();
      assertEquals(engine, expected.engine);
      const [factor, , oneEngine] = experiments;
      assertEquals(factor!.conditions, expected.factor.length);
      assertEquals(factor!.skipped_in_part, undefined);
      if (expected.oneEngine.length > 0) {
        assertEquals(oneEngine!.status, "done");
        return;
      }
      assertEquals([oneEngine!.status, oneEngine!.skipped], ["skipped", {
        reason: "it has no condition with --engine deno",
        remedy: "leave the option out, or give another value",
      }]);
    },
  });
}

Deno.test("what needs an engine that cannot be used here is skipped, with the reason, and the rest is run", async () => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: ["engines.ts"],
    words: [...workplace.words, "--repetitions", "1"],
    // without this right there is no C library
    flags: ["--deny-ffi"],
  });
  assertEquals(code, 0, text);
  const records = workplace.records();
  assertEquals(enginesOf("engine_factor", records), [
    "engine=deno transport=tcp: deno",
    "engine=deno transport=udp: deno",
  ]);
  assertEquals(enginesOf("engine_by_condition", records), ["needs=any: deno"]);
  const [factor, byCondition, oneEngine] = workplace.manifest().experiments;
  for (const { status, skipped_in_part } of [factor!, byCondition!]) {
    assertEquals(status, "done");
    assertStringIncludes(skipped_in_part!.reason, "the engine libc");
  }
  assertEquals(oneEngine!.status, "skipped");
  assertStringIncludes(oneEngine!.skipped!.reason, "the engine libc");
  assertStringIncludes(oneEngine!.skipped!.remedy, "Linux");
  assertStringIncludes(text, "skipped: the engine libc cannot be used");
});

Deno.test("modules that run in parallel measure one after the other, with one seed", async () => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: ["first.ts", "second.ts"],
    words: [...workplace.words, "--repetitions", "1"],
    flags: ["--parallel"],
  });
  assertEquals(code, 0, text);
  assertEquals(workplace.runs().length, 1);
  const records = workplace.records();
  const { seed } = workplace.manifest();
  for (const name of ["first", "second"]) {
    // a seed that was drawn, too, is the run's and stands in its manifest
    assertEquals(of(name, records).map(place), planned(name, seed, 1));
  }
  const changes = records.slice(1).filter((record, index) =>
    record.experiment !== records[index]!.experiment
  );
  assertEquals(changes.length, 1, "the experiments took turns");
  const before = records[records.indexOf(changes[0]!) - 1]!;
  const ended = Date.parse(before.started_at) + before.trial_seconds * 1000;
  // a millisecond for the rounding of started_at
  assertGreater(Date.parse(changes[0]!.started_at) + 1, ended);
});

Deno.test("experiments with trials that go wrong", async (test) => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: [
      "broken_invariant.ts",
      "throwing_trial.ts",
      "always_throwing.ts",
      "server_killed.ts",
      "skipped.ts",
    ],
    words: [...workplace.words, "--repetitions", "2", "--seed", "1"],
  });
  assertNotEquals(code, 0, text);
  const all = workplace.records();
  const noted = Object.fromEntries(
    workplace.manifest().experiments.map((one) => [one.name, one]),
  );

  await test.step("a broken invariant fails the test and names the trials", () => {
    const records = of("broken_invariant", all);
    assertEquals(records.length, 9);
    const broken = records.filter(({ factors }) => factors.number === 2);
    assertStringIncludes(text, "It does not hold in 3 of 9 trials");
    for (const { trial, block } of broken) {
      assertStringIncludes(
        text,
        `trial ${trial} (block ${block}), number=2: this one is even`,
      );
    }
    const { status, assertions } = noted["broken_invariant"]!;
    assertEquals(status, "failed");
    assertEquals(assertions.map(({ name, held }) => [name, held]), [
      ["every trial was completed", true],
      ["in every trial: every number is odd", false],
    ]);
    assertStringIncludes(assertions[1]!.detail!, "this one is even");
  });

  await test.step("a trial that throws is recorded with its error, and the rest runs", () => {
    const records = of("throwing_trial", all);
    assertEquals(records.length, 6);
    const failed = records.filter(({ factors }) => factors.fails);
    assertEquals(failed.map(({ error }) => error), [
      "the mains went off",
      "help",
      "The metric time_seconds is NaN",
    ]);
    for (const { metrics, transfers } of failed) {
      assertEquals([metrics, transfers], [{}, []]);
    }
    for (
      const { error, transfers } of records.filter((one) => !one.factors.fails)
    ) {
      assertEquals([error, transfers[0]!.received_bytes], [undefined, 10_000]);
    }
    assertStringIncludes(text, "3 of 6 trials failed, 0 were not tried");
    assertEquals(
      noted["throwing_trial"]!.assertions.map(({ held }) => held),
      [false, true],
    );
  });

  await test.step("three failures in a row end it", () => {
    const records = of("always_throwing", all);
    assertEquals(records.map(({ trial }) => trial), [0, 1, 2]);
    for (const { factors, error } of records) {
      assertEquals(error, `no ${factors.number}`);
    }
    assertStringIncludes(
      text,
      `3 trials in a row failed, the last one: ${records[2]!.error}`,
    );
    assertStringIncludes(text, "3 of 15 trials failed, 12 were not tried");
    // an expectation over nothing does not hold
    assertStringIncludes(text, "No trial was completed");
    assertEquals(noted["always_throwing"]!.status, "failed");
  });

  await test.step("a server that is killed fails its trial with a clear error, and no other", () => {
    const records = of("server_killed", all);
    assertEquals(records.length, 6);
    for (const { factors, error, transfers } of records) {
      if (factors.killed) {
        // the process is named, not only what the client makes of it
        assertEquals(error, "The server 0 has ended");
      } else {
        assertEquals([error, transfers[0]!.received_bytes], [
          undefined,
          10_000,
        ]);
      }
    }
  });

  await test.step("a skipped experiment says why and what would help, and fails nothing", () => {
    assertStringIncludes(
      text,
      "skipped: there is no vacuum; run it in space ... ignored",
    );
    assertEquals(of("skipped", all), []);
    const { status, skipped } = noted["skipped"]!;
    assertEquals([status, skipped], ["skipped", {
      reason: "there is no vacuum",
      remedy: "run it in space",
    }]);
    assertStringIncludes(text, "| 1 passed");
  });
});

Deno.test("an experiment that cannot begin says why and what to do, and leaves no run", async (test) => {
  using workplace = new Workplace();
  const nowhere = join(workplace.path, "nowhere");
  const file = join(workplace.path, "file");
  Deno.writeTextFileSync(file, "");
  const cases: Record<string, { words: string[]; said: string[] }> = {
    "a wrong value of an option": {
      words: ["--repetitions", "0"],
      said: ["--repetitions", "whole number from 1"],
    },
    "an unknown option": {
      words: ["--repetition", "1"],
      said: ["--repetition;"],
    },
    "a corpus that is not there": {
      words: ["--corpus", nowhere],
      said: [nowhere, "--corpus"],
    },
    "an output that cannot be written": {
      words: ["--corpus", workplace.corpus, "--output", join(file, "runs")],
      said: [join(file, "runs"), "--output"],
    },
  };
  for (const [name, { words, said }] of Object.entries(cases)) {
    await test.step(name, async () => {
      const { code, text } = await workplace.run({
        files: ["first.ts"],
        words: words.includes("--output")
          ? words
          : [...words, "--output", workplace.output],
      });
      assertEquals(code, 1, text);
      for (const part of said) assertStringIncludes(text, part);
      assertEquals(workplace.runs(), []);
    });
  }
});

Deno.test("any files make a corpus: empty, of a byte, binary, linked, with awkward names", async () => {
  using workplace = new Workplace();
  workplace.addBook("empty.txt", "");
  workplace.addBook("one byte", "x");
  workplace.addBook("name with spaces, and a comma.txt", "a few words\n");
  workplace.addBook("名前—ñ.txt", "\ufeffwords\u00a0and\u2003words");
  const binary = new Uint8Array(30_000);
  for (const index of binary.keys()) binary[index] = (index * index) % 256;
  workplace.addBook("binary.bin", binary);
  const elsewhere = join(workplace.path, "elsewhere.txt");
  Deno.writeTextFileSync(elsewhere, "far away");
  Deno.symlinkSync(elsewhere, join(workplace.corpus, "linked.txt"));
  const corpus = join(workplace.path, "odd books");
  Deno.renameSync(workplace.corpus, corpus);

  const { code, text } = await workplace.run({
    files: ["every_book.ts", "experiments/concurrent_tcp_udp_test.ts"],
    words: [
      ...["--repetitions", "1", "--output", workplace.output],
      // found from where the command is given
      ...["--corpus", relative(PROJECT, corpus)],
    ],
  });
  assertEquals(code, 0, text);
  const records = workplace.records();
  const everyBook = of("every_book", records);
  assertEquals(everyBook.length, 4);
  for (const { factors, transfers } of everyBook) {
    const sizes = transfers.map(({ book, asked_bytes }) => [book, asked_bytes]);
    assertEquals(sizes, [
      ["binary.bin", 30_000],
      ["empty", 0],
      ["large", 10_000],
      ["linked", 8],
      ["name with spaces, and a comma", 12],
      ["one byte", 1],
      ["small", 290],
      ["名前—ñ", 21],
    ]);
    if (factors.transport === "tcp") {
      assertEquals(transfers[1]!.throughput_bytes_per_second, 0);
    }
  }
  // four conditions, one of them twice, in two blocks
  assertEquals(of("concurrent_tcp_udp", records).length, 10);
});

Deno.test("a corpus of one empty file can be measured", async () => {
  using workplace = new Workplace();
  Deno.removeSync(workplace.corpus, { recursive: true });
  Deno.mkdirSync(workplace.corpus);
  workplace.addBook("empty.txt", "");
  const { code, text } = await workplace.run({
    files: ["first.ts", "every_book.ts"],
    words: [...workplace.words, "--repetitions", "1"],
  });
  assertEquals(code, 0, text);
  for (const { metrics } of workplace.records()) {
    assertEquals(metrics.received_bytes, 0);
    assertEquals(metrics.throughput_bytes_per_second, 0);
  }
});
