/**
 * Holds what a line of `trials.jsonl` says against the form of a record, so
 * that the rest of the report can rely on it. What is wrong in one part costs
 * that part; what makes the trial unidentifiable costs the trial.
 *
 * @module
 */

import { METRICS } from "../experiment/metric.ts";
import type { MetricName, Metrics } from "../experiment/metric.ts";
import { RECORD_SCHEMA } from "../experiment/record.ts";
import { DIRECTIONS } from "../link/link_spec.ts";
import { isObject, type JsonObject, listOf } from "./form.ts";
import type {
  Factors,
  MachineDuring,
  TrialRecord,
} from "../experiment/record.ts";

/** What came of a line. */
export interface CheckedTrial {
  /** The record; absent if the line cannot be used at all. */
  record?: TrialRecord;
  /** What is wrong and what becomes of it, without full stops; empty for a good record. */
  complaints: string[];
  /** Whether another version of the program could use it. */
  otherSchema?: true;
}

/** Fields without which a trial cannot be told from another, and what each must be. */
const ESSENTIAL: Record<string, (value: unknown) => boolean> = {
  experiment: (value) => typeof value === "string" && value !== "",
  trial: Number.isSafeInteger,
  block: Number.isSafeInteger,
  warm_up: (value) => typeof value === "boolean",
  condition: (value) => typeof value === "string",
  factors: isObject,
};

/** Parts that can be absent, which has a meaning of its own, and what each must be. */
const OPTIONAL: Record<string, (value: unknown) => boolean> = {
  transfers: listOf(isTransfer),
  ports: listOf(isObject),
  exchange_seconds: listOf(Number.isFinite),
  exchange_tcp_info: isConnectionEvidence,
  counters: isCounters,
  network_namespace: isObject,
  link_account: isLinkAccount,
};

/**
 * Checks a parsed line.
 *
 * @param value What `JSON.parse` returned.
 * @returns A record that has the form it should, and complaints.
 */
export function checkTrial(value: unknown): CheckedTrial {
  if (!isObject(value)) {
    return { complaints: ["not a record of a trial; left out"] };
  }
  if (value.schema !== RECORD_SCHEMA) {
    return {
      complaints: [
        `a record of schema ${
          JSON.stringify(value.schema) ?? "unknown"
        }, and this version reads schema ${RECORD_SCHEMA}; left out (report it with the version that made it, see the manifest)`,
      ],
      otherSchema: true,
    };
  }
  const wrong = Object.keys(ESSENTIAL).filter((field) =>
    !ESSENTIAL[field]!(value[field])
  );
  if (wrong.length > 0) {
    return {
      complaints: [`${wrong.join(", ")} missing or of another type; left out`],
    };
  }

  const complaints: string[] = [];
  const record = {
    ...value,
    factors: checkFactors(value.factors as JsonObject, complaints),
    metrics: checkMetrics(value.metrics ?? {}, complaints),
    machine: (isObject(value.machine) ? value.machine : {}) as
      & MachineDuring
      & JsonObject,
  } as JsonObject as TrialRecord & JsonObject;
  // JSON has no undefined: a writer may say null for "no error".
  if (typeof value.error !== "string") delete record.error;
  for (const [field, fits] of Object.entries(OPTIONAL)) {
    if (value[field] === undefined || fits(value[field])) continue;
    complaints.push(`${field} has another form; left out`);
    delete record[field];
  }
  record.transfers ??= [];
  return { record, complaints };
}

/** Levels that are text, numbers or booleans. */
function checkFactors(factors: JsonObject, complaints: string[]): Factors {
  const checked: [string, string | number | boolean][] = [];
  for (const [factor, level] of Object.entries(factors)) {
    if (["string", "number", "boolean"].includes(typeof level)) {
      checked.push([factor, level as string | number | boolean]);
    } else {
      complaints.push(
        `the level of factor ${factor} is no text, number or boolean; left empty`,
      );
    }
  }
  return Object.fromEntries(checked);
}

/** Finite figures with names of the catalogue. */
function checkMetrics(metrics: unknown, complaints: string[]): Metrics {
  if (!isObject(metrics)) {
    complaints.push("metrics is not an object; the trial has none");
    return {};
  }
  const checked: Metrics = {};
  for (const [name, figure] of Object.entries(metrics)) {
    if (!Object.hasOwn(METRICS, name)) {
      complaints.push(
        `metric ${name} is not in this version's catalogue; that figure is left out`,
      );
    } else if (typeof figure !== "number") {
      complaints.push(`metric ${name} is not a number; left empty`);
    } else {
      checked[name as MetricName] = figure;
    }
  }
  return checked;
}

/** Whether every counter is a number. */
function isCounters(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(Number.isFinite);
}

/** Whether both directions of a link have what the tables look into. */
function isLinkAccount(value: unknown): boolean {
  return isObject(value) && DIRECTIONS.every((direction) => {
    const account = value[direction];
    return isObject(account) && isObject(account.dropped);
  });
}

/** Whether what the kernel says about a connection has the parts that the tables look into. */
function isConnectionEvidence(value: unknown): boolean {
  return isObject(value) &&
    [value.client, value.server].every(isObjectOrAbsent) &&
    [value.client_samples, value.server_samples].every((samples) =>
      samples === undefined || listOf(isSample)(samples)
    );
}

/** Whether a sample has what the kernel said. */
function isSample(value: unknown): boolean {
  return isObject(value) && isObject(value.info);
}

/** Whether a transfer has the parts that the tables look into. */
function isTransfer(value: unknown): boolean {
  return isObject(value) && isObject(value.client) && isObject(value.server) &&
    (value.server_view === undefined ||
      isObject(value.server_view) && isObject(value.server_view.client) &&
        isObject(value.server_view.server)) &&
    (value.tcp_info === undefined || isConnectionEvidence(value.tcp_info)) &&
    (value.progress === undefined ||
      Array.isArray(value.progress) && value.progress.every(Array.isArray)) &&
    (value.missing_ranges === undefined ||
      Array.isArray(value.missing_ranges) &&
        value.missing_ranges.every(Array.isArray));
}

/** Whether a part is an object where it is there. */
function isObjectOrAbsent(value: unknown): boolean {
  return value === undefined || isObject(value);
}
