/**
 * What the options of `parseArgs` say about flags.
 *
 * @module
 */

import type { ParseOptions } from "./args.ts";

/** The declared flags by name; a flag's aliases are there like the flag itself. */
export interface Declared {
  /** The other names of each name. */
  aliases: Map<string, string[]>;
  /** Flags without a value. */
  booleans: Set<string>;
  /** Flags whose value stays a text. */
  strings: Set<string>;
  /** Flags whose values make an array. */
  collected: Set<string>;
  /** Flags that `--no-` switches off. */
  negatable: Set<string>;
  /** Whether every `--flag` without `=` is one without a value. */
  allBooleans: boolean;
}

/**
 * Gathers the declared flags.
 *
 * @param options The options of `parseArgs`.
 * @returns The flags.
 * @throws {TypeError} If a flag has a dot in its name, or an alias is `undefined`.
 */
export function declare(options: ParseOptions): Declared {
  const aliases = aliasesOf(options);
  const withAliases = (given: boolean | string | readonly string[] = []) => {
    const names = [given].flat().filter((name) => typeof name === "string");
    names.forEach(refuseDot);
    return new Set(names.flatMap((name) => [name, ...aliases.get(name) ?? []]));
  };
  Object.keys(options.default ?? {}).forEach(refuseDot);
  return {
    aliases,
    booleans: withAliases(options.boolean),
    strings: withAliases(options.string),
    collected: withAliases(options.collect),
    negatable: withAliases(options.negatable),
    allBooleans: options.boolean === true,
  };
}

/**
 * Refuses what the published package does and this one does not: to make an
 * object inside the result of a name such as `a.b`.
 *
 * @param name Name of a flag.
 * @throws {TypeError} If there is a dot in it.
 */
export function refuseDot(name: string): void {
  if (!name.includes(".")) return;
  throw new TypeError(
    `Cannot use the flag "${name}": a name with a dot is for nested values, which lib/std/cli does not make; choose a name without one`,
  );
}

/** The names that mean the same, by each of them. */
function aliasesOf({ alias = {} }: ParseOptions): Map<string, string[]> {
  const aliases = new Map<string, string[]>();
  for (const [name, given] of Object.entries(alias)) {
    if (given === undefined) throw new TypeError("Alias value must be defined");
    const names = [name, ...[given].flat()];
    names.forEach(refuseDot);
    for (const each of names) {
      aliases.set(each, names.filter((other) => other !== each));
    }
  }
  return aliases;
}
