/**
 * The form of a part of the benchmark.
 *
 * @module
 */

import type { Corpus } from "../corpus/corpus.ts";
import type { Goal } from "./goal.ts";
import type { Workbench } from "./workbench.ts";

/** A part of the benchmark; each can be done alone. */
export interface Part {
  /** What `--only` calls it. */
  name: string;
  /** What it asks, in a line. */
  question: string;
  /** What it is to show. */
  goals: readonly Goal[];
  /**
   * Measures it.
   *
   * @param bench Where the numbers go.
   * @param corpus The books.
   * @throws Where the benchmark is ended, or the machine cannot do the part.
   */
  run(bench: Workbench, corpus: Corpus): Promise<void>;
}
