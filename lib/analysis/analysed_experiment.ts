/**
 * The part of a manifest that is analysed.
 *
 * @module
 */

import type { ManifestExperiment } from "../experiment/manifest.ts";

/** What of a manifest the analysis needs. */
export type AnalysedExperiment = Pick<
  ManifestExperiment,
  "name" | "comparisons" | "assertions" | "status" | "skipped"
>;
