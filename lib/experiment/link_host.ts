/**
 * Programs on the hosts of an emulated link: to set a route or a queue there, or to have a
 * foreign tool measure.
 *
 * @module
 */

import type { LinkEnd } from "../link/link_protocol.ts";
import { LinkError } from "../link/link_spec.ts";
import type { Skip } from "./experiment_plan.ts";
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

/**
 * Sets a setting of the kernel on a host of the lab's link.
 *
 * @param lab A lab with a link.
 * @param end Which host.
 * @param name Name as sysctl(8) uses it, such as `net.ipv4.tcp_autocorking`.
 * @param value Its new value.
 * @throws {LinkError} Where the kernel refuses.
 */
export async function setOnHost(
  lab: Lab,
  end: LinkEnd,
  name: string,
  value: string,
): Promise<void> {
  const path = `/proc/sys/${name.replaceAll(".", "/")}`;
  await runOnHost(lab, end, ["sh", "-c", `echo ${value} > ${path}`]);
}

/**
 * Says what is missing where a program of iproute2 is not installed.
 *
 * @param program `ip` or `tc`.
 * @returns What is missing, if anything.
 */
export function iproute2Missing(program: "ip" | "tc"): Skip | undefined {
  try {
    new Deno.Command(program, {
      args: ["-Version"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return undefined;
  } catch {
    return {
      reason: `${program} is not installed`,
      remedy: "install iproute2 (Debian: apt-get install iproute2)",
    };
  }
}
