/**
 * Options of a command, each described once: what it is called, what `--help` says of
 * it, and what it needs. What the command line accepts, the help and the refusals are all
 * made from the same list.
 *
 * @module
 */

import {
  type CommandLine,
  type KnownOptions,
  OptionError,
} from "../experiment/command_line.ts";

/** An option. */
export interface Option {
  /** Its name, without dashes. */
  name: string;
  /** Its one-letter name. */
  short?: string;
  /** What stands for its value in the help, such as `N`; absent where it takes none. */
  value?: string;
  /** What the help says. */
  help: string;
  /** The transport without which it has no meaning. */
  transport?: "tcp" | "udp";
  /** The engine without which it cannot be set. */
  engine?: string;
}

/** Columns of a terminal. */
const WIDTH = 80;

/**
 * The options for a {@linkcode CommandLine}.
 *
 * @param options Those of the command.
 * @returns Their names.
 */
export function knownOptions(options: readonly Option[]): KnownOptions {
  const names = (takesValue: boolean) =>
    options.filter(({ value }) => (value !== undefined) === takesValue)
      .map(({ name }) => name);
  return {
    values: names(true),
    flags: names(false),
    alias: Object.fromEntries(
      options.flatMap(({ name, short }) =>
        short === undefined ? [] : [[short, name]]
      ),
    ),
  };
}

/**
 * The part of the help that lists the options.
 *
 * @param options Those of the command; `--help` is added.
 * @returns Lines of at most 80 characters, without a line end at the end.
 */
export function optionsHelp(options: readonly Option[]): string {
  const entries = [...options, { name: "help", help: "show this" }].map(
    (option) => [shownName(option), neededText(option) + option.help] as const,
  );
  const indent = 2 + Math.max(...entries.map(([name]) => name.length)) + 2;
  return entries.map(([name, text]) =>
    `  ${name}`.padEnd(indent) +
    wrapped(text, WIDTH - indent).join("\n" + " ".repeat(indent))
  ).join("\n");
}

/** Such as `-i, --index N`. */
function shownName({ name, short, value }: Option): string {
  return (short === undefined ? "" : `-${short}, `) + `--${name}` +
    (value === undefined ? "" : ` ${value}`);
}

/** Such as `UDP, engine libc: `; empty for an option that needs nothing. */
function neededText({ transport, engine }: Option): string {
  const needed = [
    ...(transport === undefined ? [] : [transport.toUpperCase()]),
    ...(engine === undefined ? [] : [`engine ${engine}`]),
  ];
  return needed.length === 0 ? "" : `${needed.join(", ")}: `;
}

/** Breaks a text between words. */
function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * Refuses options that would have no effect: whoever gives one expects it to have one.
 *
 * @param line The command line.
 * @param options Those of the command.
 * @param chosen The transport and the engine that it asks for.
 * @throws {OptionError} Naming the option and what it needs.
 */
export function refuseUnfit(
  line: CommandLine,
  options: readonly Option[],
  chosen: { transport: "tcp" | "udp"; engine: string },
): void {
  for (const { name, transport, engine } of options) {
    if (!line.given(name)) continue;
    if (transport !== undefined && transport !== chosen.transport) {
      throw new OptionError(`--${name} needs --transport ${transport}`);
    }
    if (engine !== undefined && engine !== chosen.engine) {
      throw new OptionError(
        `--${name} needs --engine ${engine}: the engine ${chosen.engine} cannot set it`,
      );
    }
  }
}
