/**
 * Factors as columns. Every experiment has factors of its own, so the columns
 * are the union over the experiments, and their names must not collide with
 * the columns that are always there.
 *
 * @module
 */

import type { Factors } from "../experiment/record.ts";
import type { Column, ColumnType } from "./table.ts";

/** A column with a factor's levels; its rows are anything that has factors. */
export interface FactorColumn extends Column<{ factors: Factors }> {
  /** The factor as the experiment calls it, such as `bufferBytes`. */
  factor: string;
}

/** More levels than this are not listed in the meaning of a column. */
const LISTED_LEVELS = 12;

/** Units by the end of a column's name; the first that fits counts. */
const UNITS: readonly [ending: string, unit: string][] = [
  ["bytes_per_second", "bytes per second"],
  ["bits_per_second", "bits per second"],
  ["microseconds", "microseconds"],
  ["milliseconds", "milliseconds"],
  ["seconds", "seconds"],
  ["bytes", "bytes"],
  ["ratio", "ratio"],
];

/** What is known of a factor. */
interface Seen {
  experiments: Set<string>;
  levels: Set<string | number | boolean>;
}

/**
 * The columns of all factors.
 *
 * @param trials Trials of any number of experiments.
 * @param reserved Names of columns that a factor must not take.
 * @returns One column per factor, in the order in which the factors occur.
 */
export function factorColumns(
  trials: Iterable<{ experiment: string; factors: Factors }>,
  reserved: Iterable<string>,
): FactorColumn[] {
  const factors = new Map<string, Seen>();
  for (const trial of trials) {
    for (const [factor, level] of Object.entries(trial.factors)) {
      const seen = factors.getOrInsertComputed(factor, () => ({
        experiments: new Set(),
        levels: new Set(),
      }));
      seen.experiments.add(trial.experiment);
      seen.levels.add(level);
    }
  }
  const taken = new Set(reserved);
  return [...factors].map(([factor, seen]) => {
    const name = freeName(snakeCase(factor), taken);
    taken.add(name);
    return {
      factor,
      name,
      type: typeOf(seen.levels),
      unit: UNITS.find(([ending]) => name.endsWith(ending))?.[1] ?? "",
      meaning: meaningOf(factor, seen),
      cell: ({ factors }) => factors[factor],
    };
  });
}

/**
 * A name in snake_case.
 *
 * @param name Such as `bufferBytes`, `roundTripMilliseconds` or `client count`.
 * @returns Lower-case ASCII letters, digits and single underscores; begins with a letter.
 */
export function snakeCase(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  return /^[a-z]/.test(words) ? words : `factor_${words}`.replace(/_$/, "");
}

/** The name itself, else with `factor_` in front, else numbered. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const prefixed = name.startsWith("factor_") ? name : `factor_${name}`;
  let free = prefixed;
  for (let number = 2; taken.has(free); number++) {
    free = `${prefixed}_${number}`;
  }
  return free;
}

/** The narrowest type that holds all levels. */
function typeOf(levels: ReadonlySet<unknown>): ColumnType {
  const all = [...levels];
  if (all.every((level) => typeof level === "boolean")) return "boolean";
  if (all.every((level) => Number.isInteger(level))) return "integer";
  return all.every((level) => typeof level === "number") ? "number" : "text";
}

/** The meaning of a factor's column, with its levels as far as they are few. */
function meaningOf(factor: string, { experiments, levels }: Seen): string {
  const list = levels.size > LISTED_LEVELS
    ? `${levels.size} levels`
    : [...levels].map(String).sort((a, b) =>
      a.localeCompare(b, "en", { numeric: true })
    ).join(", ");
  return `Level of the factor ${factor} of ${
    [...experiments].join(", ")
  } (${list}); empty for experiments without it.`;
}
