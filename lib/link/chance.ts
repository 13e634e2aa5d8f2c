/**
 * What chance does to packets. The n-th packet of a direction meets the same fate
 * whenever the seed is the same: each impairment draws from a sequence of its own, once
 * for each packet, so that neither time nor another impairment changes what it decides.
 *
 * @module
 */

import { randomFrom, type RandomSource } from "../random/random.ts";
import type { BurstLoss, DirectionSpec } from "./link_spec.ts";

/** Decides something about one packet after the other. */
export type Chance = () => boolean;

const never: Chance = () => false;

/** Each packet by itself. */
function share(ratio: number, draws: () => RandomSource): Chance {
  if (ratio === 0) return never;
  const source = draws();
  return () => source.real() < ratio;
}

/** Gilbert's and Elliott's channel: it changes its state, then it loses or not. */
function bursts(
  { enterRatio, leaveRatio, lossRatio }: BurstLoss,
  draws: () => RandomSource,
): Chance {
  const source = draws();
  let bad = false;
  return () => {
    const change = source.real();
    const loss = source.real();
    bad = bad ? change >= leaveRatio : change < enterRatio;
    return bad && loss < lossRatio;
  };
}

/** What chance decides about the packets of one direction, each asked once per packet. */
export interface Chances {
  /** Whether it is lost by itself. */
  loss: Chance;
  /** Whether it is lost in a burst. */
  burstLoss: Chance;
  /** Whether a copy follows. */
  duplicate: Chance;
  /** Whether it is held back. */
  reorder: Chance;
  /** Whether a bit is turned over. */
  corrupt: Chance;
  /** How much longer than the delay it takes, in milliseconds; may be negative. */
  jitterMs: () => number;
  /** Which bit of the packet of that number is turned over, of so many. */
  bitOf: (number: number, bits: number) => number;
}

/**
 * What chance decides in one direction.
 *
 * @param spec The direction.
 * @param seed Of this direction and this trial.
 * @returns The decisions, from the first packet on.
 */
export function chancesOf(spec: DirectionSpec, seed: string): Chances {
  const draws = (name: string) => () => randomFrom(`${seed}/${name}`);
  const jitter = randomFrom(`${seed}/jitter`);
  return {
    loss: share(spec.lossRatio, draws("loss")),
    burstLoss: spec.burstLoss === undefined
      ? never
      : bursts(spec.burstLoss, draws("burst loss")),
    duplicate: share(spec.duplicateRatio, draws("duplicate")),
    reorder: share(spec.reorderRatio, draws("reorder")),
    corrupt: share(spec.corruptRatio, draws("corrupt")),
    jitterMs: spec.jitterMs === 0
      ? () => 0
      : () => (2 * jitter.real() - 1) * spec.jitterMs,
    // not the next of a sequence: which packets are damaged depends on the others' fates
    bitOf: (number, bits) => randomFrom(`${seed}/bit/${number}`).integer(bits),
  };
}
