/**
 * The flags in the words of a command line.
 *
 * @module
 */

import type { Declared } from "./declared.ts";

/** A flag as it is found. */
export interface Flag {
  /** Its name, without hyphens. */
  name: string;
  /** Its value; `true` where it has none. */
  value: string | boolean;
  /** Whether `--no-` switched it off. */
  negated?: boolean;
}

/**
 * Reads the flags of a word.
 *
 * @param word A word that begins with a hyphen, such as `--name`, `--name=value` or `-abc`.
 * @param following The words after it; the first one is removed if it is the last flag's value.
 * @param declared What is known about flags.
 * @returns The flags: one, or one for each letter.
 */
export function readFlags(
  word: string,
  following: string[],
  declared: Declared,
): Flag[] {
  return word.startsWith("--")
    ? [readName(word, following, declared)]
    : readLetters(word, following, declared);
}

function readName(
  word: string,
  following: string[],
  declared: Declared,
): Flag {
  const { no = "", name = "", value } =
    /^--(?<no>no-)?(?<name>.+?)(?:=(?<value>.*))?$/s.exec(word)?.groups ?? {};
  if (value !== undefined) {
    return {
      name,
      value: declared.booleans.has(name) ? value !== "false" : value,
    };
  }
  if (no && declared.negatable.has(name)) {
    return { name, value: false, negated: true };
  }
  const whole = no + name;
  const takesValue = !declared.allBooleans &&
    following[0]?.startsWith("-") === false;
  return { name: whole, value: take(whole, takesValue, following, declared) };
}

function readLetters(
  word: string,
  following: string[],
  declared: Declared,
): Flag[] {
  const letters = word.slice(1);
  const flags: Flag[] = [];
  for (let index = 0; index < letters.length - 1; index++) {
    const name = letters.charAt(index);
    const value = valueInside(name, letters.slice(index + 1));
    if (value !== undefined) return [...flags, { name, value }];
    flags.push({ name, value: declared.strings.has(name) ? "" : true });
  }
  const name = letters.slice(-1);
  // A lone hyphen is a value here: by custom it stands for standard input.
  const takesValue = !/^--?[^-]/.test(following[0] ?? "");
  return [
    ...flags,
    { name, value: take(name, takesValue, following, declared) },
  ];
}

/** What follows a letter in its word, if that is its value and not more letters. */
function valueInside(letter: string, rest: string): string | undefined {
  if (rest.startsWith("=")) return rest.slice(1);
  const isNumber = /^-?\d+(\.\d*)?(e-?\d+)?$/.test(rest);
  if (isNumber && /[A-Za-z]/.test(letter)) return rest;
  return /^\W/.test(rest) ? rest : undefined;
}

/** Takes the next word as a flag's value if it is one. */
function take(
  name: string,
  takesValue: boolean,
  following: string[],
  declared: Declared,
): string | boolean {
  const next = following[0];
  if (next && takesValue && !declared.booleans.has(name)) {
    following.shift();
    return next;
  }
  if (next === "true" || next === "false") {
    following.shift();
    return next === "true";
  }
  return declared.strings.has(name) ? "" : true;
}
