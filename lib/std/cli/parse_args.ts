/**
 * Reading a command line.
 *
 * @module
 */

import type { Aliases, Args, ParseOptions, Values } from "./args.ts";
import { declare, type Declared, refuseDot } from "./declared.ts";
import { type Flag, readFlags } from "./flag.ts";

/**
 * Reads a command line: `--flag`, `--flag value`, `--flag=value`, `-f`,
 * `-f value`, `-fvalue` for a number, and `-abc` for three flags. A value that
 * looks like a number becomes one, unless its flag is in `string`.
 *
 * @param args The words, such as `Deno.args`.
 * @param options The flags that there are. Others are accepted all the same unless `unknown` does something about them.
 * @returns A property for each flag, and in `_` the words that belong to none.
 * @throws {TypeError} If a flag has a dot in its name, or an alias is `undefined`.
 */
export function parseArgs<
  TArgs extends Values<
    TBooleans,
    TStrings,
    TCollectable,
    TNegatable,
    TDefaults,
    TAliases
  >,
  TDoubleDash extends boolean | undefined = undefined,
  TBooleans extends boolean | string | undefined = undefined,
  TStrings extends string | undefined = undefined,
  TCollectable extends string | undefined = undefined,
  TNegatable extends string | undefined = undefined,
  TDefaults extends Record<string, unknown> | undefined = undefined,
  TAliases extends Aliases<TAliasArgNames, TAliasNames> | undefined = undefined,
  TAliasArgNames extends string = string,
  TAliasNames extends string = string,
>(
  args: readonly string[],
  options?: ParseOptions<
    TBooleans,
    TStrings,
    TCollectable,
    TNegatable,
    TDefaults,
    TAliases,
    TDoubleDash
  >,
): Args<TArgs, TDoubleDash> {
  return read(args, options ?? {}) as Args<TArgs, TDoubleDash>;
}

function read(args: readonly string[], options: ParseOptions): Args {
  const declared = declare(options);
  const { unknown: accepts = () => true } = options;
  const result: Args = { _: [] };
  const end = args.indexOf("--");
  const afterEnd = end < 0 ? [] : args.slice(end + 1);
  const words = end < 0 ? [...args] : args.slice(0, end);

  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (/^-./s.test(word)) {
      for (const flag of readFlags(word, words, declared)) {
        if (!isDeclared(flag.name, word, declared)) {
          if (accepts(word, flag.name, flag.value) === false) continue;
          refuseDot(flag.name);
        }
        store(flag, result, declared);
      }
      continue;
    }
    if (accepts(word) !== false) {
      result._.push(declared.strings.has("_") ? word : numberOr(word));
    }
    if (options.stopEarly) result._.push(...words.splice(0));
  }

  addDefaults(result, options.default ?? {}, declared);
  if (options["--"]) result["--"] = afterEnd;
  else result._.push(...afterEnd);
  return result;
}

function isDeclared(name: string, word: string, declared: Declared): boolean {
  const { aliases, booleans, strings, collected, allBooleans } = declared;
  return [aliases, booleans, strings, collected].some((set) => set.has(name)) ||
    allBooleans && /^--[^=]+$/.test(word);
}

/** Puts a flag into the result under all of its names. */
function store(flag: Flag, result: Args, declared: Declared): void {
  const value = declared.strings.has(flag.name)
    ? flag.value
    : numberOr(flag.value);
  for (const name of [flag.name, ...declared.aliases.get(flag.name) ?? []]) {
    const isList = declared.collected.has(name) && !flag.negated;
    const before = Array.isArray(result[name]) ? result[name] : [];
    result[name] = isList ? [...before, value] : value;
  }
}

/** Fills in the flags that were not given. */
function addDefaults(
  result: Args,
  defaults: Record<string, unknown>,
  declared: Declared,
): void {
  const fill = (name: string, value: unknown) => {
    if (!Object.hasOwn(result, name)) result[name] = value;
  };
  for (const [name, value] of Object.entries(defaults)) {
    fill(name, value);
    declared.aliases.get(name)?.forEach((alias) => fill(alias, value));
  }
  const { booleans, strings, collected } = declared;
  for (const name of booleans) fill(name, collected.has(name) ? [] : false);
  for (const name of strings.intersection(collected)) fill(name, []);
}

/** A text that reads as a number as that number; everything else as it is. */
function numberOr<T>(value: T): T | number {
  const isNumber = typeof value === "string" && value.trim() !== "" &&
    Number.isFinite(Number(value));
  return isNumber ? Number(value) : value;
}
