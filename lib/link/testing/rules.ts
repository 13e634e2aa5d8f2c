/**
 * Rules for tests.
 *
 * @module
 */

import type { Fate, Rule } from "../rule.ts";

/**
 * Gives the n-th packet of a direction the n-th fate, and lets the others pass.
 *
 * @param plan The fates, and of which direction; of both unless given.
 * @returns The rule.
 */
export function fates(
  { fates, direction }: { fates: Fate[]; direction?: string },
): Rule {
  return (packet) =>
    direction === undefined || packet.direction === direction
      ? fates[packet.number - 1]
      : undefined;
}

/**
 * Gives four of thirty packets a fate, by their numbers: one is dropped, one copied, one
 * damaged and one delayed by 3 ms.
 *
 * @returns The rule.
 */
export function allSorts(): Rule {
  return ({ number }) => {
    const sorts: Record<number, Fate> = {
      1: "drop",
      2: "duplicate",
      3: "corrupt",
      4: { delayMs: 3 },
    };
    return sorts[number % 30];
  };
}

/**
 * Throws at one packet.
 *
 * @param at Its number.
 * @returns The rule.
 */
export function throwsAt({ number }: { number: number }): Rule {
  return (packet) => {
    if (packet.number === number) throw new TypeError("such a packet!");
    return "pass";
  };
}

/**
 * Cannot be made.
 *
 * @throws {RangeError} Always.
 */
export function unmakeable(): never {
  throw new RangeError("there are no such packets");
}

/** What makes no rule. */
export function noRule(): string {
  return "drop";
}

/** What is no function. */
export const NOT_A_FUNCTION = 7;
