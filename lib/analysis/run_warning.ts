/**
 * What is doubtful about the figures of an experiment, as opposed to what was wrong with
 * its files.
 *
 * @module
 */

/** A doubt, and what to do about it. */
export interface RunWarning {
  /** Name of the experiment. */
  experiment: string;
  /**
   * `first-block`: the first measured block differs from the others; `drift`: the figures
   * rise or fall over the run; `bimodal`: a condition has two modes; `few-blocks`: too few
   * for a 95% interval or for the corrected test; `outliers`: values far from the others,
   * which are kept; `false-alarm`: a condition was told apart from itself.
   */
  kind:
    | "first-block"
    | "drift"
    | "bimodal"
    | "few-blocks"
    | "outliers"
    | "false-alarm";
  /** Key of the condition, where it is about one. */
  condition?: string;
  /** What was seen, with figures: a sentence. */
  text: string;
  /** What would help: a sentence; what stands before its first semicolon is the short form. */
  remedy: string;
}
