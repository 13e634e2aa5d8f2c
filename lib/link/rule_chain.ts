/**
 * The rules of a link, asked one after the other about each packet.
 *
 * @module
 */

import { DIRECTIONS, LinkError, type RuleReference } from "./link_spec.ts";
import { parsePacket } from "./parse_packet.ts";
import type { Rule, RuleFactory } from "./rule.ts";

/** What all rules together say about a packet. */
export interface Judgement {
  /** It is dropped; then nothing else counts. */
  drop: boolean;
  /** A copy follows it. */
  duplicate: boolean;
  /** A bit of it is turned over. */
  corrupt: boolean;
  /** Longer on the way than the link says, in milliseconds. */
  delayMs: number;
}

/** Judges a packet: its bytes, its way, its number and when it came. */
export type Judge = (
  bytes: Uint8Array,
  direction: number,
  number: number,
  atMs: number,
) => Judgement | undefined;

/** A rule with its name. */
export interface NamedRule {
  /** Its name, for error messages. */
  name: string;
  /** The rule. */
  rule: Rule;
}

/**
 * Loads the rules of a link and makes them anew.
 *
 * @param references Where they are.
 * @returns The rules.
 * @throws {LinkError} Naming the rule that cannot be loaded or made.
 */
export async function loadRules(
  references: readonly RuleReference[],
): Promise<NamedRule[]> {
  return await Promise.all(references.map(async (reference) => {
    const { module, name, parameters } = reference;
    const called = `the rule "${name}" of ${module}`;
    let exported: Record<string, unknown>;
    try {
      exported = await import(module);
    } catch (error) {
      throw new LinkError(`Cannot load ${called}: ${wordsOf(error)}`);
    }
    const factory = exported[name];
    if (typeof factory !== "function") {
      const names = Object.keys(exported).join(", ");
      throw new LinkError(
        `Cannot load ${called}: the module exports no function of that name, but ` +
          `${names === "" ? "nothing" : names}`,
      );
    }
    let rule: unknown;
    try {
      rule = (factory as RuleFactory)(parameters);
    } catch (error) {
      throw new LinkError(`Cannot make ${called}: ${wordsOf(error)}`);
    }
    if (typeof rule !== "function") {
      throw new LinkError(
        `Cannot make ${called}: it has to return a function that takes a packet`,
      );
    }
    return { name, rule: rule as Rule };
  }));
}

/**
 * Puts rules one behind the other.
 *
 * @param rules The rules, at least one.
 * @param onFailure Told when a rule throws or answers what is no fate; the packet then
 * passes that rule.
 * @returns What they say together; undefined where none has anything to say.
 */
export function judgeOf(
  rules: readonly NamedRule[],
  onFailure: (error: LinkError) => void,
): Judge {
  return (bytes, direction, number, atMs) => {
    const packet = {
      ...parsePacket(bytes),
      direction: DIRECTIONS[direction]!,
      number,
      atMs,
    };
    let judgement: Judgement | undefined;
    for (const { name, rule } of rules) {
      let fate;
      try {
        fate = rule(packet);
      } catch (error) {
        onFailure(
          new LinkError(
            `The rule "${name}" threw at packet ${number} of ${packet.direction}: ${
              wordsOf(error)
            }`,
          ),
        );
        continue;
      }
      if (fate === undefined || fate === "pass") continue;
      judgement ??= {
        drop: false,
        duplicate: false,
        corrupt: false,
        delayMs: 0,
      };
      if (fate === "drop") return { ...judgement, drop: true };
      if (fate === "duplicate") judgement.duplicate = true;
      else if (fate === "corrupt") judgement.corrupt = true;
      else if (isDelay(fate)) judgement.delayMs += fate.delayMs;
      else {
        onFailure(
          new LinkError(
            `The rule "${name}" answered ${
              Deno.inspect(fate, { breakLength: Infinity })
            } to packet ${number} of ` +
              `${packet.direction}: it has to be "pass", "drop", "duplicate", "corrupt" ` +
              `or { delayMs: … } with 0 or more milliseconds`,
          ),
        );
      }
    }
    return judgement;
  };
}

function isDelay(fate: unknown): fate is { delayMs: number } {
  const { delayMs } = (fate ?? {}) as { delayMs?: unknown };
  return typeof delayMs === "number" && Number.isFinite(delayMs) &&
    delayMs >= 0;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
