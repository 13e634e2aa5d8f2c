/**
 * Reading a command line so that every mistake in it is told, by the name of the option.
 *
 * @module
 */

import { parseArgs } from "@std/cli";

/** An option that cannot be used. The message names it. */
export class OptionError extends Error {
  /** Name of the class, for stack traces. */
  override name = "OptionError";
}

/** Options that a command takes, by their names without dashes. */
export interface KnownOptions {
  /** Options with a value: `--corpus DIR`. */
  values?: readonly string[];
  /** Options without one: `--full`. */
  flags?: readonly string[];
  /** Short names: `{ i: "index" }`. */
  alias?: Record<string, string>;
}

/** What {@linkcode CommandLine.wholeNumber} accepts. */
export interface WholeNumberRule {
  /** Smallest value that is accepted. */
  lowest: number;
  /** Largest value that is accepted. */
  highest: number;
  /** The value where the option was not given; without it the option is needed. */
  otherwise?: number;
  /** How messages call the option; with its dashes unless said. */
  called?: string;
}

/** A command line, taken apart. */
export class CommandLine {
  #values: Record<string, string[]>;
  #flags: Record<string, boolean>;

  /**
   * Takes the words apart.
   *
   * @param args Words of the command line.
   * @param known What the command takes.
   * @throws {OptionError} At a word that is no option of the command, and at an option
   * that was given twice or lacks its value.
   */
  constructor(args: string[], known: KnownOptions) {
    const { values = [], flags = [], alias = {} } = known;
    const unknown: string[] = [];
    const parsed: Record<string, unknown> & { _: unknown[] } = parseArgs(args, {
      string: [...values],
      // without this, the last one of two would be taken without a word
      collect: [...values],
      boolean: [...flags],
      alias,
      unknown(word) {
        unknown.push(word);
        return false;
      },
    });
    this.#values = Object.fromEntries(
      values.map((name) => [name, (parsed[name] ?? []) as string[]]),
    );
    this.#flags = Object.fromEntries(
      flags.map((name) => [name, parsed[name] === true]),
    );
    for (const [name, given] of Object.entries(this.#values)) {
      if (given.length > 1) {
        throw new OptionError(`--${name} was given more than once`);
      }
      if (given[0] === "") {
        throw new OptionError(`--${name} needs a value: --${name}=VALUE`);
      }
    }
    for (const name of flags) {
      if (args.some((word) => word.startsWith(`--${name}=`))) {
        throw new OptionError(`--${name} takes no value`);
      }
    }
    // only now: in `--seed -1` the option without its value is what a person has to know of
    const [strange] = [...unknown, ...parsed._.map(String)];
    if (strange === undefined) return;
    throw new OptionError(
      strange.startsWith("-")
        ? `Unknown option ${strange}; --help lists the known ones`
        : `Unexpected word "${strange}"; --help lists what can be given`,
    );
  }

  /**
   * The value of an option.
   *
   * @param name Its name, without dashes.
   * @returns The value, or `undefined` where it was not given.
   */
  value(name: string): string | undefined {
    return this.#values[name]![0];
  }

  /**
   * Whether an option without a value was given.
   *
   * @param name Its name, without dashes.
   */
  flag(name: string): boolean {
    return this.#flags[name]!;
  }

  /**
   * Whether an option was given at all.
   *
   * @param name Its name, without dashes, whether it takes a value or not.
   */
  given(name: string): boolean {
    return (this.#values[name]?.length ?? 0) > 0 || this.#flags[name] === true;
  }

  /**
   * The value of an option, as one of a few words.
   *
   * @param name Its name, without dashes.
   * @param choices What is accepted.
   * @param otherwise The value where it was not given; without it the option is needed.
   * @returns The word.
   * @throws {OptionError} Naming the option and the choices.
   */
  oneOf<const Choice extends string>(
    name: string,
    choices: readonly Choice[],
    otherwise?: Choice,
  ): Choice {
    const given = this.value(name) ?? otherwise;
    const choice = choices.find((one) => one === given);
    if (choice !== undefined) return choice;
    throw new OptionError(
      given === undefined
        ? `--${name} is needed: ${choices.join(" or ")}`
        : `--${name} must be ${choices.join(" or ")}, not "${given}"`,
    );
  }

  /**
   * The value of an option, as a percentage.
   *
   * @param name Its name, without dashes.
   * @param highest The largest percentage that is accepted, such as 100.
   * @returns The share, above 0, such as 0.03 for `3%`; undefined where it was not given.
   * @throws {OptionError} Naming the option and the form.
   */
  percentage(name: string, highest: number): number | undefined {
    const text = this.value(name);
    if (text === undefined) return undefined;
    const [, digits] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
    const percent = Number(digits ?? NaN);
    if (percent > 0 && percent <= highest) return percent / 100;
    throw new OptionError(
      `--${name} must be a percentage above 0% and up to ${highest}%, such as 3%, not "${text}"`,
    );
  }

  /**
   * The value of an option, as a whole number.
   *
   * @param name Its name, without dashes.
   * @param rule What is accepted.
   * @returns The number.
   * @throws {OptionError} Naming the option and the range.
   */
  wholeNumber(name: string, rule: WholeNumberRule): number {
    const { lowest, highest, otherwise, called = `--${name}` } = rule;
    const text = this.value(name);
    if (text === undefined) {
      if (otherwise !== undefined) return otherwise;
      throw new OptionError(`${called} is needed`);
    }
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= lowest && value <= highest) return value;
    throw new OptionError(
      `${called} must be a whole number from ${lowest} to ${highest}, not "${text}"`,
    );
  }
}
