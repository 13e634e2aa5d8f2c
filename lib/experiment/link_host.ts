/**
 * Programs on the hosts of an emulated link, to set a route or a queue there, and settings
 * of their kernels.
 *
 * @module
 */

import { type LinkEnd, LinkError } from "../link/link_spec.ts";
import type { Lab } from "./lab.ts";

/**
 * Runs a program on a host of the lab's link, to its end.
 *
 * @param lab A lab with a link.
 * @param end Which host.
 * @param command Program and arguments.
 * @returns What it wrote to its standard output.
 * @throws {LinkError} Where it fails, with what it said.
 */
export async function runOnHost(
  lab: Lab,
  end: LinkEnd,
  command: string[],
): Promise<string> {
  if (lab.link === undefined) {
    throw new LinkError(`Cannot run ${command[0]} on a host: there is no link`);
  }
  const [program, ...args] = [...lab.link.prefix(end), ...command];
  const { success, stdout, stderr } = await new Deno.Command(program!, {
    args,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new LinkError(
    `On the ${end}'s host \`${command.join(" ")}\` failed: ${
      decoder.decode(stderr).trim()
    }`,
  );
}

/** A setting of the kernel on a host. */
export interface HostSetting {
  /** Which host. */
  end: LinkEnd;
  /** Name as sysctl(8) uses it, such as `net.ipv4.tcp_autocorking`. */
  name: string;
  /** Its value for the time being. */
  value: string;
}

/**
 * Does something while a setting of the kernel on a host of the lab's link has a certain
 * value. A kernel that lacks the setting cannot do what it is about: there it is done
 * without.
 *
 * @param lab A lab with a link.
 * @param setting The setting; it gets back the value that it had.
 * @param act What is done meanwhile.
 * @returns What came of it.
 * @throws {LinkError} Where the kernel refuses the value.
 */
export async function withSetting<Result>(
  lab: Lab,
  { end, name, value }: HostSetting,
  act: () => Promise<Result>,
): Promise<Result> {
  const path = `/proc/sys/${name.replaceAll(".", "/")}`;
  const onHost = (script: string, ...words: string[]) =>
    runOnHost(lab, end, ["sh", "-c", script, "sh", path, ...words]);
  const set = (to: string) => onHost('echo "$2" > "$1"', to);
  // a setting that is there has a line, if an empty one
  const before = await onHost('if [ -e "$1" ]; then cat "$1"; fi');
  if (before === "") return await act();
  await set(value);
  try {
    return await act();
  } finally {
    await set(before.trimEnd());
  }
}
