/**
 * On which cores the processes of a trial run.
 *
 * Left to itself, the scheduler now and then lets server and client share a core, for
 * one transfer or for many in a row, and that can halve the throughput: figures then have
 * two modes. To choose takes that away, and with it something of what a program meets in
 * the wild; so it is chosen only where it is asked for, and the record says so.
 *
 * @module
 */

import { allowedCores, keepOnCores } from "../kernel/cpu_affinity.ts";
import { libcMissing } from "../kernel/libc.ts";

/**
 * `scheduler`: wherever the kernel likes; `shared`: all on one core; `separate`: servers
 * on one core, clients on another. It is the main threads that are placed.
 */
export const CORE_PLACEMENTS = ["scheduler", "shared", "separate"] as const;

/** One of them. */
export type CorePlacement = typeof CORE_PLACEMENTS[number];

/**
 * Why a placement cannot be had here.
 *
 * @param placement Which one.
 * @returns The reason, or `undefined` where it can.
 */
export function placementMissing(placement: string): string | undefined {
  if (placement === "scheduler") return undefined;
  const missing = libcMissing();
  if (missing !== undefined) return missing;
  return placement === "separate" && allowedCores().length < 2
    ? "there is one core only"
    : undefined;
}

/**
 * Places processes.
 *
 * @param placement Where.
 * @param pids Process ids of the servers and of the clients.
 * @throws {SystemCallError} Where a process has ended.
 */
export function placeOnCores(
  placement: CorePlacement,
  pids: { servers: readonly number[]; clients: readonly number[] },
): void {
  const all = allowedCores();
  const [first, second] = all;
  const cores = {
    scheduler: { servers: all, clients: all },
    shared: { servers: [first!], clients: [first!] },
    separate: { servers: [first!], clients: [second!] },
  }[placement];
  for (const pid of pids.servers) keepOnCores(pid, cores.servers);
  for (const pid of pids.clients) keepOnCores(pid, cores.clients);
}
