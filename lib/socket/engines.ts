/**
 * The engines by name.
 *
 * @module
 */

import { denoEngine } from "./deno_engine.ts";
import type { Engine } from "./engine.ts";
import { libcEngine } from "./libc_engine.ts";

const ENGINES: Record<string, Engine> = { deno: denoEngine, libc: libcEngine };

/** Names that `--engine` takes. */
export const ENGINE_NAMES: readonly string[] = Object.keys(ENGINES);

/**
 * An engine.
 *
 * @param name One of {@linkcode ENGINE_NAMES}.
 * @returns The engine, which can be used here.
 * @throws {TypeError} For any other name.
 * @throws {Error} Where this machine lacks what it needs.
 */
export function engineByName(name: string): Engine {
  const engine = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined;
  if (engine === undefined) {
    throw new TypeError(
      `Unknown engine "${name}": known are ${ENGINE_NAMES.join(", ")}`,
    );
  }
  const missing = engine.missing();
  if (missing !== undefined) {
    throw new Error(`The engine ${name} cannot be used here: ${missing}`);
  }
  return engine;
}

/**
 * Whether an engine can be used on this machine.
 *
 * @param name One of {@linkcode ENGINE_NAMES}.
 * @returns Why not, or `undefined` where it can.
 */
export function engineMissing(name: string): string | undefined {
  return ENGINES[name]?.missing();
}
