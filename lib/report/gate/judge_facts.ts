/**
 * Whether the deterministic evidence is what it was.
 *
 * @module
 */

import { median } from "simple-statistics";
import type { Fact, FactValue } from "./facts.ts";
import type { Finding } from "./finding.ts";
import type { ObservedFact } from "./gated_run.ts";
import type { Both } from "./judge_assertions.ts";

/** A median may be this many times what the baseline's trials have, or one in as many. */
export const BOUNDS_FACTOR = 2;

/** And this much beyond that, so that one event of somebody else is none where there were none. */
export const BOUNDS_SLACK = 2;

/**
 * Compares the facts of every condition of an experiment.
 *
 * @param both The experiment in both runs.
 * @param sameBooks Whether both runs had the same books, by their digests.
 * @returns A finding per condition and fact of the baseline; one for a condition that was
 * not measured.
 */
export function judgeFacts(
  { baseline, run }: Both,
  sameBooks: boolean,
): Finding[] {
  const experiment = run.note.name;
  return [...baseline.conditions].flatMap(([condition, facts]): Finding[] => {
    const now = run.conditions.get(condition);
    if (now === undefined) {
      return [{
        experiment,
        subject: condition,
        ...judgeUnmeasured(condition, { baseline, run }),
      }];
    }
    return [...facts.values()].map((before): Finding => ({
      experiment,
      subject: `${condition}: ${before.fact.name}`,
      ...judge(before, now.get(before.fact.name), sameBooks),
    }));
  });
}

type Judgement = Pick<Finding, "outcome" | "detail" | "reason">;

/** A condition is lost, unless the run says why or its kernel does not have the level. */
function judgeUnmeasured(
  condition: string,
  { baseline, run }: Both,
): Judgement {
  const part = run.note.skipped_in_part;
  if (part !== undefined) {
    return {
      outcome: "unknown",
      reason: `the condition was skipped: ${part.reason}`,
    };
  }
  const trial = baseline.trials.find((one) => one.condition === condition);
  const hasEveryLevel = Object.entries(trial?.factors ?? {}).every((
    [factor, level],
  ) => run.note.factors[factor]?.includes(level));
  return hasEveryLevel
    ? {
      outcome: "incomparable",
      reason: "the condition has no measured trial in this run",
    }
    : {
      outcome: "unknown",
      reason: "the run's kernel does not have the level",
    };
}

function judge(
  before: ObservedFact,
  now: ObservedFact | undefined,
  sameBooks: boolean,
): Judgement {
  const { fact } = before;
  if (fact.ofTheBooks && !sameBooks) {
    return {
      outcome: "unknown",
      reason: "it depends on the books, and they are others",
    };
  }
  if (now === undefined) {
    return {
      outcome: "unknown",
      reason: "this run does not say it, and the baseline does",
    };
  }
  return fact.rule === "exact"
    ? judgeExact(fact, before.values, now.values)
    : judgeBounds(before.values.map(Number), now.values.map(Number));
}

/** One trial is enough, because nothing that depends on time is among these facts. */
function judgeExact(
  { right }: Fact,
  before: readonly FactValue[],
  now: readonly FactValue[],
): Judgement {
  const known = new Set(before);
  const others = now.filter((value) => !known.has(value));
  if (others.length === 0) {
    return known.size > 1 && new Set(now).size === 1 && now[0] === right
      ? {
        outcome: "improved",
        detail: `${shown(now)} in every trial; ${
          shown(before)
        } in the baseline`,
      }
      : { outcome: "unchanged" };
  }
  const isRight = right !== undefined && now.every((value) => value === right);
  return {
    outcome: isRight ? "improved" : "regressed",
    detail: `${shown(others)} in ${others.length} of ${now.length} trials; ${
      shown(before)
    } in the baseline`,
  };
}

/** More is neither better nor worse: that the mechanism has changed is what has to be told. */
function judgeBounds(
  before: readonly number[],
  now: readonly number[],
): Judgement {
  const [fewest, most] = [Math.min(...before), Math.max(...before)];
  const low = Math.max(0, fewest / BOUNDS_FACTOR - BOUNDS_SLACK);
  const high = most * BOUNDS_FACTOR + BOUNDS_SLACK;
  const middle = median([...now]);
  if (middle >= low && middle <= high) return { outcome: "unchanged" };
  const range = fewest === most ? `${most}` : `${fewest} to ${most}`;
  return {
    outcome: "regressed",
    detail:
      `median ${middle}; ${range} in the baseline, so ${low} to ${high} is allowed`,
  };
}

/** Every value once. */
function shown(values: readonly FactValue[]): string {
  return [...new Set(values)].map((value) =>
    value === "" ? '""' : String(value)
  ).join(" or ");
}
