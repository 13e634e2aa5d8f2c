/**
 * Factors, levels, and the conditions that they make.
 *
 * @module
 */

import type { Factors } from "./record.ts";

/** Levels by factor: `{ transport: ["tcp", "udp"], bufferBytes: [32, 65536] }`. */
export type FactorLevels = Record<
  string,
  readonly (string | number | boolean)[]
>;

/** One level of each factor. */
export type Condition<Levels extends FactorLevels> = {
  -readonly [Factor in keyof Levels]: Levels[Factor][number];
};

/**
 * Every combination of levels, the last factor changing fastest.
 *
 * @param factors Levels by factor.
 * @returns The conditions; one without factors where there are none.
 */
export function allConditions<Levels extends FactorLevels>(
  factors: Levels,
): Condition<Levels>[] {
  let conditions: Factors[] = [{}];
  for (const [factor, levels] of Object.entries(factors)) {
    conditions = conditions.flatMap((condition) =>
      levels.map((level) => ({ ...condition, [factor]: level }))
    );
  }
  return conditions as Condition<Levels>[];
}

/**
 * The readable, stable name of a condition.
 *
 * @param condition One level of each factor.
 * @returns Such as `transport=tcp bufferBytes=32`; `-` without factors.
 */
export function conditionKey(condition: Factors): string {
  const parts = Object.entries(condition).map(([factor, level]) =>
    `${factor}=${level}`
  );
  return parts.length === 0 ? "-" : parts.join(" ");
}
