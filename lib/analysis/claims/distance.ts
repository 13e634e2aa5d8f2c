/**
 * What becomes of a claim at a distance: the study asked over loopback alone, and what it
 * asked has another answer where a round trip takes its time.
 *
 * @module
 */

import { levelText } from "../words.ts";
import { type ComparedRule, judgeCompared } from "./compared.ts";
import { type ExperimentFindings, findingsOf } from "./experiment_findings.ts";
import { type GrowsRule, judgeGrows } from "./grows.ts";
import {
  type ClaimVerdict,
  type Findings,
  type Judgement,
  NoEvidence,
} from "./judgement.ts";

/** Name of the experiment that measures at several distances. */
export const DISTANCE_EXPERIMENT = "distance";

/** Its factor that is the distance. */
export const DISTANCE_FACTOR = "roundTripMs";

/** What is asked of a claim at each distance. */
export interface DistanceQuestion {
  /**
   * What has to be so for the claim to hold there: a sentence. It may be a part of the claim,
   * because fewer conditions are measured at a distance than over loopback.
   */
  asks: string;
  /** How that is decided; the round trip is put to its `where`. */
  decision: ComparedRule | GrowsRule;
}

/** At how many of the round trips a claim holds; those that cannot tell do not count. */
export type HoldsOverDistance =
  | "everywhere"
  | "somewhere"
  | "nowhere"
  | "cannot tell";

/** What a run says of a claim at a distance. */
export interface OverDistance {
  /** What was asked. */
  asks: string;
  /** The round trips at which it holds, a clause, such as `holds from a round trip of 10 ms on`. */
  says: string;
  /** The same in a word; absent where nothing was measured. */
  holds?: HoldsOverDistance;
  /** The verdict and the figures of each round trip, in sentences; or why there is none. */
  here: string;
}

/** What is said where there is nothing to say. */
export const NOT_MEASURED = "not measured over distance";

/**
 * Judges a claim at every round trip that was measured.
 *
 * @param question What is asked.
 * @param findings What the run has found.
 * @returns Where it holds; {@linkcode NOT_MEASURED} without trials of the experiment.
 */
export function judgeOverDistance(
  { asks, decision }: DistanceQuestion,
  findings: Findings,
): OverDistance {
  try {
    const measured = findingsOf(findings, DISTANCE_EXPERIMENT);
    const verdicts = roundTripsOf(measured).map((roundTripMs) => ({
      roundTripMs,
      ...judgeAt(decision, roundTripMs, measured),
    }));
    return {
      asks,
      says: saysOf(verdicts),
      holds: holdsOf(verdicts.map(({ verdict }) => verdict)),
      here: verdicts.map(({ roundTripMs, verdict, here }) =>
        `At ${distanceText([roundTripMs])} (${verdict}): ${here}`
      ).join(" "),
    };
  } catch (error) {
    if (!(error instanceof NoEvidence)) throw error;
    return { asks, says: NOT_MEASURED, here: error.message };
  }
}

/** Every round trip that has trials, the shortest first. */
function roundTripsOf({ trials }: ExperimentFindings): number[] {
  const levels = trials.map(({ factors }) => factors[DISTANCE_FACTOR])
    .filter((level) => typeof level === "number");
  if (levels.length === 0) {
    throw new NoEvidence(
      `No trial of ${DISTANCE_EXPERIMENT} says how long its round trip was.`,
    );
  }
  return [...new Set(levels)].sort((a, b) => a - b);
}

function judgeAt(
  decision: ComparedRule | GrowsRule,
  roundTripMs: number,
  findings: ExperimentFindings,
): Judgement {
  const where = { ...decision.where, [DISTANCE_FACTOR]: roundTripMs };
  try {
    return decision.rule === "compared"
      ? judgeCompared({ ...decision, where }, findings)
      : judgeGrows({ ...decision, where }, findings);
  } catch (error) {
    if (!(error instanceof NoEvidence)) throw error;
    return { verdict: "cannot tell", here: error.message };
  }
}

function holdsOf(verdicts: readonly ClaimVerdict[]): HoldsOverDistance {
  if (verdicts.every((verdict) => verdict === "confirmed")) return "everywhere";
  if (verdicts.includes("confirmed")) return "somewhere";
  return verdicts.includes("refuted") ? "nowhere" : "cannot tell";
}

/** The round trips at which a claim holds, in a clause. */
function saysOf(
  verdicts: readonly { roundTripMs: number; verdict: ClaimVerdict }[],
): string {
  const all = verdicts.map(({ roundTripMs }) => roundTripMs);
  const having = (wanted: ClaimVerdict) =>
    verdicts.filter(({ verdict }) => verdict === wanted)
      .map(({ roundTripMs }) => roundTripMs);
  const [holds, fails, open] = [
    having("confirmed"),
    having("refuted"),
    having("cannot tell"),
  ];
  if (fails.length === all.length) {
    return `holds at none of ${distanceText(all)}`;
  }
  if (open.length === all.length) {
    return `cannot tell at any of ${distanceText(all)}`;
  }
  return [
    ...(holds.length === 0 ? [] : [`holds ${whereText(holds, all)}`]),
    ...(fails.length === 0 ? [] : [
      `${holds.length === 0 ? "does not hold" : "not"} at ${
        distanceText(fails)
      }`,
    ]),
    ...(open.length === 0 ? [] : [`cannot tell at ${distanceText(open)}`]),
  ].join(", ");
}

/** Some of all round trips: from one on or up to one, where that says it. */
function whereText(some: readonly number[], all: readonly number[]): string {
  if (some.length === all.length) return `at all of ${distanceText(all)}`;
  const isNeighbourOfNext = some.every((level, index) =>
    index === 0 || all.indexOf(level) === all.indexOf(some[index - 1]!) + 1
  );
  if (isNeighbourOfNext && some.at(-1) === all.at(-1)) {
    return `from a round trip of ${distanceText([some[0]!])} on`;
  }
  return isNeighbourOfNext && some.length > 1 && some[0] === all[0]
    ? `up to a round trip of ${distanceText([some.at(-1)!])}`
    : `at a round trip of ${distanceText(some)}`;
}

/** Such as `0, 1, 10 ms`. */
function distanceText(roundTripsMs: readonly number[]): string {
  const texts = roundTripsMs.map((level) => levelText(DISTANCE_FACTOR, level));
  return texts.map((text, index) =>
    // the unit stands once
    index < texts.length - 1 ? text.replace(/ ms$/, "") : text
  ).join(", ");
}
