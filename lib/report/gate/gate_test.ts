import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { conditionKey } from "../../experiment/condition.ts";
import { RECORD_SCHEMA, type TrialRecord } from "../../experiment/record.ts";
import { ReportError } from "../report_error.ts";
import type { Finding, Outcome } from "./finding.ts";
import {
  compareWithBaseline,
  type GateOptions,
  type GateResult,
} from "./gate.ts";
import { verdictOf } from "./gate_text.ts";
import {
  type AnyManifest,
  ASSERTION,
  FREE,
  type Planted,
  PlantedRuns,
  STALLED,
} from "./testing/planted_run.ts";

const COMMITTED = fromFileUrl(
  new URL("../../../fixtures/baseline", import.meta.url),
);

/** Compares a run as it is planted with the baseline that is. */
async function gated(
  run: Planted,
  { baseline = {}, ...options }: GateOptions & { baseline?: Planted } = {},
): Promise<GateResult> {
  await using runs = await PlantedRuns.make();
  return await compareWithBaseline(
    await runs.plant("run", run),
    await runs.plant("baseline", baseline),
    options,
  );
}

function only(result: GateResult, outcome: Outcome): Finding {
  const found = result.findings.filter((one) => one.outcome === outcome);
  assertEquals(found.length, 1, JSON.stringify(result.findings, null, 1));
  return found[0]!;
}

const slower = (factor: number, condition: string) => (trial: TrialRecord) => {
  if (trial.condition !== condition) return;
  const { metrics } = trial;
  metrics.exchange_median_seconds = metrics.exchange_median_seconds! * factor;
};

const nagle = (manifest: AnyManifest) => manifest.experiments[0];

/** Adds an experiment without records. */
function addSecond(manifest: AnyManifest): void {
  manifest.experiments.push({
    ...structuredClone(nagle(manifest)),
    name: "second",
  });
}

Deno.test("a run against itself: nothing regressed, everything can be told", async () => {
  const result = await gated({});
  assertEquals(verdictOf(result).status, 0);
  assertEquals([result.differences, result.warnings], [[], []]);
  assert(result.findings.length > 5);
  for (const { outcome, subject } of result.findings) {
    assertEquals(outcome, "unchanged", subject);
  }
});

Deno.test("an assertion that does not hold any more has regressed; one that holds now has improved", async () => {
  const broken = (manifest: AnyManifest) => {
    nagle(manifest).assertions[0] = {
      name: ASSERTION,
      held: false,
      detail: "It does not hold in 1 of 22 trials",
    };
  };
  const result = await gated({ manifest: broken });
  const { subject, detail } = only(result, "regressed");
  assertEquals(subject, ASSERTION);
  assertStringIncludes(detail!, "1 of 22 trials");
  assertEquals(verdictOf(result).status, 1);

  const mended = await gated({}, { baseline: { manifest: broken } });
  assertEquals(only(mended, "improved").subject, ASSERTION);
  assertEquals(verdictOf(mended).status, 0);
});

Deno.test("an assertion that has gone cannot be compared, a new one is noted unless it is broken", async () => {
  const result = await gated({
    manifest: (manifest) => nagle(manifest).assertions[0].name = "another",
  });
  assertEquals(only(result, "incomparable").subject, ASSERTION);
  assertEquals(only(result, "new").subject, "another");
  assertEquals(verdictOf(result).status, 2);

  const broken = await gated({
    manifest: (manifest) =>
      nagle(manifest).assertions.push({ name: "broken", held: false }),
  });
  assertEquals(only(broken, "regressed").subject, "broken");
});

Deno.test("trials that fail have regressed where none did", async () => {
  const result = await gated({
    trial(trial) {
      if (trial.block === 3) trial.error = "the server is gone";
    },
  });
  const { detail } = only(result, "regressed");
  assertStringIncludes(detail!, "2 failed and none in the baseline");
  assertStringIncludes(detail!, "the server is gone");
});

Deno.test("another error code has regressed, be it in one trial", async () => {
  const result = await gated({
    trial(trial) {
      if (trial.trial === 5) trial.observations = { refused_with: "ENOBUFS" };
    },
  });
  const { subject, detail } = only(result, "regressed");
  assertEquals(subject, `${FREE}: observed refused_with`);
  assertEquals(detail, "ENOBUFS in 1 of 10 trials; EMSGSIZE in the baseline");
  assertEquals(verdictOf(result).status, 1);
});

Deno.test("bytes that do not arrive any more have regressed, and have improved the other way", async () => {
  const losing: Planted = {
    trial: ({ transfers }) => {
      for (const transfer of transfers) transfer.received_bytes--;
    },
  };
  const regressed = (await gated(losing)).findings.filter(({ outcome }) =>
    outcome === "regressed"
  );
  assertEquals(
    regressed.map(({ subject }) => subject),
    [STALLED, FREE].map((key) =>
      `${key}: TCP delivers every byte, digests equal`
    ),
  );
  const mended = await gated({}, { baseline: losing });
  assertEquals(verdictOf(mended).status, 0);
  assertEquals(
    mended.findings.filter(({ outcome }) => outcome === "improved").length,
    2,
  );
});

Deno.test("a count of the kernel may vary within its bounds and not beyond", async () => {
  const firing = (timers: number): Planted => ({
    trial({ condition, metrics }) {
      if (condition === FREE) metrics.delayed_acks = timers;
    },
  });
  assertEquals(verdictOf(await gated(firing(2))).status, 0);
  const result = await gated(firing(10));
  assertEquals(only(result, "regressed").subject, `${FREE}: delayed_acks`);
});

Deno.test("a ratio that moved beyond the margin has regressed or improved, both ends named", async () => {
  const result = await gated({ trial: slower(3, FREE) });
  const { subject, detail } = only(result, "regressed");
  assertEquals(
    subject,
    `exchange_median_seconds of ${FREE} / ${STALLED}`,
  );
  assertStringIncludes(detail!, "1.51 (");
  assertStringIncludes(detail!, "0.503 (");
  assertEquals(verdictOf(result).status, 1);

  const better = await gated({ trial: slower(1 / 3, FREE) });
  assertEquals(only(better, "improved").subject, subject);
});

Deno.test("a ratio has regressed once its whole interval lies beyond the baseline's by more than the margin", async () => {
  // the intervals are about 1% wide on either side
  for (const [factor, status] of [[1.9, 0], [2, 0], [2.2, 1]] as const) {
    const result = await gated({ trial: slower(factor, FREE) });
    assertEquals(verdictOf(result).status, status, `${factor} times`);
  }
});

Deno.test("a ratio within the margin is unchanged, and the margin can be chosen", async () => {
  const planted = { trial: slower(1.4, FREE) };
  assertEquals(verdictOf(await gated(planted)).status, 0);
  assertEquals(verdictOf(await gated(planted, { margin: 0.2 })).status, 1);
});

Deno.test("a run that is slower altogether has not regressed, and no timing is judged", async () => {
  await using runs = await PlantedRuns.make();
  await Deno.copyFile(
    join(COMMITTED, "manifest.json"),
    join(runs.folder, "manifest.json"),
  );
  const records = await Deno.readTextFile(join(COMMITTED, "trials.jsonl"));
  await Deno.writeTextFile(
    join(runs.folder, "trials.jsonl"),
    records.replaceAll(
      /"throughput_bytes_per_second":([\d.]+)/g,
      (_, speed) => `"throughput_bytes_per_second":${speed / 3}`,
    ),
  );
  const result = await compareWithBaseline(runs.folder, COMMITTED);
  assertEquals(verdictOf(result).status, 0);
  assertStringIncludes(result.timingsUnusable!, "times slower");
});

Deno.test("a ratio that is not precise enough cannot be told, with the blocks it would take", async () => {
  const result = await gated({
    trial(trial) {
      slower(trial.block % 2 === 0 ? 0.3 : 3, FREE)(trial);
    },
  });
  const { reason, blocksNeeded } = only(result, "unknown");
  assertStringIncludes(reason!, "wider than the margin");
  assert(blocksNeeded! > 10, `${blocksNeeded} blocks`);
  assertEquals(verdictOf(result).status, 0);
});

Deno.test("pairs of a condition with itself and counts are not gated as timings", async () => {
  const result = await gated({
    manifest: (manifest) => nagle(manifest).comparisons[0].factor = "",
    trial: slower(3, FREE),
  }, {
    baseline: {
      manifest: (manifest) => nagle(manifest).comparisons[0].factor = "",
    },
  });
  assertEquals(verdictOf(result).status, 0);
});

Deno.test("another machine is accepted and said; its timings are not judged", async () => {
  const result = await gated({
    manifest({ environment }) {
      environment.cpu.model = "Another";
      environment.cpu.logical_cores = 64;
      environment.operating_system.kernel_release = "5.15.0";
      environment.runtime.deno = "2.10.0";
    },
    trial: slower(3, FREE),
  });
  assertEquals(verdictOf(result).status, 0);
  assertEquals(result.differences, [
    "kernel 6.18.44 in the baseline, 5.15.0 now",
    "processor A processor in the baseline, Another now",
    "cores 2 in the baseline, 64 now",
    "Deno 2.9.6 in the baseline, 2.10.0 now",
  ]);
  assertStringIncludes(result.timingsUnusable!, "other processors");
});

Deno.test("another kernel on the same processors is what the gate is for", async () => {
  const result = await gated({
    manifest: ({ environment }) =>
      environment.operating_system.kernel_release = "7.0",
    trial: slower(3, FREE),
  });
  assertEquals(verdictOf(result).status, 1);
});

Deno.test("other books are said, and what depends on them cannot be told", async () => {
  const result = await gated({
    manifest: (manifest) => {
      manifest.books[0].sha256 = "other";
      manifest.corpus = "corpus/books";
    },
    trial({ transfers }) {
      for (const transfer of transfers) {
        transfer.sha256_sent = transfer.sha256_received = "other";
      }
    },
  });
  assertEquals(verdictOf(result).status, 0);
  assertEquals(result.differences, [
    "books stand-ins in the baseline, corpus/books now",
  ]);
  assert(
    result.findings.some(({ outcome, reason }) =>
      outcome === "unknown" && reason!.includes("books")
    ),
  );
});

Deno.test("congestion controls that the kernel lists are no other factors", async () => {
  const withControls = (names: string): Planted => ({
    manifest(manifest) {
      nagle(manifest).factors.congestionControl = names.split(" ");
      manifest.environment
        .sysctls["net.ipv4.tcp_available_congestion_control"] = names;
    },
  });
  const result = await gated(withControls("reno cubic"), {
    baseline: {
      ...withControls("reno bbr cubic"),
      trial(trial) {
        if (trial.condition === FREE) trial.factors.congestionControl = "bbr";
        trial.condition = conditionKey(trial.factors);
      },
    },
  });
  assert(
    result.findings.some(({ subject, reason }) =>
      subject.includes("bbr") &&
      reason === "the run's kernel does not have the level"
    ),
  );
  assertEquals(verdictOf(result).status, 0);
});

Deno.test("an experiment with other factors cannot be compared, and the others are", async () => {
  const result = await gated({
    manifest(manifest) {
      addSecond(manifest);
      manifest.experiments[1].factors.noDelay.push("server");
    },
  }, { baseline: { manifest: addSecond } });
  const { experiment, reason } = only(result, "incomparable");
  assertEquals(experiment, "second");
  assertEquals(
    reason,
    "it is another experiment: factor noDelay has the levels neither, client in the " +
      "baseline and the levels neither, client, server in the run",
  );
  assertEquals(verdictOf(result).status, 2);

  const regressed = { ...result, findings: [...result.findings] };
  regressed.findings.push({
    outcome: "regressed",
    experiment: "nagle",
    subject: "planted",
  });
  assertEquals(verdictOf(regressed).status, 1, "a regression counts more");
});

Deno.test("an experiment that the run lost cannot be compared, one that it skipped cannot be told", async (t) => {
  const cases: [
    reason: string,
    change: (manifest: AnyManifest) => void,
    outcome: Outcome,
  ][] = [
    ["it was skipped: no libc", ({ experiments }) => {
      experiments[1].status = "skipped";
      experiments[1].skipped = { reason: "no libc", remedy: "take Linux" };
    }, "unknown"],
    [
      "it was skipped without a reason",
      ({ experiments }) => experiments[1].status = "skipped",
      "incomparable",
    ],
    [
      "the run was interrupted in it",
      ({ experiments }) => experiments[1].status = "running",
      "incomparable",
    ],
    [
      "it failed, and no assertion says at what",
      ({ experiments }) => experiments[1].status = "failed",
      "incomparable",
    ],
    [
      "it is not in the run",
      ({ experiments }) => experiments.pop(),
      "incomparable",
    ],
  ];
  for (const [reason, change, outcome] of cases) {
    await t.step(reason, async () => {
      const result = await gated({
        manifest(manifest) {
          addSecond(manifest);
          change(manifest);
        },
      }, { baseline: { manifest: addSecond } });
      assertEquals(only(result, outcome).reason, reason);
      assertEquals(verdictOf(result).status, outcome === "unknown" ? 0 : 2);
    });
  }
});

Deno.test("an experiment that the baseline did not finish cannot be told", async () => {
  const unfinished: Planted = {
    manifest(manifest) {
      addSecond(manifest);
      manifest.experiments[1].status = "running";
    },
  };
  for (const run of [{}, { manifest: addSecond }]) {
    const result = await gated(run, { baseline: unfinished });
    assertEquals(only(result, "unknown").experiment, "second");
    assertEquals(verdictOf(result).status, 0);
  }
});

Deno.test("a partial run is compared in the experiments that it has", async () => {
  const baseline = { manifest: addSecond };
  const result = await gated({}, { baseline, partial: true });
  assertEquals(only(result, "unknown").reason, "it is not in the run");
  assertEquals(verdictOf(result).status, 0);

  const interrupted = await gated({
    manifest(manifest) {
      addSecond(manifest);
      manifest.experiments[1].status = "running";
    },
  }, { baseline, partial: true });
  assertEquals(verdictOf(interrupted).status, 2, "it has a part of that one");
});

Deno.test("a run that lost nearly everything does not pass", async () => {
  await using runs = await PlantedRuns.make();
  const manifest = JSON.parse(
    await Deno.readTextFile(join(COMMITTED, "manifest.json")),
  );
  const [first] = manifest.experiments;
  manifest.experiments = [{ ...first, assertions: [] }];
  await Deno.writeTextFile(
    join(runs.folder, "manifest.json"),
    JSON.stringify(manifest),
  );
  await Deno.writeTextFile(join(runs.folder, "trials.jsonl"), "");
  const result = await compareWithBaseline(runs.folder, COMMITTED);
  assertEquals(verdictOf(result).status, 2);
});

Deno.test("a condition without a measured trial cannot be compared, unless the run says why", async () => {
  const unmeasured = (trial: TrialRecord) => {
    if (trial.condition === FREE) trial.warm_up = true;
  };
  const reasons = (result: GateResult, outcome: Outcome) =>
    result.findings.filter((one) =>
      one.outcome === outcome && one.subject === FREE
    ).map(({ reason }) => reason);

  const lost = await gated({ trial: unmeasured });
  assertEquals(reasons(lost, "incomparable"), [
    "the condition has no measured trial in this run",
  ]);
  assertEquals(verdictOf(lost).status, 2);

  const skipped = await gated({
    trial: unmeasured,
    manifest: (manifest) =>
      nagle(manifest).skipped_in_part = { reason: "no libc", remedy: "Linux" },
  });
  assertEquals(reasons(skipped, "unknown"), [
    "the condition was skipped: no libc",
  ]);
  assertEquals(verdictOf(skipped).status, 0);
});

Deno.test("runs that cannot be compared are refused with the reason", async (t) => {
  const cases: [name: string, run: Planted, reason: string][] = [
    [
      "another engine",
      { manifest: (manifest) => manifest.engine = "libc" },
      "--engine is not given in the baseline and libc in the run",
    ],
    [
      "other cores",
      { manifest: (manifest) => manifest.cores = "shared" },
      "--cores is not given in the baseline and shared in the run",
    ],
    [
      "--full",
      { manifest: (manifest) => manifest.full = true },
      "--full is false in the baseline and true in the run",
    ],
    [
      "another schema of the manifest",
      { manifest: (manifest) => manifest.schema = 7 },
      "schema of the manifest is 1 in the baseline and 7 in the run",
    ],
    [
      "another schema of the records",
      { trial: (trial) => trial.schema = RECORD_SCHEMA + 1 },
      `another schema than ${RECORD_SCHEMA}`,
    ],
    [
      "other factors",
      { manifest: (manifest) => nagle(manifest).factors.noDelay.pop() },
      "factor noDelay has the levels neither, client in the baseline and the levels neither in the run",
    ],
    [
      "no common experiment",
      { manifest: (manifest) => nagle(manifest).name = "pause" },
      "no experiment in common",
    ],
    [
      "no manifest that can be used",
      { manifest: (manifest) => delete manifest.run },
      "manifest.json cannot be used",
    ],
  ];
  for (const [name, run, reason] of cases) {
    await t.step(name, async () => {
      await assertRejects(() => gated(run), ReportError, reason);
    });
  }
});
