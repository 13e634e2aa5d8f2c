/**
 * Whether the programs of others that an experiment needs are here.
 *
 * @module
 */

import type { Skip } from "../experiment_plan.ts";

/** Name of a program. */
export type ForeignProgram = "ping" | "iperf3" | "ip" | "tc";

/** What makes a program tell its version, and its Debian package. */
const PROGRAMS: Record<
  ForeignProgram,
  { argument: string; debianPackage: string }
> = {
  ping: { argument: "-V", debianPackage: "iputils-ping" },
  iperf3: { argument: "--version", debianPackage: "iperf3" },
  ip: { argument: "-Version", debianPackage: "iproute2" },
  tc: { argument: "-Version", debianPackage: "iproute2" },
};

/**
 * Whether a program can be run here. It is run, only to tell its version.
 *
 * @param program Which one.
 * @returns What is missing, if anything.
 */
export function foreignMissing(program: ForeignProgram): Skip | undefined {
  const { argument, debianPackage } = PROGRAMS[program];
  try {
    const { success } = new Deno.Command(program, {
      args: [argument],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
    if (success) return undefined;
    return {
      reason: `${program} ${argument} fails`,
      remedy: `reinstall the package ${debianPackage}`,
    };
  } catch (error) {
    if (
      error instanceof Deno.errors.PermissionDenied ||
      // Deno's own refusal
      error instanceof Deno.errors.NotCapable
    ) {
      return {
        reason: `${program} may not be run`,
        remedy: "allow this user, and Deno with --allow-run, to run it",
      };
    }
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return {
      reason: `${program} is not installed`,
      remedy: `install the package ${debianPackage}`,
    };
  }
}
