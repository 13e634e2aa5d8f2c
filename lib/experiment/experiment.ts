/**
 * An experiment as a Deno test: it measures every condition in randomised blocks, and
 * then asserts over the records.
 *
 * @module
 */

import { type Corpus, openCorpus } from "../corpus/corpus.ts";
import { libc } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import { machineSnapshot } from "../kernel/machine_snapshot.ts";
import type { LinkOutcome } from "../link/link.ts";
import type { LinkPlan } from "../link/link_spec.ts";
import { Capture, captureMissing } from "./capture.ts";
import type { ChartPlan } from "./chart_plan.ts";
import type { Condition, FactorLevels } from "./condition.ts";
import { type Invariant, linkAddsUp } from "./invariants.ts";
import {
  ExperimentPlan,
  type Place,
  type PlannedConditions,
  type Skip,
} from "./experiment_plan.ts";
import { Lab } from "./lab.ts";
import type { ManifestExperiment } from "./manifest.ts";
import { takeMeasuringLock } from "./measuring_lock.ts";
import { METRICS, type Metrics } from "./metric.ts";
import { withEvidence } from "./evidence.ts";
import {
  metricsOfConnections,
  metricsOfCounters,
  metricsOfLink,
} from "./evidence_metrics.ts";
import {
  DEFAULT_ENGINE,
  MOST_REPETITIONS,
  parseRunOptions,
  percent,
  type RunOptions,
} from "./options.ts";
import { Progress } from "./progress.ts";
import {
  type ConnectionEvidence,
  type Factors,
  RECORD_SCHEMA,
  type TrialRecord,
} from "./record.ts";
import { PathPlan } from "./path_plan.ts";
import { RunFolder } from "./run_folder.ts";
import { tooWide } from "./precision.ts";
import { scheduleBlock, type Scheduled } from "./schedule.ts";
import { keepPackets } from "./trial_packets.ts";

/** What a trial reports; the rest of its record is the same for all. */
export type TrialOutcome =
  & Pick<TrialRecord, "metrics">
  & Partial<
    Pick<
      TrialRecord,
      | "transfers"
      | "exchange_seconds"
      | "exchange_tcp_info"
      | "ports"
      | "observations"
    >
  >
  & {
    /**
     * On an emulated link: what else the record holds, told from what became of the
     * packets. It throws where that is not as it must be.
     */
    inspect?: (
      onLink: LinkOutcome,
    ) => Partial<Pick<TrialRecord, "metrics" | "observations">>;
  };

/** An assertion over all records of an experiment. It throws where it does not hold. */
export interface Expectation {
  /** What must hold, as a sentence. */
  name: string;
  /** Checks the measured records; the warm-up block is not among them. */
  check: (records: TrialRecord[]) => void;
  /** Holds over loopback only: over another path it is not asserted. */
  onlyOverLoopback?: boolean;
}

/** An experiment. */
export interface ExperimentDefinition<Levels extends FactorLevels>
  extends PlannedConditions<Levels> {
  /** What it asks, in a sentence or two. */
  question: string;
  /** Processes that it needs; one server and one client unless said. */
  processes?: { servers?: number; clients?: number };
  /**
   * Measured blocks at most, whatever the run asks for: for what is decided packet by packet
   * and not by chance, so that more would tell the same. Any number unless said.
   */
  atMostBlocks?: number;
  /** Whether there is no warm-up block: for what a cold start cannot change. */
  withoutWarmUp?: boolean;
  /** What this machine lacks for it, if anything. */
  missing?: () => Skip | undefined;
  /** What this machine lacks for a part of it; the rest is run. */
  missingInPart?: () => Skip | undefined;
  /**
   * The emulated link of a condition. An experiment that has links of its own is not run
   * over a path that the run asks for.
   */
  link?: (condition: Condition<Levels>) => LinkPlan;
  /** Why it is not run over any other path than loopback, if it is not: a clause. */
  onlyOverLoopback?: string;
  /** Conditions whose first measured trial is recorded packet by packet. */
  traced?: readonly Partial<Condition<NoInfer<Levels>>>[];
  /** Whether every trial is recorded packet by packet, for {@linkcode TrialOutcome} to inspect. */
  inspectsPackets?: boolean;
  /** What is done, once per condition and block. */
  trial: (condition: Condition<Levels>, lab: Lab) => Promise<TrialOutcome>;
  /** What must hold in every trial, the warm-up included. */
  invariants: Invariant[];
  /** What must hold over the measured trials together. */
  expectations?: Expectation[];
  /** What the report draws. */
  charts?: readonly ChartPlan[];
}

/** After so many failed trials in a row the rest is not tried. */
const FAILURES_THAT_END_IT = 3;

/** Trials that an assertion names when it fails. */
const NAMED_TRIALS = 5;

// Opened before the first test, because a test that opens a library is taken to leak it.
libc();
machineCalls();

/**
 * Registers an experiment as a test of that name.
 *
 * `deno test … -- --repetitions 3` and the other options of a run are read from the
 * command line.
 *
 * @param name Its name in records, reports and `--filter`.
 * @param definition The experiment.
 */
export function experiment<const Levels extends FactorLevels>(
  name: string,
  definition: ExperimentDefinition<Levels>,
): void {
  if (definition.comparisons !== undefined && definition.twin === undefined) {
    throw new TypeError(
      `The experiment ${name} compares conditions, so it needs a twin: a condition that is compared with itself`,
    );
  }
  Deno.test(name, async (test) => {
    // an option that cannot be used fails the test with a message that names it
    const options = parseRunOptions(Deno.args);
    const corpus = await openCorpus(
      options.corpus === undefined ? {} : { directory: options.corpus },
    );
    using _lock = await takeMeasuringLock();
    const folder = await RunFolder.open(options, corpus);
    try {
      // a seed that was drawn is the whole run's, not this module's
      const { seed } = folder.manifest();
      await new Session(name, definition, {
        options: { ...options, seed },
        corpus,
        folder,
      }).run(test);
    } finally {
      folder.close();
    }
  });
}

/** One experiment in one run. */
class Session<Levels extends FactorLevels> {
  #name: string;
  #definition: ExperimentDefinition<Levels>;
  #plan: ExperimentPlan<Levels>;
  #options: RunOptions;
  #corpus: Corpus;
  #folder: RunFolder;
  #records: TrialRecord[] = [];
  /** Measured blocks, the one at hand included; the warm-up block is not counted. */
  #blocks = 0;
  #note: ManifestExperiment;
  #path: PathPlan<Levels>;
  /** Whether trials on loopback are captured, and can be. */
  #captures = false;

  constructor(
    name: string,
    definition: ExperimentDefinition<Levels>,
    run: { options: RunOptions; corpus: Corpus; folder: RunFolder },
  ) {
    this.#name = name;
    this.#definition = definition;
    this.#plan = new ExperimentPlan(definition, run.options);
    this.#path = new PathPlan(definition, run.options);
    this.#options = {
      ...run.options,
      repetitions: Math.min(
        run.options.repetitions,
        definition.atMostBlocks ?? Infinity,
      ),
    };
    this.#corpus = run.corpus;
    this.#folder = run.folder;
    this.#note = {
      name,
      question: definition.question,
      factors: Object.fromEntries(
        Object.entries(definition.factors).map((
          [factor, levels],
        ) => [factor, [...levels]]),
      ),
      conditions: this.#plan.places().length,
      repetitions: this.#options.repetitions,
      comparisons: this.#plan.comparisons(),
      charts: [...definition.charts ?? []],
      status: "running",
      assertions: [],
      started_at: new Date().toISOString(),
      load_before: machineSnapshot().load_average_1,
    };
  }

  async run(test: Deno.TestContext): Promise<void> {
    const withoutConditions = this.#plan.missing();
    const skip = this.#definition.missing?.() ?? await this.#path.missing() ??
      (this.#note.conditions === 0 ? withoutConditions : undefined);
    if (skip !== undefined) {
      await this.#folder.note({
        ...this.#note,
        status: "skipped",
        skipped: skip,
      });
      await showSkipped(test, skip);
      return;
    }
    const part = this.#definition.missingInPart?.() ??
      withoutConditions;
    if (part !== undefined) {
      this.#note.skipped_in_part = part;
      await showSkipped(test, part);
    }
    if (this.#path.isCaptured) {
      const missing = await captureMissing();
      this.#captures = missing === undefined;
      if (missing !== undefined) await showSkipped(test, missing);
    }
    await this.#folder.note(this.#note);
    const start = performance.now();
    const measured = await test.step(
      this.#announcement(),
      () => this.#measure(),
    );
    let held = measured;
    for (const { name, check } of this.#assertions()) {
      held = await test.step(name, () => this.#assert(name, check)) && held;
    }
    await this.#folder.note({
      ...this.#note,
      repetitions: this.#blocks,
      status: held ? "done" : "failed",
      seconds: (performance.now() - start) / 1000,
      load_after: machineSnapshot().load_average_1,
    });
  }

  get #warmUpBlocks(): number {
    return this.#definition.withoutWarmUp ? 0 : 1;
  }

  /** What is going to be measured, in words. */
  #announcement(): string {
    const { conditions } = this.#note;
    const { repetitions, until } = this.#options;
    const warmUp = this.#warmUpBlocks;
    return `measures ${conditions} condition(s) in ${
      warmUp === 0 ? "" : `${warmUp} + `
    }${repetitions} ${warmUp + repetitions === 1 ? "block" : "blocks"}` +
      (until === undefined
        ? `: ${conditions * (warmUp + repetitions)} trials`
        : ` or more, until every interval is within ±${percent(until.ratio)}`);
  }

  async #measure(): Promise<void> {
    const places = this.#plan.places();
    using progress = new Progress(this.#name);
    const start = performance.now();
    let lab = await this.#openLab();
    let failures = 0;
    try {
      const firstBlock = 1 - this.#warmUpBlocks;
      for (this.#blocks = firstBlock;; this.#blocks++) {
        const block = scheduleBlock(places, {
          experiment: this.#name,
          seed: this.#options.seed,
          block: this.#blocks,
          firstBlock,
        });
        for (const place of block) {
          progress.show({
            done: place.trial,
            total: places.length *
              (this.#warmUpBlocks +
                Math.max(this.#options.repetitions, this.#blocks)),
            condition: place.condition.key,
          });
          const record = await this.#measureOne(place, lab);
          // first written, then counted: what is not on the disk did not happen
          this.#folder.append(record);
          this.#records.push(record);
          failures = record.error === undefined ? 0 : failures + 1;
          // a connection that is still open would speak into the next trial
          if (failures === 0 && record.link_drained === undefined) continue;
          if (failures === FAILURES_THAT_END_IT) {
            throw new Error(
              `${failures} trials in a row failed, the last one: ${record.error}`,
            );
          }
          // whatever state the failure has left the processes in, the next trial starts afresh
          await lab[Symbol.asyncDispose]();
          lab = await this.#openLab();
        }
        if (this.#isEnough((performance.now() - start) / 1000)) return;
      }
    } finally {
      await lab[Symbol.asyncDispose]();
    }
  }

  /** Whether the blocks so far are all that there will be; with `--until` notes why. */
  #isEnough(elapsedSeconds: number): boolean {
    const { repetitions, until } = this.#options;
    if (this.#blocks < repetitions) return false;
    if (until === undefined) return true;
    const wide = tooWide(
      this.#note.comparisons ?? [],
      this.#records,
      until.ratio,
    );
    const reason = wide.length === 0
      ? "precision"
      : elapsedSeconds >= until.budgetSeconds
      ? "time budget"
      : this.#blocks >= (this.#definition.atMostBlocks ?? MOST_REPETITIONS)
      ? "most blocks"
      : undefined;
    if (reason === undefined) return false;
    this.#note.precision = {
      asked_ratio: until.ratio,
      reached: wide.length === 0,
      ended_by: reason,
      not_reached: wide,
    };
    return true;
  }

  #openLab(): Promise<Lab> {
    const { servers = 1, clients = 1 } = this.#definition.processes ?? {};
    return Lab.open({
      corpus: this.#corpus,
      full: this.#options.full,
      engine: this.#options.engine ?? DEFAULT_ENGINE,
      sampleTcpInfoMs: this.#options.sampleTcpInfoMs,
      spillDirectory: this.#folder.path,
      servers,
      clients,
      ...this.#path.ofLab(),
    });
  }

  async #measureOne(
    { trial, block, warmUp, condition: place }: Scheduled<Place<Levels>>,
    lab: Lab,
  ): Promise<TrialRecord> {
    const { condition, key, twinOf } = place;
    const start = performance.now();
    lab.engine = this.#plan.engineOf(condition);
    lab.cores = this.#plan.coresOf(condition);
    const spec = this.#path.linkOf(condition);
    const kept = this.#path.isTraced(condition, { block, twinOf });
    const base = {
      schema: RECORD_SCHEMA,
      experiment: this.#name,
      trial,
      block,
      warm_up: warmUp,
      condition: key,
      ...(twinOf === undefined ? {} : { twin_of: twinOf }),
      factors: condition as Factors,
      started_at: new Date().toISOString(),
      engine: lab.engine,
      ...(lab.cores === "scheduler" ? {} : { cores: lab.cores }),
      link: this.#path.nameOf(spec),
    };
    try {
      if (spec !== undefined) {
        await lab.beginTrial(spec, {
          seed: `${this.#options.seed}/${this.#name}/${key}/${block}`,
          trace: kept || this.#definition.inspectsPackets === true,
        });
      }
      await using capture = kept && this.#captures
        ? await Capture.start()
        : undefined;
      const { result: outcome, evidence, onLink } = await withEvidence(
        lab,
        () => lab.whileAlive(this.#definition.trial(condition, lab)),
      );
      const captured = await capture?.stop();
      const { inspect, ...reported } = outcome;
      const seen = onLink === undefined ? undefined : inspect?.(onLink);
      const observations = { ...outcome.observations, ...seen?.observations };
      return {
        ...base,
        trial_seconds: (performance.now() - start) / 1000,
        ...reported,
        ...(Object.keys(observations).length === 0 ? {} : { observations }),
        metrics: checked({
          ...metricsOfCounters(evidence.counters ?? {}),
          ...metricsOfConnections(connectionsOf(outcome)),
          ...(onLink === undefined ? {} : metricsOfLink(onLink.account)),
          ...outcome.metrics,
          ...seen?.metrics,
        }),
        transfers: outcome.transfers ?? [],
        ...await keepPackets({ onLink, captured, isKept: kept }, {
          folder: this.#folder,
          name: `${this.#name}-${trial}`,
        }),
        ...evidence,
      };
    } catch (error) {
      return {
        ...base,
        trial_seconds: (performance.now() - start) / 1000,
        metrics: {},
        transfers: [],
        machine: { load_average_1: machineSnapshot().load_average_1 },
        error: error instanceof Error ? error.message : String(error),
      };
    }
  }

  /** Every assertion, each a step of the test. */
  #assertions(): Expectation[] {
    const { expectations = [] } = this.#definition;
    const invariants = [
      ...this.#definition.invariants,
      ...(this.#path.isLink ? [linkAddsUp] : []),
    ];
    return [
      {
        name: "every trial was completed",
        check: () => this.#checkCompleted(),
      },
      ...invariants.map(({ name, check }) => ({
        name: `in every trial: ${name}`,
        check: () =>
          forEvery(
            this.#records.filter((record) => record.error === undefined),
            check,
          ),
      })),
      ...expectations.filter(({ onlyOverLoopback }) =>
        !onlyOverLoopback || this.#path.isLoopback
      ).map(({ name, check }) => ({
        name,
        check: (records: TrialRecord[]) => {
          if (records.length === 0) throw new Error("No trial was completed");
          check(records);
        },
      })),
    ];
  }

  #checkCompleted(): void {
    const planned = this.#note.conditions *
      (this.#warmUpBlocks + Math.max(this.#options.repetitions, this.#blocks));
    const failed = this.#records.filter((record) => record.error !== undefined);
    const missing = planned - this.#records.length;
    if (failed.length === 0 && missing === 0) return;
    throw new Error(
      [
        `${failed.length} of ${planned} trials failed, ${missing} were not tried`,
        ...failed.slice(0, NAMED_TRIALS).map(({ trial, condition, error }) =>
          `trial ${trial}, ${condition}: ${error}`
        ),
      ].join("\n"),
    );
  }

  #assert(name: string, check: Expectation["check"]): void {
    const note = (held: boolean, detail?: string) =>
      this.#note.assertions.push({
        name,
        held,
        ...(detail === undefined ? {} : { detail }),
      });
    try {
      check(
        this.#records.filter((record) =>
          !record.warm_up && record.error === undefined
        ),
      );
      note(true);
    } catch (error) {
      note(false, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}

/** An ignored step: never silent, and no failure. */
async function showSkipped(
  test: Deno.TestContext,
  { reason, remedy }: Skip,
): Promise<void> {
  await test.step({
    name: `skipped: ${reason}; ${remedy}`,
    ignore: true,
    fn() {},
  });
}

/** Checks all of them, and names those that fail. */
function forEvery(
  records: TrialRecord[],
  check: (record: TrialRecord) => void,
): void {
  const failures: string[] = [];
  for (const record of records) {
    try {
      check(record);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(
        `trial ${record.trial} (block ${record.block}), ${record.condition}: ${reason}`,
      );
    }
  }
  if (failures.length === 0) return;
  throw new Error(
    `It does not hold in ${failures.length} of ${records.length} trials\n` +
      failures.slice(0, NAMED_TRIALS).join("\n"),
  );
}

/** What the kernel says about every TCP connection of a trial. */
function connectionsOf(
  { transfers = [], exchange_tcp_info }: TrialOutcome,
): ConnectionEvidence[] {
  return [
    ...transfers.flatMap((transfer) => transfer.tcp_info ?? []),
    ...(exchange_tcp_info === undefined ? [] : [exchange_tcp_info]),
  ];
}

/** A metric that nobody has defined, or that is no number, is a mistake in the experiment. */
function checked(metrics: Metrics): Metrics {
  for (const [name, value] of Object.entries(metrics)) {
    if (!Object.hasOwn(METRICS, name)) {
      throw new TypeError(`Unknown metric ${name}`);
    }
    if (!Number.isFinite(value)) {
      throw new TypeError(`The metric ${name} is ${value}`);
    }
  }
  return metrics;
}
