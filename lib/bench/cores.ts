/**
 * Where the two processes of a transfer run.
 *
 * On a machine of two cores the scheduler lets server and client share one now and then,
 * for a whole series of transfers, which halves the throughput of whoever it happens to.
 * So every contender's server is kept on one core and its client on another one
 * (taskset(1)): what is compared is then the contenders, and not their luck.
 *
 * @module
 */

import { keepOnCores } from "../kernel/cpu_affinity.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";

/** One side of a transfer. */
export type Side = "server" | "client";

const CORES: Record<Side, string> = { server: "0", client: "1" };

let possible: boolean | undefined;

/**
 * Whether the two sides can be kept apart here.
 *
 * @returns True with taskset(1), of the Debian package util-linux, and these two cores.
 */
export function coresCanBeChosen(): boolean {
  return possible ??= Object.values(CORES).every((core) => {
    try {
      return new Deno.Command("taskset", {
        args: ["-c", core, "true"],
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).outputSync().success;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  });
}

/**
 * A command that keeps to its side's core.
 *
 * @param side Which core.
 * @param command Program and words.
 * @returns The command with what keeps it there; unchanged where that is impossible.
 */
export function onCoreOf(side: Side, command: string[]): string[] {
  return coresCanBeChosen()
    ? ["taskset", "-c", CORES[side], ...command]
    : command;
}

/**
 * Keeps the main thread of a running process on its side's core. The others go where
 * there is room: in a runtime such as V8 they collect garbage and compile, and on the
 * same core they would do that instead of the transfer.
 *
 * @param side Which core.
 * @param pid The process.
 */
export function keepOnCoreOf(side: Side, pid: number): void {
  if (!coresCanBeChosen()) return;
  try {
    keepOnCores(pid, [Number(CORES[side])]);
  } catch (error) {
    throw new PeerError(
      `Cannot keep process ${pid} on core ${CORES[side]}: has it ended?`,
      { cause: error },
    );
  }
}
