/**
 * Rules: functions that see each packet of a link and decide its fate.
 *
 * @module
 */

import type { Direction } from "./link_spec.ts";
import type { Packet } from "./packet.ts";

/** A packet that has just been handed to the link. */
export interface PacketOnLink extends Packet {
  /** Its way. */
  direction: Direction;
  /** Its place among the packets of its direction since the trial began, from 1. */
  number: number;
  /** When it came, in milliseconds since the trial began. */
  atMs: number;
}

/**
 * What becomes of a packet. One that is not dropped goes on to the next rule, and then
 * meets the link's own impairments.
 */
export type Fate =
  | "pass"
  | "drop"
  /** A copy follows at once. */
  | "duplicate"
  /** One bit is turned over. */
  | "corrupt"
  /** So much longer on the way than the link says; packets behind it overtake it. */
  | { delayMs: number };

/** Decides; nothing is as good as `pass`. */
export type Rule = (packet: PacketOnLink) => Fate | void;

/** Makes a rule, anew for each trial, so that its counts begin at 0. */
// deno-lint-ignore no-explicit-any
export type RuleFactory = (parameters: any) => Rule;
