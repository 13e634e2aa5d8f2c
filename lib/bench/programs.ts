/**
 * The programs that the benchmark compares with, and where to get them.
 *
 * @module
 */

import { programOutput } from "../kernel/program_output.ts";

/** Name of a program. */
export type ProgramName =
  | "iperf3"
  | "nuttcp"
  | "sockperf"
  | "ping"
  | "python3"
  | "cc";

/** The argument that makes a program tell its version, and its Debian package. */
const PROGRAMS: Record<
  ProgramName,
  { argument: string; debianPackage: string }
> = {
  iperf3: { argument: "--version", debianPackage: "iperf3" },
  nuttcp: { argument: "-V", debianPackage: "nuttcp" },
  sockperf: { argument: "--version", debianPackage: "sockperf" },
  ping: { argument: "-V", debianPackage: "iputils-ping" },
  python3: { argument: "--version", debianPackage: "python3" },
  cc: { argument: "--version", debianPackage: "gcc libc6-dev" },
};

/** Every program that the benchmark can use. */
export const PROGRAM_NAMES = Object.keys(PROGRAMS) as ProgramName[];

/**
 * What a program says of its version.
 *
 * @param name The program.
 * @returns Its first line; `undefined` where the program is not here or does not run.
 */
export async function programVersion(
  name: ProgramName,
): Promise<string | undefined> {
  const { argument } = PROGRAMS[name];
  const text = await programOutput(name, { args: [argument] });
  return text?.trim().split("\n")[0];
}

/**
 * Whether a program can be used here.
 *
 * @param name The program.
 * @returns What is missing and which package brings it; `undefined` where nothing is.
 */
export async function programMissing(
  name: ProgramName,
): Promise<string | undefined> {
  if (await programVersion(name) !== undefined) return undefined;
  return `${name} is not installed, or does not run; on Debian: apt install ${
    PROGRAMS[name].debianPackage
  }`;
}
