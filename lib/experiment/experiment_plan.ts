/**
 * What a run measures of an experiment: the conditions that it asks for and this machine
 * can have, and what is compared among them.
 *
 * @module
 */

import { engineMissing } from "../socket/engines.ts";
import {
  type ComparisonPlan,
  has,
  type PlannedComparison,
  plannedComparisons,
  twinKey,
  type TwinPlan,
} from "./comparison_plan.ts";
import {
  allConditions,
  type Condition,
  conditionKey,
  type FactorLevels,
} from "./condition.ts";
import {
  CORE_PLACEMENTS,
  type CorePlacement,
  placementMissing,
} from "./core_placement.ts";
import { DEFAULT_ENGINE, type RunOptions } from "./options.ts";
import type { Factors } from "./record.ts";

/** Why an experiment cannot be run here, and what would help. */
export interface Skip {
  /** What this machine lacks. */
  reason: string;
  /** What would help. */
  remedy: string;
}

/** What an experiment says of its conditions. */
export interface PlannedConditions<Levels extends FactorLevels> {
  /**
   * What is varied. A factor `engine` also decides what the sockets are made with, and a
   * factor `cores` where the processes run.
   */
  factors: Levels;
  /** Engine of a condition that can only be had with one; absent or undefined: any. */
  engine?: (condition: Condition<Levels>) => string | undefined;
  /** Takes combinations out that make no sense. */
  where?: (condition: Condition<Levels>) => boolean;
  /** Which conditions are compared; the records decide, and no outcome fails the test. */
  comparisons?: readonly ComparisonPlan<NoInfer<Levels>>[];
  /** The condition that every block has twice; needed where something is compared. */
  twin?: TwinPlan<NoInfer<Levels>>;
}

/** What is measured once in every block. */
export interface Place<Levels extends FactorLevels> {
  /** Its levels. */
  condition: Condition<Levels>;
  /** Its name. */
  key: string;
  /** Name of the condition that it repeats, if it does. */
  twinOf?: string;
}

/** The plan of one experiment in one run. */
export class ExperimentPlan<Levels extends FactorLevels> {
  #definition: PlannedConditions<Levels>;
  #options: Pick<RunOptions, "engine" | "cores">;

  /**
   * Plans an experiment.
   *
   * @param definition What it says of its conditions.
   * @param options What the run asks for.
   */
  constructor(
    definition: PlannedConditions<Levels>,
    options: Pick<RunOptions, "engine" | "cores">,
  ) {
    this.#definition = definition;
    this.#options = options;
  }

  /** Conditions of the experiment that this run asks for and this machine can have. */
  #conditions(): Condition<Levels>[] {
    return this.#askedFor().filter((condition) =>
      engineMissing(this.engineOf(condition)) === undefined &&
      placementMissing(this.coresOf(condition)) === undefined
    );
  }

  /** What a block consists of: every condition, and one of them once more. */
  places(): Place<Levels>[] {
    const places = this.#conditions().map((condition): Place<Levels> => ({
      condition,
      key: conditionKey(condition),
    }));
    const { twin } = this.#definition;
    const first = twin &&
      places.find(({ condition }) => has(condition, twin.levels));
    if (first === undefined) return places;
    return [...places, {
      condition: first.condition,
      key: twinKey(first.key),
      twinOf: first.key,
    }];
  }

  /** What is compared, the condition with itself last. */
  comparisons(): PlannedComparison[] {
    const { comparisons = [], twin } = this.#definition;
    const places = this.places();
    const twins = places.flatMap(({ key, twinOf }) =>
      twin === undefined || twinOf === undefined ? [] : [{
        metric: twin.metric,
        factor: "",
        baseline: twinOf,
        treatment: key,
      }]
    );
    return [
      ...plannedComparisons(
        comparisons,
        places.filter(({ twinOf }) => twinOf === undefined).map((
          { condition },
        ) => condition as Factors),
      ),
      ...twins,
    ];
  }

  /** With `--engine` or `--cores`, a factor of that name has the one level. */
  #askedFor(): Condition<Levels>[] {
    const { factors, where } = this.#definition;
    const { engine, cores } = this.#options;
    return allConditions(factors).filter((condition) =>
      (where?.(condition) ?? true) &&
      [[engine, condition.engine], [cores, condition.cores]].every((
        [only, level],
      ) => only === undefined || level === undefined || level === only)
    );
  }

  /**
   * Where the processes of a condition run.
   *
   * @param condition Its levels: a factor `cores` decides, else the run.
   */
  coresOf({ cores }: Condition<Levels>): CorePlacement {
    return CORE_PLACEMENTS.find((placement) => placement === cores) ??
      this.#options.cores ?? "scheduler";
  }

  /**
   * What the sockets of a condition are made with.
   *
   * @param condition Its levels: a factor `engine` decides, else the experiment, else the run.
   */
  engineOf(condition: Condition<Levels>): string {
    const { engine } = condition;
    return typeof engine === "string"
      ? engine
      : this.#definition.engine?.(condition) ?? this.#options.engine ??
        DEFAULT_ENGINE;
  }

  /** What keeps some, or all, conditions from being measured here. */
  missing(): Skip | undefined {
    const asked = this.#askedFor();
    if (asked.length === 0) {
      const only = (["engine", "cores"] as const).filter((name) =>
        this.#options[name] !== undefined
      );
      return only.length === 0
        ? {
          reason: "this system has none of its conditions",
          remedy: "run it on Linux with glibc, on x86-64 or arm64",
        }
        : {
          reason: `it has no condition with ${
            only.map((name) => `--${name} ${this.#options[name]}`).join(" and ")
          }`,
          remedy: "leave the option out, or give another value",
        };
    }
    for (const engine of new Set(asked.map((one) => this.engineOf(one)))) {
      const missing = engineMissing(engine);
      if (missing !== undefined) {
        return {
          reason: `the engine ${engine} cannot be used: ${missing}`,
          remedy: "run it on Linux with glibc, on x86-64 or arm64",
        };
      }
    }
    for (const cores of new Set(asked.map((one) => this.coresOf(one)))) {
      const missing = placementMissing(cores);
      if (missing !== undefined) {
        return {
          reason: `cores cannot be ${cores}: ${missing}`,
          remedy: "run it on Linux, with two cores at least",
        };
      }
    }
    return undefined;
  }
}
