/**
 * `claims.csv`: a row per claim of the reference study.
 *
 * @module
 */

import type { JudgedClaim } from "../analysis/claims.ts";
import type { Table } from "./table.ts";

/** The table of claims, in the order of the study. */
export const CLAIMS_TABLE: Table<JudgedClaim> = {
  file: "claims.csv",
  rows: "One row per conclusion of the study and per finding about it.",
  columns: [
    {
      name: "claim_id",
      type: "text",
      unit: "",
      meaning: "Stable name of the claim.",
      cell: ({ id }) => id,
    },
    {
      name: "kind",
      type: "text",
      unit: "",
      meaning:
        "conclusion: the study concluded it. finding: it was found to be wrong with the study.",
      cell: ({ kind }) => kind,
    },
    {
      name: "experiment",
      type: "text",
      unit: "",
      meaning: "Name of the experiment that decides it.",
      cell: ({ experiment }) => experiment,
    },
    {
      name: "claim",
      type: "text",
      unit: "",
      meaning: "What is claimed.",
      cell: ({ claim }) => claim,
    },
    {
      name: "study_figures",
      type: "text",
      unit: "",
      meaning:
        "The study's own figures, in words with their units; empty where it has none.",
      cell: ({ studyFigures }) => studyFigures,
    },
    {
      name: "here",
      type: "text",
      unit: "",
      meaning:
        "What this run shows, in words with intervals; or why it shows nothing.",
      cell: ({ here }) => here,
    },
    {
      name: "verdict",
      type: "text",
      unit: "",
      meaning:
        "confirmed, refuted, depends (confirmed in one case and refuted in another), or cannot tell.",
      cell: ({ verdict }) => verdict,
    },
    {
      name: "depends_on",
      type: "text",
      unit: "",
      meaning:
        "On what it depends, with the verdict of each case; only with the verdict depends.",
      cell: ({ dependsOn }) => dependsOn,
    },
    {
      name: "over_distance",
      type: "text",
      unit: "",
      meaning:
        "At which round trips of the experiment distance it holds, such as: holds from a round trip of 10 ms on; or not measured over distance. Empty where distance has no part in the claim.",
      cell: ({ overDistance }) => overDistance?.says,
    },
    {
      name: "over_distance_asks",
      type: "text",
      unit: "",
      meaning:
        "What has to be so for the claim to hold there; it may be a part of the claim.",
      cell: ({ overDistance }) => overDistance?.asks,
    },
    {
      name: "over_distance_here",
      type: "text",
      unit: "",
      meaning:
        "The verdict and the figures of each round trip, in words; or why there is none.",
      cell: ({ overDistance }) => overDistance?.here,
    },
    {
      name: "evidence",
      type: "text",
      unit: "",
      meaning: "Why it is so, with medians from the records.",
      cell: ({ evidence }) => evidence,
    },
  ],
};
