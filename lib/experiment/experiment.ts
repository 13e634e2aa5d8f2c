/**
 * An experiment as a Deno test: it measures every condition in randomised blocks, and
 * then asserts over the records.
 *
 * @module
 */

import { type Corpus, openCorpus } from "../corpus/corpus.ts";
import { libc } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import { ENGINE_NAMES, engineMissing } from "../socket/engines.ts";
import { machineSnapshot } from "../kernel/machine_snapshot.ts";
import {
  allConditions,
  type Condition,
  conditionKey,
  type FactorLevels,
} from "./condition.ts";
import type { Invariant } from "./invariants.ts";
import { Lab } from "./lab.ts";
import type { ManifestExperiment } from "./manifest.ts";
import { takeMeasuringLock } from "./measuring_lock.ts";
import { METRICS, type Metrics } from "./metric.ts";
import { withEvidence } from "./evidence.ts";
import { metricsOfConnections, metricsOfCounters } from "./evidence_metrics.ts";
import { DEFAULT_ENGINE, parseRunOptions, type RunOptions } from "./options.ts";
import { Progress } from "./progress.ts";
import {
  type ConnectionEvidence,
  type Factors,
  RECORD_SCHEMA,
  type TrialRecord,
} from "./record.ts";
import { RunFolder } from "./run_folder.ts";
import { schedule, type Scheduled } from "./schedule.ts";

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
  >;

/** An assertion over all records of an experiment. It throws where it does not hold. */
export interface Expectation {
  /** What must hold, as a sentence. */
  name: string;
  /** Checks the measured records; the warm-up block is not among them. */
  check: (records: TrialRecord[]) => void;
}

/** Why an experiment cannot be run here, and what would help. */
export interface Skip {
  /** What this machine lacks. */
  reason: string;
  /** What would help. */
  remedy: string;
}

/** An experiment. */
export interface ExperimentDefinition<Levels extends FactorLevels> {
  /** What it asks, in a sentence or two. */
  question: string;
  /** What is varied. A factor `engine` also decides what the sockets are made with. */
  factors: Levels;
  /** Engine of a condition that can only be had with one; absent or undefined: any. */
  engine?: (condition: Condition<Levels>) => string | undefined;
  /** Takes combinations out that make no sense. */
  where?: (condition: Condition<Levels>) => boolean;
  /** Processes that it needs; one server and one client unless said. */
  processes?: { servers?: number; clients?: number };
  /** What this machine lacks for it, if anything. */
  missing?: () => Skip | undefined;
  /** What this machine lacks for a part of it; the rest is run. */
  missingInPart?: () => Skip | undefined;
  /** What is done, once per condition and block. */
  trial: (condition: Condition<Levels>, lab: Lab) => Promise<TrialOutcome>;
  /** What must hold in every trial, the warm-up included. */
  invariants: Invariant[];
  /** What must hold over the measured trials together. */
  expectations?: Expectation[];
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
  #options: RunOptions;
  #corpus: Corpus;
  #folder: RunFolder;
  #records: TrialRecord[] = [];
  #note: ManifestExperiment;

  constructor(
    name: string,
    definition: ExperimentDefinition<Levels>,
    run: { options: RunOptions; corpus: Corpus; folder: RunFolder },
  ) {
    this.#name = name;
    this.#definition = definition;
    this.#options = run.options;
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
      conditions: this.#conditions().length,
      repetitions: run.options.repetitions,
      status: "running",
      assertions: [],
      started_at: new Date().toISOString(),
      load_before: machineSnapshot().load_average_1,
    };
  }

  /** Conditions of the experiment that this run asks for and this machine can have. */
  #conditions(): Condition<Levels>[] {
    return this.#askedFor().filter((condition) =>
      engineMissing(this.#engineOf(condition)) === undefined
    );
  }

  /** With `--engine`, a factor of that name has the one level. */
  #askedFor(): Condition<Levels>[] {
    const { factors, where } = this.#definition;
    const { engine } = this.#options;
    return allConditions(factors).filter((condition) =>
      (where?.(condition) ?? true) &&
      (engine === undefined || condition.engine === undefined ||
        condition.engine === engine)
    );
  }

  #engineOf(condition: Condition<Levels>): string {
    const { engine } = condition;
    return typeof engine === "string"
      ? engine
      : this.#definition.engine?.(condition) ?? this.#options.engine ??
        DEFAULT_ENGINE;
  }

  /** What keeps some, or all, conditions from being measured here. */
  #withoutEngine(): Skip | undefined {
    const asked = this.#askedFor();
    const { engine: only } = this.#options;
    if (asked.length === 0) {
      return only === undefined
        ? {
          reason: "this system has none of its conditions",
          remedy: "run it on Linux with glibc, on x86-64 or arm64",
        }
        : {
          reason: `it has no condition with the engine ${only}`,
          remedy: "leave --engine out, or give another one",
        };
    }
    const engines = new Set(asked.map((one) => this.#engineOf(one)));
    for (const engine of ENGINE_NAMES) {
      const missing = engines.has(engine) ? engineMissing(engine) : undefined;
      if (missing !== undefined) {
        return {
          reason: `the engine ${engine} cannot be used: ${missing}`,
          remedy: "run it on Linux with glibc, on x86-64 or arm64",
        };
      }
    }
    return undefined;
  }

  async run(test: Deno.TestContext): Promise<void> {
    const withoutEngine = this.#withoutEngine();
    const skip = this.#definition.missing?.() ??
      (this.#note.conditions === 0 ? withoutEngine : undefined);
    if (skip !== undefined) {
      await this.#folder.note({
        ...this.#note,
        status: "skipped",
        skipped: skip,
      });
      await showSkipped(test, skip);
      return;
    }
    const part = this.#definition.missingInPart?.() ?? withoutEngine;
    if (part !== undefined) {
      this.#note.skipped_in_part = part;
      await showSkipped(test, part);
    }
    await this.#folder.note(this.#note);
    const start = performance.now();
    const planned = schedule(this.#conditions(), {
      experiment: this.#name,
      seed: this.#options.seed,
      repetitions: this.#options.repetitions,
    });
    const measured = await test.step(
      `measures ${this.#note.conditions} condition(s) in 1 + ${this.#options.repetitions} ` +
        `blocks: ${planned.length} trials`,
      () => this.#measure(planned),
    );
    let held = measured;
    for (const { name, check } of this.#assertions(planned.length)) {
      held = await test.step(name, () => this.#assert(name, check)) && held;
    }
    await this.#folder.note({
      ...this.#note,
      status: held ? "done" : "failed",
      seconds: (performance.now() - start) / 1000,
      load_after: machineSnapshot().load_average_1,
    });
  }

  async #measure(planned: Scheduled<Condition<Levels>>[]): Promise<void> {
    using progress = new Progress(this.#name, planned.length);
    let lab = await this.#openLab();
    let failures = 0;
    try {
      for (const [done, place] of planned.entries()) {
        progress.show(done, conditionKey(place.condition));
        const record = await this.#measureOne(place, lab);
        // first written, then counted: what is not on the disk did not happen
        this.#folder.append(record);
        this.#records.push(record);
        if (record.error === undefined) {
          failures = 0;
          continue;
        }
        if (++failures === FAILURES_THAT_END_IT) {
          throw new Error(
            `${failures} trials in a row failed, the last one: ${record.error}`,
          );
        }
        // whatever state the failure has left the processes in, the next trial starts afresh
        await lab[Symbol.asyncDispose]();
        lab = await this.#openLab();
      }
    } finally {
      await lab[Symbol.asyncDispose]();
    }
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
    });
  }

  async #measureOne(
    { trial, block, warmUp, condition }: Scheduled<Condition<Levels>>,
    lab: Lab,
  ): Promise<TrialRecord> {
    const start = performance.now();
    lab.engine = this.#engineOf(condition);
    const base = {
      schema: RECORD_SCHEMA,
      experiment: this.#name,
      trial,
      block,
      warm_up: warmUp,
      condition: conditionKey(condition),
      factors: condition as Factors,
      started_at: new Date().toISOString(),
      engine: lab.engine,
      link: "loopback",
    };
    try {
      const { result: outcome, evidence } = await withEvidence(
        lab,
        () => lab.whileAlive(this.#definition.trial(condition, lab)),
      );
      return {
        ...base,
        trial_seconds: (performance.now() - start) / 1000,
        ...outcome,
        metrics: checked({
          ...metricsOfCounters(evidence.counters ?? {}),
          ...metricsOfConnections(connectionsOf(outcome)),
          ...outcome.metrics,
        }),
        transfers: outcome.transfers ?? [],
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
  #assertions(planned: number): Expectation[] {
    const { invariants, expectations = [] } = this.#definition;
    return [
      {
        name: "every trial was completed",
        check: () => this.#checkCompleted(planned),
      },
      ...invariants.map(({ name, check }) => ({
        name: `in every trial: ${name}`,
        check: () =>
          forEvery(
            this.#records.filter((record) => record.error === undefined),
            check,
          ),
      })),
      ...expectations.map(({ name, check }) => ({
        name,
        check: (records: TrialRecord[]) => {
          if (records.length === 0) throw new Error("No trial was completed");
          check(records);
        },
      })),
    ];
  }

  #checkCompleted(planned: number): void {
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
