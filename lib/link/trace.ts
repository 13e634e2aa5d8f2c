/**
 * A trace: what every packet was, when it came and went, and what became of it.
 *
 * @module
 */

import type { Direction } from "./link_spec.ts";

/**
 * Why a packet was not delivered:
 *
 * - `rule`: a rule has dropped it.
 * - `loss`: the random loss of the link.
 * - `burst_loss`: the loss in bursts.
 * - `queue_full`: no room in front of the bottleneck.
 * - `refused`: the receiving kernel has not taken it (write(2) to its device failed).
 */
export const DROP_CAUSES = [
  "rule",
  "loss",
  "burst_loss",
  "queue_full",
  "refused",
] as const;

/** One of {@linkcode DROP_CAUSES}. */
export type DropCause = typeof DROP_CAUSES[number];

/** One packet of a trace. */
export interface TracedPacket {
  /** Its way. */
  direction: Direction;
  /** Its place among the packets of its direction since the trial began, from 1. */
  number: number;
  /** When it came from its sender, in milliseconds since the trial began. */
  inMs: number;
  /** When it went to its receiver; absent where it was dropped or is still on its way. */
  outMs?: number;
  /** Why it was dropped, if it was. */
  dropped?: DropCause;
  /** Whether it is a copy that the link has made; it has the number of its original. */
  copy?: boolean;
  /** Whether a bit of it was turned over. */
  corrupted?: boolean;
  /** Whether it was held back and later ones have passed it. */
  reordered?: boolean;
  /** Size of the whole IP packet, in bytes. */
  totalBytes: number;
  /** Its first bytes, as they came from the sender: all headers. */
  head: Uint8Array<ArrayBuffer>;
}

/** A trace of one trial. */
export interface Trace {
  /** The trial's beginning, in milliseconds since 1970, with fractions. */
  startedAtMs: number;
  /** Addresses of the two ends. */
  server: string;
  /** The same of the client. */
  client: string;
  /** In the order in which they came. */
  packets: TracedPacket[];
}
