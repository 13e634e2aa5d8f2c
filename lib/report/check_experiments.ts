/**
 * Holds what a manifest says of its experiments against the form that it should have, so
 * that the rest of the report can rely on it. A part of another form is left out.
 *
 * @module
 */

import { METRICS } from "../experiment/metric.ts";
import type { ManifestExperiment } from "../experiment/manifest.ts";
import { isObject, type JsonObject, listOf } from "./json_object.ts";

/** Parts of an experiment, and what each must be. */
const PARTS: Record<string, (value: unknown) => boolean> = {
  question: isText,
  factors: (value) =>
    isObject(value) && Object.values(value).every(Array.isArray),
  conditions: Number.isFinite,
  repetitions: Number.isFinite,
  status: (value) =>
    ["running", "done", "failed", "skipped"].includes(String(value)),
  skipped: isSkip,
  skipped_in_part: isSkip,
  assertions: listOf((value) =>
    isObject(value) && isText(value.name) && typeof value.held === "boolean"
  ),
  comparisons: listOf((value) =>
    isObject(value) && isMetric(value.metric) && isText(value.factor) &&
    isText(value.baseline) && isText(value.treatment)
  ),
  charts: listOf((value) =>
    isObject(value) && isText(value.kind) &&
    (value.metric === undefined || isMetric(value.metric)) &&
    (value.where === undefined || isObject(value.where))
  ),
  precision: (value) => isObject(value) && Array.isArray(value.not_reached),
  started_at: isText,
  seconds: Number.isFinite,
  load_before: Number.isFinite,
  load_after: Number.isFinite,
};

/**
 * Checks the experiments of a parsed manifest.
 *
 * @param value What stands there as `experiments`.
 * @returns Those that have a name, each with the parts that have the right form.
 */
export function checkExperiments(value: unknown): ManifestExperiment[] {
  if (!Array.isArray(value)) return [];
  return value.filter((experiment): experiment is JsonObject =>
    isObject(experiment) && isText(experiment.name)
  ).map((experiment) => ({
    question: "",
    factors: {},
    conditions: 0,
    repetitions: 0,
    status: "running",
    assertions: [],
    started_at: "",
    ...Object.fromEntries(
      Object.entries(experiment).filter(([part, value]) =>
        part === "name" || PARTS[part]?.(value)
      ),
    ),
  } as unknown as ManifestExperiment));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isMetric(value: unknown): boolean {
  return isText(value) && Object.hasOwn(METRICS, value);
}

function isSkip(value: unknown): boolean {
  return isObject(value) && isText(value.reason) && isText(value.remedy);
}
