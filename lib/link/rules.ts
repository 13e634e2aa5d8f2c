/**
 * Rules that experiments use, and models for one's own.
 *
 * @module
 */

import type { Direction, RuleReference } from "./link_spec.ts";
import { isDataSegment, isPureAck, isSyn } from "./packet_words.ts";
import type { PacketOnLink, Rule } from "./rule.ts";

/** Which packets, counted from 1 among those of one kind and one direction. */
export interface Counted {
  /** The way of the packets. */
  direction: Direction;
  /** Which of them. */
  numbers: number[];
}

/** Drops packets of one kind by their number. */
function dropCounted(
  { direction, numbers }: Counted,
  isCounted: (packet: PacketOnLink) => boolean,
): Rule {
  let count = 0;
  return (packet) => {
    if (packet.direction !== direction || !isCounted(packet)) return "pass";
    return numbers.includes(++count) ? "drop" : "pass";
  };
}

/**
 * Drops segments that carry data, such as the third one to the client. A segment that is
 * sent again counts again.
 *
 * @param which Which ones.
 * @returns The rule.
 */
export function dropDataSegments(which: Counted): Rule {
  return dropCounted(which, isDataSegment);
}

/**
 * Drops the first SYNs of clients.
 *
 * @param count How many.
 * @returns The rule.
 */
export function dropFirstSyns({ count }: { count: number }): Rule {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return dropCounted({ direction: "client_to_server", numbers }, isSyn);
}

/**
 * Delays acknowledgements that carry no data.
 *
 * @param delay How much longer than the link, in milliseconds.
 * @returns The rule.
 */
export function delayPureAcks({ delayMs }: { delayMs: number }): Rule {
  return (packet) => isPureAck(packet) ? { delayMs } : "pass";
}

/**
 * Drops everything for a while.
 *
 * @param span From when to when, in milliseconds since the trial began.
 * @returns The rule.
 */
export function blackHole(
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Rule {
  return ({ atMs }) => atMs >= fromMs && atMs < toMs ? "drop" : "pass";
}

/** The rules of this module, with what each is given. */
export interface OwnRules {
  /** See {@linkcode dropDataSegments}. */
  dropDataSegments: Counted;
  /** See {@linkcode dropFirstSyns}. */
  dropFirstSyns: { count: number };
  /** See {@linkcode delayPureAcks}. */
  delayPureAcks: { delayMs: number };
  /** See {@linkcode blackHole}. */
  blackHole: { fromMs: number; toMs: number };
}

/**
 * A rule of this module as a link is told of it.
 *
 * @param name Its name.
 * @param parameters What it is given.
 * @returns The reference.
 */
export function ownRule<Name extends keyof OwnRules>(
  name: Name,
  parameters: OwnRules[Name],
): RuleReference {
  return { module: import.meta.url, name, parameters };
}
