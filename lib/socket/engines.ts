/**
 * The engines by name.
 *
 * @module
 */

import { denoEngine } from "./deno_engine.ts";
import type { Engine } from "./engine.ts";

const ENGINES: Record<string, Engine> = { deno: denoEngine };

/** Names that `--engine` takes. */
export const ENGINE_NAMES: readonly string[] = Object.keys(ENGINES);

/**
 * An engine.
 *
 * @param name One of {@linkcode ENGINE_NAMES}.
 * @returns The engine.
 * @throws {TypeError} For any other name.
 */
export function engineByName(name: string): Engine {
  const engine = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined;
  if (engine === undefined) {
    throw new TypeError(
      `Unknown engine "${name}": known are ${ENGINE_NAMES.join(", ")}`,
    );
  }
  return engine;
}
