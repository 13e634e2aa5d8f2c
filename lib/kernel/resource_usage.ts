/**
 * What this process has used: processor time, context switches, memory.
 *
 * @module
 */

import process from "node:process";
import { parseColonFields } from "./colon_fields.ts";
import { readKernelFile } from "./read_kernel_file.ts";

/** What a process has used since it started, all of its threads together. */
export interface ResourceUsage {
  /** Processor time, user and system, in seconds. */
  cpuSeconds: number;
  /**
   * How often a thread gave its core up because it had to wait, such as for a
   * socket. 0 on Windows, which does not count them.
   */
  voluntaryContextSwitches: number;
  /**
   * How often a thread lost its core to another one before it had to wait. 0 on
   * Windows.
   */
  involuntaryContextSwitches: number;
  /** Peak resident set, in bytes. */
  peakMemoryBytes: number;
}

/**
 * Peak resident set of this program alone, in bytes.
 *
 * What getrusage(2) tells begins with that of the process it was forked from,
 * which can be far larger; `VmHWM` of proc_pid_status(5) begins anew with every
 * program.
 */
function ownPeakBytes(): number | undefined {
  const status = readKernelFile("/proc/self/status");
  if (status === undefined) return undefined;
  const peak = parseColonFields(status).get("VmHWM")?.match(/^(\d+) kB$/);
  return peak ? 1024 * Number(peak[1]) : undefined;
}

/**
 * What this process has used since it started. Two readings make a trial's
 * share, but not of the peak: that is one of the whole life, and proc_pid_status(5)
 * calls it inaccurate; a later one can even be a little less.
 *
 * Deno's `process.resourceUsage()` is getrusage(2) with RUSAGE_SELF, and needs no
 * permission. Only the peak is better known elsewhere, on Linux with
 * `--allow-ffi`; without it may be that of the parent process.
 *
 * @returns The usage, on every system.
 * @throws {KernelFileError} When the kernel refuses to show it.
 */
export function resourceUsage(): ResourceUsage {
  // Times in microseconds, memory in kilobytes, as Node presents them.
  const usage = process.resourceUsage();
  return {
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    voluntaryContextSwitches: usage.voluntaryContextSwitches,
    involuntaryContextSwitches: usage.involuntaryContextSwitches,
    peakMemoryBytes: ownPeakBytes() ?? 1024 * usage.maxRSS,
  };
}
