import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { has } from "../experiment/comparison_plan.ts";
import type { Manifest } from "../experiment/manifest.ts";
import { METRICS } from "../experiment/metric.ts";
import type { Factors } from "../experiment/record.ts";
import { analyse, type Analysis } from "./analyse.ts";
import { judgeClaims } from "./claims.ts";
import { CLAIMS, type Rule } from "./claims/claim.ts";
import { DISTANCE_EXPERIMENT, NOT_MEASURED } from "./claims/distance.ts";
import { placesOf } from "./claims/evidence.ts";
import { PRINTED } from "./study_tables_printed.ts";
import type { MeasuredTrial } from "./summarize.ts";

/** A run on the real books. */
const SAMPLE_RUN = fromFileUrl(
  new URL("../../reports/example", import.meta.url),
);
const MANIFEST: Manifest = JSON.parse(
  Deno.readTextFileSync(`${SAMPLE_RUN}/manifest.json`),
);
const TRIALS: MeasuredTrial[] = Deno.readTextFileSync(
  `${SAMPLE_RUN}/trials.jsonl`,
).trim().split("\n").map((line) => JSON.parse(line));

/** The conclusions and the findings of the study, in its order. */
const IDS = [
  "tcp-integrity",
  "tcp-grows",
  "udp-grows-less",
  "udp-loss-falls",
  "one-byte-fails",
  "nagle-32",
  "nagle-64k",
  "ack-32",
  "ack-64k",
  "both-32",
  "both-64k",
  "best-buffer",
  "two-tcp",
  "two-udp",
  "ports-tcp",
  "ports-udp",
  "ports-server",
  "refused-tcp",
  "waits-udp",
  "both-servers",
  "order-varies",
  "truncation-not-loss",
  "ledger-adds-up",
  "units",
  "idle-timeout-in-time",
  "client-is-bottleneck",
  "utf-16",
  "quick-ack-set-again",
  "nagle-needs-write-write-read",
  "one-run-each",
  "no-64-kib-datagrams",
  "one-request-is-gone",
  "one-port-serves-all",
  "amplifier",
];

function analysed(
  trials: readonly MeasuredTrial[] = TRIALS,
  experiments = MANIFEST.experiments,
): Analysis {
  return analyse(trials, experiments);
}

/** A rule with all rules inside of it, each with the experiment that it looks at. */
function withParts(rule: Rule, experiment: string): [Rule, string][] {
  const parts = rule.rule === "all"
    ? Object.values(rule.parts)
    : rule.rule === "depends"
    ? Object.values(rule.cases)
    : [];
  const own = "experiment" in rule ? rule.experiment ?? experiment : experiment;
  return [
    [rule, own],
    ...parts.flatMap((part) => withParts(part, experiment)),
  ];
}

const RULES = CLAIMS.flatMap(({ id, decision, experiment }) =>
  withParts(decision, experiment).map(([rule, own]) => ({ id, rule, own }))
);

/** What is asked of claims at a distance. */
const DISTANCE_RULES = CLAIMS.flatMap(({ id, distance }) =>
  distance === undefined
    ? []
    : [{ id, rule: distance.decision as Rule, own: DISTANCE_EXPERIMENT }]
);

function experimentNamed(name: string) {
  const found = MANIFEST.experiments.find((one) => one.name === name);
  assert(found !== undefined, `there is no experiment ${name}`);
  return found;
}

/**
 * An experiment's file and what it shares with others. The sample run is as old as it is;
 * the source tells what a new run will have.
 */
function sourceOf(experiment: string): string {
  return [
    `experiments/${experiment}_test.ts`,
    "lib/experiment/invariants.ts",
    "lib/experiment/workloads.ts",
  ].map((path) =>
    Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url))
  ).join("\n");
}

/** Each set of levels that a rule names, as whole as the rule has it. */
function levelsOf(rule: Rule): Factors[] {
  switch (rule.rule) {
    case "fastest":
      return [rule.level, ...rule.others].map((level) => ({
        ...rule.where,
        [rule.factor]: level,
      }));
    case "compared":
      return [rule.baseline, rule.treatment].map((level) => ({
        ...rule.where,
        [rule.factor]: level,
      }));
    case "grows":
    case "order-varies":
      return rule.levels.map((level) => ({
        ...rule.where,
        [rule.factor]: level,
      }));
    case "grows-less":
      return [rule.subject, rule.than].flatMap((side) =>
        [rule.from, rule.to].map((level) => ({
          ...side,
          [rule.factor]: level,
        }))
      );
    case "bound":
    case "each-trial":
    case "held":
    case "observed":
    case "units":
      return [rule.where];
    case "noise":
    case "unseen":
    case "all":
    case "depends":
      return [];
  }
}

Deno.test("every conclusion and every finding is a claim, in the order of the study", () => {
  assertEquals(CLAIMS.map(({ id }) => id), IDS);
  assertEquals(
    CLAIMS.filter(({ kind }) => kind === "conclusion").length,
    21,
  );
  assertEquals(CLAIMS.filter(({ kind }) => kind === "finding").length, 13);
});

Deno.test("every claim is a sentence, and names an experiment that is there", () => {
  for (const { id, claim, experiment } of CLAIMS) {
    assert(claim.endsWith("."), `${id}: ${claim}`);
    experimentNamed(experiment);
  }
});

Deno.test("every assertion that a claim names is in the manifest", () => {
  for (const { id, rule, own } of RULES) {
    if (rule.rule !== "held") continue;
    const names = experimentNamed(own).assertions.map(({ name }) => name);
    assert(
      names.includes(rule.assertion),
      `${id}: ${own} has no assertion "${rule.assertion}"`,
    );
  }
});

Deno.test("every level that a claim names has trials", () => {
  for (const { id, rule, own } of RULES) {
    for (const levels of levelsOf(rule)) {
      assert(
        TRIALS.some(({ experiment, factors }) =>
          experiment === own && has(factors, levels)
        ),
        `${id}: no trial of ${own} has ${JSON.stringify(levels)}`,
      );
    }
  }
});

Deno.test("what a claim names still stands in the experiment's source", () => {
  for (const { id, rule, own } of [...RULES, ...DISTANCE_RULES]) {
    const names = levelsOf(rule).flatMap((levels) => [
      ...Object.values(levels).filter((level) => typeof level === "string"),
      ...Object.keys(levels),
    ]);
    if (rule.rule === "held") {
      names.push(rule.assertion.replace("in every trial: ", ""));
    }
    if (rule.rule === "observed") names.push(rule.observation);
    for (const name of names) {
      assert(sourceOf(own).includes(name), `${id}: ${own} has no "${name}"`);
    }
  }
});

Deno.test("a claim about the fastest level names every level of the factor", () => {
  for (const { id, rule, own } of RULES) {
    if (rule.rule !== "fastest") continue;
    // a level can be missing under the levels that the rule asks for
    const levels = new Set(
      TRIALS.filter(({ experiment, factors }) =>
        experiment === own && has(factors, rule.where)
      ).map(({ factors }) => factors[rule.factor]!),
    );
    assertEquals(new Set([rule.level, ...rule.others]), levels, id);
  }
});

Deno.test("every metric and every observation that a claim names was measured", () => {
  for (const { id, rule, own } of RULES) {
    const ofExperiment = TRIALS.filter(({ experiment }) => experiment === own);
    const metrics = [
      ..."metric" in rule ? [rule.metric] : [],
      ...rule.rule === "each-trial" ? [rule.than] : [],
    ];
    for (const metric of metrics) {
      assert(metric in METRICS, `${id}: ${metric} is no metric`);
      assert(
        ofExperiment.some((trial) => trial.metrics[metric] !== undefined),
        `${id}: no trial of ${own} has ${metric}`,
      );
    }
    if (rule.rule !== "observed") continue;
    assert(
      ofExperiment.some(({ observations = {} }) =>
        rule.observation in observations
      ),
      `${id}: no trial of ${own} observed ${rule.observation}`,
    );
  }
});

Deno.test("every place of every sentence of evidence stands for one figure", () => {
  const { summaries } = analysed();
  for (const { id, experiment, evidence } of CLAIMS) {
    for (const sentence of evidence) {
      for (const place of placesOf(sentence, experiment)) {
        const found = summaries.filter((summary) =>
          summary.experiment === place.experiment &&
          summary.metric === place.metric && summary.twinOf === undefined &&
          place.levels.every((level) =>
            Object.entries(summary.factors).some(([factor, value]) =>
              level === `${factor}=${value}`
            )
          )
        );
        assertEquals(found.length, 1, `${id}: ${JSON.stringify(place)}`);
      }
    }
  }
});

Deno.test("every claim has a sentence of evidence that needs no figure", () => {
  for (const { id, experiment, evidence } of CLAIMS) {
    assert(
      evidence.some((text) => placesOf(text, experiment).length === 0),
      id,
    );
  }
});

Deno.test("what is asked at a distance is a sentence, of every claim about Nagle's algorithm and delayed acknowledgements", () => {
  for (const { id, distance } of CLAIMS) {
    if (distance !== undefined) assert(distance.asks.endsWith("."), id);
  }
  const about = CLAIMS.filter(({ decision }) =>
    "factor" in decision &&
    ["noDelay", "quickAck", "disabledOn"].includes(decision.factor)
  );
  assertEquals(about.length, 6);
  for (const { id, distance } of about) assert(distance !== undefined, id);
});

Deno.test("a run without the experiment distance says of each such claim that it was not measured there", () => {
  const others = TRIALS.filter(({ experiment }) =>
    experiment !== DISTANCE_EXPERIMENT
  );
  for (const { id, overDistance } of analysed(others).claims) {
    const asked = CLAIMS.find((claim) => claim.id === id)!.distance;
    assertEquals(overDistance?.asks, asked?.asks, id);
    assertEquals(overDistance?.says, asked && NOT_MEASURED, id);
  }
});

Deno.test("on a real run every claim gets a verdict, figures and evidence", () => {
  for (const { id, verdict, here, evidence, dependsOn } of analysed().claims) {
    assert(here.endsWith("."), `${id}: ${here}`);
    assert(evidence.endsWith("."), `${id}: ${evidence}`);
    for (const text of [here, evidence]) {
      assert(!/undefined|NaN|Infinity|[{}]/.test(text), `${id}: ${text}`);
    }
    assertEquals(dependsOn !== undefined, verdict === "depends", id);
  }
});

Deno.test("on a real run the figures decide as a person would", () => {
  const verdicts = new Map(
    analysed().claims.map(({ id, verdict }) => [id, verdict]),
  );
  assertEquals(verdicts.get("tcp-integrity"), "confirmed");
  assertEquals(verdicts.get("nagle-32"), "refuted");
  assertEquals(verdicts.get("nagle-64k"), "cannot tell");
  assertEquals(verdicts.get("waits-udp"), "depends");
  assertEquals(verdicts.get("truncation-not-loss"), "confirmed");
});

Deno.test("without trials every claim cannot be told, with a reason", () => {
  for (const { id, verdict, here } of analysed([]).claims) {
    assertEquals(verdict, "cannot tell", id);
    assert(here.length > 0, id);
  }
});

Deno.test("without the manifest's experiments nothing throws, and no assertion confirms", () => {
  const { claims } = analysed(TRIALS, []);
  assertEquals(claims.length, CLAIMS.length);
  const integrity = claims.find(({ id }) => id === "tcp-integrity")!;
  assertEquals(integrity.verdict, "cannot tell");
});

Deno.test("a broken assertion turns the verdict", () => {
  const broken = MANIFEST.experiments.map((experiment) => ({
    ...experiment,
    assertions: experiment.assertions.map((one) => ({ ...one, held: false })),
  }));
  const { claims } = analysed(TRIALS, broken);
  const verdictOf = (id: string) =>
    claims.find((claim) => claim.id === id)!.verdict;
  assertEquals(verdictOf("tcp-integrity"), "refuted");
  assertEquals(verdictOf("ports-server"), "cannot tell");
});

Deno.test("a claim about a small difference says that its experiment gave a false alarm", () => {
  const { claims, comparisons } = analysed();
  const hereOf = (judged: typeof claims, id: string) =>
    judged.find((claim) => claim.id === id)!.here;
  const findings = {
    trials: TRIALS,
    experiments: MANIFEST.experiments,
    summaries: analysed().summaries,
  };
  const withAlarms = (verdict: "slower" | "inconclusive") =>
    judgeClaims({
      ...findings,
      comparisons: comparisons.map((one) =>
        one.sameCondition ? { ...one, estimate: 1.03, verdict } : one
      ),
    });
  const said = "told a condition apart from itself, by 1.03 times";
  assertStringIncludes(hereOf(withAlarms("slower"), "two-tcp"), said);
  assert(!hereOf(withAlarms("inconclusive"), "two-tcp").includes(said));
  // what rests on an assertion is not concerned
  assert(!hereOf(withAlarms("slower"), "ports-server").includes(said));
});

Deno.test("other figures make other verdicts", () => {
  const swapped = TRIALS.map((trial) =>
    trial.experiment === "nagle" && trial.factors.noDelay === "both"
      ? {
        ...trial,
        metrics: { ...trial.metrics, throughput_bytes_per_second: 1e12 },
      }
      : trial
  );
  const nagle = analysed(swapped).claims.find(({ id }) => id === "nagle-32")!;
  assertEquals(nagle.verdict, "confirmed");
});

Deno.test("metrics that only Linux has shorten the evidence and break nothing", () => {
  const trials = TRIALS.map(({ metrics, ...trial }) => {
    const {
      server_data_segments_out: _segments,
      delayed_acks: _acks,
      ...others
    } = metrics;
    return { ...trial, metrics: others };
  });
  for (const { id, evidence } of analysed(trials).claims) {
    assert(evidence.endsWith("."), id);
    assert(!/undefined|[{}]/.test(evidence), `${id}: ${evidence}`);
  }
  const withAll = analysed().claims.find(({ id }) => id === "nagle-32")!;
  const without = analysed(trials).claims.find(({ id }) => id === "nagle-32")!;
  assertEquals(without.verdict, withAll.verdict);
  assert(without.evidence.length < withAll.evidence.length);
});

Deno.test("the study's words do not add up, as its finding says", () => {
  const row = PRINTED.bufferSweep.find(({ transport, buffer }) =>
    transport === "udp" && buffer === "32"
  )!;
  const sent =
    PRINTED.bufferSweep.find(({ transport, buffer }) =>
      transport === "tcp" && buffer === "32"
    )!.words_received;
  assertEquals(sent, "568749");
  const sum = Number(row.words_received) + Number(row.words_reported_lost);
  assertEquals(sum, 531_134);
});

Deno.test("judging twice says the same", () => {
  const { summaries, comparisons } = analysed();
  const findings = {
    trials: TRIALS,
    experiments: MANIFEST.experiments,
    summaries,
    comparisons,
  };
  assertEquals(judgeClaims(findings), judgeClaims(findings));
});
