/**
 * Holds what a manifest says of its experiments against the form that it should have, so
 * that the rest of the report can rely on it. A part of another form is left out.
 *
 * @module
 */

import { METRICS } from "../experiment/metric.ts";
import type { ManifestExperiment } from "../experiment/manifest.ts";
import {
  fitting,
  type Form,
  isNumber,
  isObject,
  isText,
  type JsonObject,
  listOf,
  objectOf,
  orNothing,
  recordOf,
} from "./form.ts";

const isSkip = objectOf({ reason: isText, remedy: isText });

/** Parts of an experiment, and what each must be. */
const PARTS: Record<string, Form> = {
  question: isText,
  factors: recordOf(listOf(isLevel)),
  conditions: isNumber,
  repetitions: isNumber,
  status: (value) =>
    isText(value) && ["running", "done", "failed", "skipped"].includes(value),
  skipped: isSkip,
  skipped_in_part: isSkip,
  assertions: listOf(objectOf({
    name: isText,
    held: (value) => typeof value === "boolean",
  })),
  comparisons: listOf(objectOf({
    metric: isMetric,
    factor: isText,
    baseline: isText,
    treatment: isText,
  })),
  charts: listOf(objectOf({
    kind: isText,
    metric: (value) => value === undefined || isMetric(value),
    where: (value) => value === undefined || recordOf(isLevel)(value),
  })),
  precision: objectOf({
    asked_ratio: isNumber,
    reached: (value) => typeof value === "boolean",
    ended_by: isText,
    not_reached: listOf(objectOf({
      what: isText,
      metric: isMetric,
      half_width_ratio: orNothing(isNumber),
    })),
  }),
  started_at: isText,
  seconds: isNumber,
  load_before: isNumber,
  load_after: isNumber,
};

/**
 * Checks the experiments of a parsed manifest.
 *
 * @param experiments What stands there as `experiments`.
 * @param misfit Told the path of every part that is left out, such as
 * `experiments.nagle.charts`.
 * @returns Those that have a name, each with the parts that have the right form.
 */
export function checkExperiments(
  experiments: readonly unknown[],
  misfit: (path: string) => void,
): ManifestExperiment[] {
  return experiments.flatMap((experiment, index) => {
    if (!isObject(experiment) || !isText(experiment.name)) {
      misfit(`experiments.${index}`);
      return [];
    }
    const { name } = experiment;
    return [
      withDefaults(fitting(
        withoutDetails(experiment),
        PARTS,
        (part) => misfit(`experiments.${name}.${part}`),
      )),
    ];
  });
}

function withDefaults(experiment: JsonObject): ManifestExperiment {
  return {
    question: "",
    factors: {},
    conditions: 0,
    repetitions: 0,
    status: "running",
    assertions: [],
    started_at: "",
    ...experiment,
  } as JsonObject as unknown as ManifestExperiment;
}

/** A detail that is no text must not cost the assertion: it may be one that did not hold. */
function withoutDetails(experiment: JsonObject): JsonObject {
  const { assertions } = experiment;
  if (!Array.isArray(assertions)) return experiment;
  return {
    ...experiment,
    assertions: assertions.map((assertion) => {
      if (!isObject(assertion) || isText(assertion.detail)) return assertion;
      const { detail: _, ...rest } = assertion;
      return rest;
    }),
  };
}

function isLevel(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function isMetric(value: unknown): boolean {
  return isText(value) && Object.hasOwn(METRICS, value);
}
