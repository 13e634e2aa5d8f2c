/**
 * The run in a few facts: what the first screen and the short form both say.
 *
 * @module
 */

import type { Analysis } from "../../analysis/analyse.ts";
import type {
  ClaimVerdict,
  HoldsOverDistance,
  JudgedClaim,
} from "../../analysis/claims.ts";
import { type Comparison, isToldApart } from "../../analysis/comparison.ts";
import { counted, grouped } from "../../analysis/words.ts";
import type { ManifestExperiment } from "../../experiment/manifest.ts";
import type { CheckedManifest } from "../check_manifest.ts";
import type { RunDescription } from "../read_run.ts";
import type { TrialHead } from "../trial_columns.ts";
import { capitalized } from "./chart.ts";
import type { TracedTrial } from "./traced_trials.ts";
import { blocksText, effectSize } from "./verdict_words.ts";

/** What the page and the short form are made of. */
export interface PageInput {
  /** What is known of the run. */
  description: RunDescription;
  /** All of its usable trials, also those of the warm-up block. */
  trials: readonly TrialHead[];
  /** What was concluded. */
  analysis: Analysis;
  /** What was wrong with the run's files; a sentence each. */
  fileWarnings: readonly string[];
  /** Trials whose packets are drawn. */
  traces: readonly TracedTrial[];
}

/** An assertion that did not hold. */
export interface BrokenAssertion {
  /** Name of the experiment. */
  experiment: string;
  /** Name of the assertion. */
  name: string;
  /** What was wrong; empty where that was not recorded. */
  detail: string;
}

/** The facts. */
export interface Overview {
  /** How much was measured: a sentence. */
  measured: string;
  /** When, and on what machine: a sentence; empty without a manifest. */
  machine: string;
  /** The books: a sentence; empty where none is known. */
  books: string;
  /** Assertions that were made. */
  assertions: number;
  /** Those that did not hold. */
  broken: BrokenAssertion[];
  /** Trials that could not be completed. */
  failedTrials: TrialHead[];
  /** Experiments that did not come to their end, such as in a run that was interrupted. */
  unfinished: string[];
  /** The most striking difference of each experiment, the largest first. */
  striking: Comparison[];
  /** Comparisons that told a difference. */
  different: number;
  /** Comparisons that told that there is none worth speaking of. */
  equivalent: number;
  /** Comparisons that could not tell. */
  inconclusive: Comparison[];
  /** All comparisons of different conditions. */
  comparisons: number;
  /** How long it would take to tell: a sentence; empty where all is told. */
  wouldSettle: string;
  /** A/A comparisons, and how many of them gave a false alarm. */
  sameConditions: { all: number; falseAlarms: Comparison[] };
  /**
   * What became of the study's conclusions, apart from it of what is said against it, and of
   * those that were asked again over distance, if that was measured.
   */
  claims: ClaimCounts[];
}

/** The verdicts on some of the claims. */
export interface ClaimCounts {
  /** Which claims, and how many, such as `the study’s 21 conclusions`. */
  of: string;
  /** How many got which verdict, in words after the number; verdicts of none are left out. */
  verdicts: { count: number; words: string }[];
}

/** Every verdict on a claim after a number, in the order in which they are counted. */
const VERDICT_WORDS: Readonly<Record<ClaimVerdict, string>> = {
  confirmed: "confirmed",
  refuted: "refuted",
  depends: "that depend on something",
  "cannot tell": "that cannot be told",
};

/** At how many round trips claims hold, after a number, in the order of counting. */
const HOLDS_WORDS: Readonly<Record<HoldsOverDistance, string>> = {
  everywhere: "that hold at every round trip",
  somewhere: "that hold at some",
  nowhere: "that hold at none that can be told",
  "cannot tell": "that cannot be told",
};

/**
 * Puts the facts together.
 *
 * @param input The run.
 */
export function overviewOf(input: PageInput): Overview {
  const { description: { experiments, manifest }, trials, analysis } = input;
  const compared = analysis.comparisons.filter(({ sameCondition }) =>
    !sameCondition
  );
  const inconclusive = compared.filter(isInconclusive);
  const same = analysis.comparisons.filter(({ sameCondition }) =>
    sameCondition
  );
  return {
    measured: measuredSentence(trials),
    machine: manifest === undefined ? "" : machineSentence(manifest),
    books: manifest === undefined ? "" : booksSentence(manifest),
    assertions: experiments.reduce(
      (sum, { assertions }) => sum + assertions.length,
      0,
    ),
    broken: experiments.flatMap(({ name: experiment, assertions }) =>
      assertions.filter(({ held }) => !held).map(({ name, detail = "" }) => ({
        experiment,
        name,
        detail,
      }))
    ),
    failedTrials: trials.filter(({ error }) => error !== undefined),
    unfinished: experiments.filter(({ status }) => status === "running")
      .map(({ name }) => name),
    striking: strikingOf(compared),
    different: compared.filter(isToldApart).length,
    equivalent:
      compared.filter(({ verdict }) => verdict === "equivalent").length,
    inconclusive,
    comparisons: compared.length,
    wouldSettle: settleSentence(inconclusive),
    sameConditions: { all: same.length, falseAlarms: same.filter(isToldApart) },
    claims: claimCounts(analysis.claims),
  };
}

/**
 * The experiments of a run, also those that only its trials know of.
 *
 * @param input The run.
 * @returns By the manifest, then those without a place in it.
 */
export function experimentsOf(
  { description: { experiments }, trials }: PageInput,
): ManifestExperiment[] {
  const known = new Set(experiments.map(({ name }) => name));
  const others = new Set(trials.map(({ experiment }) => experiment));
  return [
    ...experiments,
    ...[...others].filter((name) => !known.has(name)).map((name) => ({
      name,
      question: "",
      factors: {},
      conditions: 0,
      repetitions: 0,
      status: "done" as const,
      assertions: [],
      started_at: "",
    })),
  ];
}

/**
 * How many measured blocks an experiment has. A run that was interrupted has fewer than its
 * manifest plans.
 *
 * @param trials The experiment's trials.
 */
export function measuredBlocks(
  trials: readonly Pick<TrialHead, "block" | "warm_up">[],
): number {
  return new Set(
    trials.filter(({ warm_up }) => !warm_up).map(({ block }) => block),
  ).size;
}

/**
 * The claims of one kind in a sentence.
 *
 * @param counts Their verdicts.
 * @returns Such as `Of the study’s 21 conclusions: 6 confirmed, 15 refuted.`
 */
export function claimsSentence({ of, verdicts }: ClaimCounts): string {
  return `Of ${of}: ${
    verdicts.map(({ count, words }) => `${grouped(count)} ${words}`).join(", ")
  }.`;
}

function claimCounts(claims: readonly JudgedClaim[]): ClaimCounts[] {
  const ofKind = (
    wanted: JudgedClaim["kind"],
    of: (count: number) => string,
  ): ClaimCounts[] => {
    const some = claims.filter(({ kind }) => kind === wanted);
    const byVerdict = Map.groupBy(some, ({ verdict }) => verdict);
    const verdicts = Object.entries(VERDICT_WORDS).map(([verdict, words]) => ({
      count: byVerdict.get(verdict as ClaimVerdict)?.length ?? 0,
      words,
    }));
    return some.length === 0 ? [] : [{
      of: of(some.length),
      verdicts: verdicts.filter(({ count }) => count > 0),
    }];
  };
  return [
    ...ofKind(
      "conclusion",
      (count) => `the study’s ${counted(count, "conclusion")}`,
    ),
    ...ofKind(
      "finding",
      (count) => `${counted(count, "finding")} about what was wrong with it`,
    ),
    ...distanceCounts(claims),
  ];
}

function distanceCounts(claims: readonly JudgedClaim[]): ClaimCounts[] {
  const asked = claims.flatMap(({ overDistance }) => overDistance?.holds ?? []);
  return asked.length === 0 ? [] : [{
    of: `${counted(asked.length, "claim")} asked again over distance`,
    verdicts: Object.entries(HOLDS_WORDS).map(([holds, words]) => ({
      count: asked.filter((one) => one === holds).length,
      words,
    })).filter(({ count }) => count > 0),
  }];
}

function isInconclusive({ verdict }: Comparison): boolean {
  return verdict === "inconclusive";
}

function strikingOf(compared: readonly Comparison[]): Comparison[] {
  const bySize = (a: Comparison, b: Comparison) =>
    effectSize(b) - effectSize(a);
  const byExperiment = Map.groupBy(
    compared.filter(isToldApart),
    ({ experiment }) => experiment,
  );
  return [...byExperiment.values()]
    .map((comparisons) => comparisons.toSorted(bySize)[0]!)
    .sort(bySize);
}

function measuredSentence(trials: readonly TrialHead[]): string {
  const warmUps = trials.filter(({ warm_up }) => warm_up).length;
  const byExperiment = Map.groupBy(trials, ({ experiment }) => experiment);
  const blocks = [...byExperiment.values()].map(measuredBlocks)
    .filter((blocks) => blocks > 0);
  const [fewest, most] = [Math.min(...blocks), Math.max(...blocks)];
  const each = blocks.length === 0
    ? ""
    : ` in ${fewest === most ? "" : `${grouped(fewest)} to `}${
      counted(most, "block")
    } each`;
  return `${counted(byExperiment.size, "experiment")} with ${
    counted(trials.length - warmUps, "measured trial")
  }${each}${
    warmUps === 0
      ? ""
      : `, and ${counted(warmUps, "trial")} to warm up, which do not count`
  }.`;
}

function machineSentence(
  { started_at, environment, link }: CheckedManifest,
): string {
  const { operating_system: system, cpu, memory, runtime } = environment;
  const parts = [
    cpu &&
    `${cpu.model ?? "a processor"} with ${counted(cpu.logical_cores, "core")}`,
    memory && `${(memory.total_bytes / 2 ** 30).toFixed(1)} GiB of memory`,
    system &&
    `${system.name} ${system.kernel_release} (${system.architecture})`,
    runtime && `Deno ${runtime.deno}`,
  ].filter((part) => part !== undefined);
  const start = [
    started_at && `started ${timeText(started_at)}`,
    parts.length > 0 && `on ${parts.join(", ")}`,
  ].filter(Boolean).join(" ");
  const told = [start, link && `the link was ${link}`].filter(Boolean);
  return told.length === 0 ? "" : `${capitalized(told.join("; "))}.`;
}

function timeText(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime())
    ? iso
    : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function booksSentence({ books, corpus }: CheckedManifest): string {
  if (books.length === 0) return "";
  const names = books.slice(0, 8).map(({ name, bytes }) =>
    `${name} (${(bytes / 1e6).toFixed(2)} MB)`
  );
  const rest = books.length - names.length;
  return `The books${corpus === "stand-ins" ? ", generated stand-ins" : ""}: ${
    names.join(", ")
  }${rest > 0 ? ` and ${rest} more` : ""}.`;
}

function settleSentence(inconclusive: readonly Comparison[]): string {
  const needed = inconclusive.flatMap(({ blocksNeeded }) => blocksNeeded ?? [])
    .sort((a, b) => a - b);
  if (needed.length === 0) return "";
  const half = needed[Math.ceil(needed.length / 2) - 1]!;
  if (needed.length === 1) {
    return `${blocksText(half)} measured blocks would probably settle it.`;
  }
  return `${
    blocksText(needed[0]!)
  } measured blocks would probably settle the first of them, ${
    blocksText(half)
  } half of them, ${blocksText(needed.at(-1)!)} all.`;
}
