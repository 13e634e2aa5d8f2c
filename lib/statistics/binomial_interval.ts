/**
 * How sure a share is that was counted: the exact interval of C. J. Clopper and E. S.
 * Pearson, "The use of confidence or fiducial limits illustrated in the case of the
 * binomial", Biometrika 26 (1934), 404–413. It covers at least what it says, whatever the
 * share and however few the trials.
 *
 * @module
 */

import { gammaln } from "simple-statistics";

/** An interval of a share. */
export interface ShareInterval {
  /** Lower end, from 0. */
  low: number;
  /** Upper end, up to 1. */
  high: number;
}

/**
 * The interval of the chance that something happens.
 *
 * @param hits How often it happened: a whole number, at most `tries`.
 * @param tries How often it could have happened: a whole number, 1 or more.
 * @param confidence Probability that such an interval holds the chance, above 0 and below 1.
 * @returns The interval.
 * @throws {RangeError} If a number makes no sense.
 */
export function binomialInterval(
  hits: number,
  tries: number,
  confidence = 0.95,
): ShareInterval {
  const whole = Number.isSafeInteger(hits) && Number.isSafeInteger(tries);
  if (!(whole && tries >= 1 && hits >= 0 && hits <= tries)) {
    throw new RangeError(
      `Cannot find the interval of a share: ${hits} of ${tries} must be whole numbers, the first from 0 to the second`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(
      `Cannot find the interval of a share: confidence must be above 0 and below 1, current value is ${confidence}`,
    );
  }
  const tail = (1 - confidence) / 2;
  return {
    low: lowerEnd(hits, tries, tail),
    high: 1 - lowerEnd(tries - hits, tries, tail),
  };
}

/** The chance with which that many hits or more have the probability `tail`. */
function lowerEnd(hits: number, tries: number, tail: number): number {
  if (hits === 0) return 0;
  let low = 0;
  let high = hits / tries;
  for (;;) {
    const chance = (low + high) / 2;
    if (chance <= low || chance >= high) return high;
    if (atLeast(hits, tries, chance) < tail) low = chance;
    else high = chance;
  }
}

/** Probability of at least that many hits, for a chance that expects no more: then the first term is the largest. */
function atLeast(hits: number, tries: number, chance: number): number {
  let term = Math.exp(
    gammaln(tries + 1) - gammaln(hits + 1) - gammaln(tries - hits + 1) +
      hits * Math.log(chance) + (tries - hits) * Math.log1p(-chance),
  );
  let sum = 0;
  const odds = chance / (1 - chance);
  for (let count = hits; count <= tries && term > sum * 1e-17; count++) {
    sum += term;
    term *= (tries - count) / (count + 1) * odds;
  }
  return sum;
}
