/**
 * Which conditions of an experiment are compared with each other. Said in the lab sheet,
 * before anything is measured: a comparison that is chosen after the figures have been
 * seen proves nothing.
 *
 * @module
 */

import { conditionKey, type FactorLevels } from "./condition.ts";
import type { MetricName } from "./metric.ts";
import type { Factors } from "./record.ts";

/** Levels of one factor that are compared, all else equal. */
export interface ComparisonPlan<Levels extends FactorLevels = FactorLevels> {
  /** What is compared. */
  metric: MetricName;
  /** The factor that differs. */
  factor: keyof Levels & string;
  /** Each pair is the level that is compared with, and the level that is compared. */
  pairs: readonly (readonly [
    Factors[string],
    Factors[string],
  ])[];
  /** Only conditions that have these levels. */
  where?: Partial<Record<keyof Levels, Factors[string]>>;
}

/** One comparison of two conditions. */
export interface PlannedComparison {
  /** What is compared. */
  metric: MetricName;
  /** The factor that differs; empty where a condition is compared with itself. */
  factor: string;
  /** Key of the condition that is compared with. */
  baseline: string;
  /** Key of the condition that is compared. */
  treatment: string;
}

/** A condition that a block has twice: a difference between the two is a false alarm. */
export interface TwinPlan<Levels extends FactorLevels = FactorLevels> {
  /** What is compared. */
  metric: MetricName;
  /** The first condition that has these levels is the one. */
  levels: Partial<Record<keyof Levels, Factors[string]>>;
}

/**
 * Pairs of one level with each of the others.
 *
 * @param baseline The level that the others are compared with.
 * @param others The others.
 * @returns The pairs.
 */
export function against<Level extends Factors[string]>(
  baseline: Level,
  others: readonly Level[],
): [Level, Level][] {
  return others.map((level) => [baseline, level]);
}

/**
 * Pairs of each level with the next one.
 *
 * @param levels Levels in order.
 * @returns One pair less than levels.
 */
export function steps<Level extends Factors[string]>(
  levels: readonly Level[],
): [Level, Level][] {
  return levels.slice(1).map((level, index) => [levels[index]!, level]);
}

/**
 * Name of the second one of two equal conditions.
 *
 * @param condition Key of the condition.
 * @returns Its twin's key.
 */
export function twinKey(condition: string): string {
  return `${condition} (again)`;
}

/**
 * The comparisons of an experiment, one by one.
 *
 * @param plans Which levels are compared.
 * @param conditions The conditions that are measured.
 * @returns A comparison for each pair of conditions that differ in the plan's factor alone.
 */
export function plannedComparisons(
  plans: readonly ComparisonPlan[],
  conditions: readonly Factors[],
): PlannedComparison[] {
  const keys = new Set(conditions.map(conditionKey));
  return plans.flatMap(({ metric, factor, pairs, where = {} }) =>
    pairs.flatMap(([baselineLevel, level]) =>
      conditions.filter((condition) =>
        condition[factor] === baselineLevel && has(condition, where)
      ).map((condition) => ({
        metric,
        factor,
        baseline: conditionKey(condition),
        treatment: conditionKey({ ...condition, [factor]: level }),
      })).filter(({ treatment }) => keys.has(treatment))
    )
  );
}

/**
 * Whether a condition has some levels.
 *
 * @param condition Its levels.
 * @param levels The levels that it should have.
 * @returns Whether it has all of them.
 */
export function has(
  condition: Factors,
  levels: Partial<Record<string, Factors[string]>>,
): boolean {
  return Object.entries(levels).every(([factor, level]) =>
    condition[factor] === level
  );
}
