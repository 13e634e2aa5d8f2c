/**
 * The conditions of an experiment in the order in which its lab sheet names their levels.
 *
 * @module
 */

import { has } from "../../experiment/comparison_plan.ts";
import type { Factors } from "../../experiment/record.ts";

/** A condition that has trials. */
export interface PageCondition {
  /** Its key. */
  key: string;
  /** Level of each factor. */
  factors: Factors;
  /** Key of the condition that it repeats, if it does. */
  twinOf?: string;
}

/** What of a trial tells its condition. */
export interface OfCondition {
  /** Key of the condition. */
  condition: string;
  /** Level of each factor. */
  factors: Factors;
  /** Key of the condition that it repeats, if it does. */
  twin_of?: string;
}

/** Levels by factor, as a manifest has them. */
export type Levels = Readonly<Record<string, readonly Factors[string][]>>;

/**
 * The conditions of some trials.
 *
 * @param trials Trials of one experiment.
 * @param levels Its levels in order; levels that are not there come last, by size.
 * @returns Each condition once; a twin comes after the condition that it repeats.
 */
export function conditionsOf(
  trials: Iterable<OfCondition>,
  levels: Levels,
): PageCondition[] {
  const conditions = new Map<string, PageCondition>();
  for (const { condition, factors, twin_of } of trials) {
    if (conditions.has(condition)) continue;
    conditions.set(condition, {
      key: condition,
      factors,
      ...(twin_of === undefined ? {} : { twinOf: twin_of }),
    });
  }
  const names = Object.keys(levels);
  const rank = (factor: string, level: Factors[string] | undefined) => {
    const index = levels[factor]!.findIndex((known) => known === level);
    return index < 0 ? Infinity : index;
  };
  return [...conditions.values()].sort((a, b) => {
    for (const factor of names) {
      const [first, second] = [a, b].map(({ factors }) =>
        rank(factor, factors[factor])
      ) as [number, number];
      if (first !== second) return first - second;
    }
    return a.key.localeCompare(b.key, "en", { numeric: true });
  });
}

/**
 * The conditions that have some levels.
 *
 * @param conditions Conditions.
 * @param where The levels; all conditions have none.
 */
export function conditionsWhere(
  conditions: readonly PageCondition[],
  where: Factors = {},
): PageCondition[] {
  return conditions.filter(({ factors }) => has(factors, where));
}

/**
 * The factors in which conditions differ.
 *
 * @param conditions The conditions.
 * @returns Their names, in the order in which the conditions have them.
 */
export function varyingFactors(conditions: readonly PageCondition[]): string[] {
  const names = new Set(
    conditions.flatMap(({ factors }) => Object.keys(factors)),
  );
  return [...names].filter((name) =>
    new Set(conditions.map(({ factors }) => factors[name])).size > 1
  );
}

/**
 * Some of a condition's levels.
 *
 * @param factors Level of each factor.
 * @param names The factors to keep.
 */
export function pickFactors(
  factors: Factors,
  names: readonly string[],
): Factors {
  return Object.fromEntries(
    names.flatMap((name) =>
      factors[name] === undefined ? [] : [[name, factors[name]]]
    ),
  );
}
