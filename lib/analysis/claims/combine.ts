/**
 * Claims of several parts, and claims that hold here and not there.
 *
 * @module
 */

import type { Judgement } from "./judgement.ts";

/** A judgement and what it is about. */
export type NamedJudgement = readonly [name: string, judgement: Judgement];

/**
 * A claim that holds if all of its parts do.
 *
 * @param parts The judgements of its parts.
 * @returns Refuted if any part is, confirmed if all are, else cannot tell.
 */
export function judgeAll(parts: readonly NamedJudgement[]): Judgement {
  const here = oneAfterTheOther(parts);
  const verdicts = verdictsOf(parts);
  if (verdicts.has("refuted")) return { verdict: "refuted", here };
  return {
    verdict: verdicts.size === 1 && verdicts.has("confirmed")
      ? "confirmed"
      : "cannot tell",
    here,
  };
}

/**
 * A claim that may hold in one case and not in another.
 *
 * @param on What the cases differ in, such as `the engine`.
 * @param cases The judgement of each case.
 * @returns The verdict of the cases where they agree; `depends` where one is confirmed and
 * another one refuted; else cannot tell, because then nobody knows which of the two it is.
 */
export function judgeDepends(
  on: string,
  cases: readonly NamedJudgement[],
): Judgement {
  const here = oneAfterTheOther(cases);
  const verdicts = verdictsOf(cases);
  const [only, ...others] = verdicts;
  if (only !== undefined && others.length === 0) return { verdict: only, here };
  if (!verdicts.has("confirmed") || !verdicts.has("refuted")) {
    return { verdict: "cannot tell", here };
  }
  const answers = cases.map(([name, { verdict }]) => `${name}: ${verdict}`);
  return {
    verdict: "depends",
    here,
    dependsOn: `${on} (${answers.join("; ")})`,
  };
}

function verdictsOf(judgements: readonly NamedJudgement[]) {
  return new Set(judgements.map(([, { verdict }]) => verdict));
}

function oneAfterTheOther(judgements: readonly NamedJudgement[]): string {
  return judgements.map(([name, { verdict, here }]) =>
    `${name.slice(0, 1).toUpperCase()}${name.slice(1)} (${verdict}): ${here}`
  ).join(" ");
}
