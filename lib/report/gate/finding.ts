/**
 * What the gate finds: one line of its judgement.
 *
 * @module
 */

/**
 * `regressed`: it was right, or better, in the baseline; `improved`: the other way round;
 * `unknown`: it cannot be told, for a reason that is nobody's fault, such as a wide interval
 * or another machine; `incomparable`: the run is another one than the baseline's, or lost a
 * part of it without a reason, so that nobody may take it for passed; `unchanged`: the same,
 * within what is allowed; `new`: the baseline does not have it.
 */
export type Outcome =
  | "regressed"
  | "improved"
  | "unknown"
  | "incomparable"
  | "unchanged"
  | "new";

/** Subject of a finding that is about an experiment as a whole. */
export const WHOLE_EXPERIMENT = "the whole experiment";

/** One thing that was compared. */
export interface Finding {
  /** What came of it. */
  outcome: Outcome;
  /** Name of the experiment. */
  experiment: string;
  /** What was compared: an assertion, a fact of a condition, a ratio of two conditions. */
  subject: string;
  /** What was seen in both runs. */
  detail?: string;
  /** Why it cannot be told or compared: findings with the same reason are told together. */
  reason?: string;
  /** Measured blocks that would probably make it precise enough. */
  blocksNeeded?: number;
}
