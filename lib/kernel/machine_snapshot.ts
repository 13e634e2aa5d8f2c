/**
 * A glance at the machine, cheap enough to take before and after each trial.
 *
 * @module
 */

import { processorTime } from "./processor_time.ts";

/** What the machine had to do besides, at one moment. */
export interface MachineSnapshot {
  /** When it was taken, ISO 8601 in UTC. */
  at: string;
  /** Load average of the last minute; 0 on Windows, which has none. */
  load_average_1: number;
  /**
   * Time since boot that the hypervisor gave to others, all cores added up, in
   * seconds; absent where it cannot be read. Two of them make a trial's.
   */
  steal_seconds?: number;
}

/**
 * Takes a snapshot. Costs about 0.1 ms, most of it for /proc/stat. Needs
 * `--allow-sys=loadavg`.
 *
 * @returns The snapshot.
 */
export function machineSnapshot(): MachineSnapshot {
  const steal = processorTime()?.steal_seconds;
  return {
    at: new Date().toISOString(),
    load_average_1: Deno.loadavg()[0] ?? 0,
    ...(steal === undefined ? {} : { steal_seconds: steal }),
  };
}
