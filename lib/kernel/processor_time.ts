/**
 * What the processors spent their time on, from /proc/stat (proc_stat(5)).
 *
 * @module
 */

import { readKernelFile } from "./read_kernel_file.ts";

/**
 * Ticks a second in /proc/stat: `USER_HZ`, which is 100 on x86-64 and AArch64
 * whatever the kernel's own tick is (time(7), `getconf CLK_TCK`).
 */
const TICKS_PER_SECOND = 100;

/**
 * Time since boot in seconds, all processors added up, in steps of 0.01 s.
 * A kernel older than a field has 0 there.
 */
export interface ProcessorTime {
  /** Programs, without those with a raised nice value; holds guests too. */
  user_seconds: number;
  /** Programs with a raised nice value. */
  nice_seconds: number;
  /** The kernel on behalf of programs. */
  system_seconds: number;
  /** Nothing to do. */
  idle_seconds: number;
  /** Idle while a disk was waited for; the kernel calls it unreliable. */
  input_output_wait_seconds: number;
  /** Interrupts. */
  interrupt_seconds: number;
  /** Soft interrupts: where received packets are handled, on loopback too. */
  soft_interrupt_seconds: number;
  /** Time that the hypervisor gave to other machines. */
  steal_seconds: number;
}

/**
 * Reads the `cpu` line of /proc/stat.
 *
 * @param text Text of the file.
 * @returns The times, or `undefined` where the text has no such line.
 */
export function parseProcessorTime(text: string): ProcessorTime | undefined {
  const line = text.match(/^cpu\s+(\d[\d ]*)$/m)?.[1];
  if (line === undefined) return undefined;
  const ticks = line.trim().split(/\s+/).map(Number);
  const seconds = (index: number) => (ticks[index] ?? 0) / TICKS_PER_SECOND;
  return {
    user_seconds: seconds(0),
    nice_seconds: seconds(1),
    system_seconds: seconds(2),
    idle_seconds: seconds(3),
    input_output_wait_seconds: seconds(4),
    interrupt_seconds: seconds(5),
    soft_interrupt_seconds: seconds(6),
    steal_seconds: seconds(7),
  };
}

/**
 * What the processors of this machine have spent their time on so far.
 *
 * @returns The times, or `undefined` where they cannot be read: not Linux, or no
 * `--allow-ffi`.
 * @throws {KernelFileError} When the kernel refuses to show them.
 */
export function processorTime(): ProcessorTime | undefined {
  return parseProcessorTime(readKernelFile("/proc/stat") ?? "");
}
