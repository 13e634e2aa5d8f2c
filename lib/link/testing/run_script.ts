/**
 * Runs a module of the project as a program of its own, with the rights of a lab.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";

/** How it is run. */
export interface ScriptOptions {
  /** Words in front of the command, such as those of setsid(1). */
  prefix?: string[];
  /** Deno's program, where it is not this one. */
  deno?: string;
  /** Variables to add to the environment. */
  env?: Record<string, string>;
}

/**
 * The command that runs a module.
 *
 * @param module URL of the module.
 * @param args Its arguments.
 * @param options How to run it.
 * @returns The command.
 */
export function scriptCommand(
  module: string,
  args: string[],
  { prefix = [], deno = Deno.execPath(), env = {} }: ScriptOptions = {},
): Deno.Command {
  const config = fromFileUrl(new URL("../../../deno.json", import.meta.url));
  const [program, ...words] = [
    ...prefix,
    ...[
      deno,
      "run",
      "--quiet",
      "--no-prompt",
      `--config=${config}`,
      "--frozen",
    ],
    ...["--allow-run", "--allow-read", "--allow-ffi", "--allow-sys=uid"],
    ...[module, ...args],
  ];
  return new Deno.Command(program!, {
    args: words,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  });
}

/**
 * Runs a module that prints JSON and ends.
 *
 * @param module URL of the module.
 * @param args Its arguments.
 * @param options How to run it.
 * @returns What it has printed.
 */
export async function scriptOutput(
  module: string,
  args: string[],
  options?: ScriptOptions,
): Promise<unknown> {
  const { stdout } = await scriptCommand(module, args, options).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}
