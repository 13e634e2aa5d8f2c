/**
 * Holds what a manifest says against the form that it should have, once, where it is read.
 * The rest of the report relies on it: a part of another form is left out, and reads like
 * a part that was never written.
 *
 * @module
 */

import type { Manifest } from "../experiment/manifest.ts";
import { checkExperiments } from "./check_experiments.ts";
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

const UNKNOWN_OR_TEXT = orNothing(isText);

/** Parts of the manifest, but for the environment and the experiments. */
const PARTS: Record<string, Form> = {
  started_at: isText,
  command: listOf(isText),
  seed: isNumber,
  engine: UNKNOWN_OR_TEXT,
  link: isText,
  corpus: isText,
  books: listOf(objectOf({ name: isText, bytes: isNumber })),
  environment: isObject,
  experiments: Array.isArray,
};

/** Parts of the environment that the report speaks of. */
const ENVIRONMENT: Record<string, Form> = {
  operating_system: objectOf({
    name: isText,
    kernel_release: isText,
    kernel_version: UNKNOWN_OR_TEXT,
    architecture: isText,
    libc: UNKNOWN_OR_TEXT,
  }),
  runtime: objectOf({ deno: isText, v8: UNKNOWN_OR_TEXT }),
  cpu: objectOf({
    model: UNKNOWN_OR_TEXT,
    logical_cores: isNumber,
    allowed: UNKNOWN_OR_TEXT,
  }),
  memory: objectOf({ total_bytes: isNumber, available_bytes: isNumber }),
  interfaces: listOf(objectOf({
    name: isText,
    mtu_bytes: orNothing(isNumber),
    state: UNKNOWN_OR_TEXT,
    addresses: orNothing(
      listOf(objectOf({ address: isText, prefix_length: isNumber })),
    ),
  })),
  sysctls: recordOf(UNKNOWN_OR_TEXT),
  clock: objectOf({ source: UNKNOWN_OR_TEXT, resolution_seconds: isNumber }),
  virtualisation: objectOf({
    vendor: UNKNOWN_OR_TEXT,
    product: UNKNOWN_OR_TEXT,
  }),
  load_average: objectOf({
    minutes_1: isNumber,
    minutes_5: isNumber,
    minutes_15: isNumber,
  }),
  source: orNothing(objectOf({ commit: isText })),
  programs: recordOf(UNKNOWN_OR_TEXT),
};

/**
 * A manifest that can be relied on: what is there has the form that its type says, and
 * what is optional here may be missing.
 */
export type CheckedManifest =
  & Omit<Manifest, "started_at" | "seed" | "link" | "corpus" | "environment">
  & Partial<Pick<Manifest, "started_at" | "seed" | "link" | "corpus">>
  & { environment: Partial<Manifest["environment"]> };

/**
 * Checks a parsed manifest.
 *
 * @param value What stands in the file.
 * @param misfit Told the path of every part that is left out, such as `environment.cpu`.
 * @returns The parts that have the right form; lists that have not are empty.
 * @throws {TypeError} If it does not even say the name of the run.
 */
export function checkManifest(
  value: unknown,
  misfit: (path: string) => void = () => {},
): CheckedManifest {
  if (!isObject(value) || !isText(value.run)) {
    throw new TypeError("it does not say the name of the run");
  }
  const { environment = {}, experiments = [], ...rest } = fitting(
    value,
    PARTS,
    misfit,
  );
  return {
    command: [],
    books: [],
    ...rest,
    environment: fitting(
      environment as JsonObject,
      ENVIRONMENT,
      (part) => misfit(`environment.${part}`),
    ),
    experiments: checkExperiments(experiments as unknown[], misfit),
  } as JsonObject as unknown as CheckedManifest;
}
