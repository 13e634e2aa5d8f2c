/**
 * On which cores a thread may run: sched_setaffinity(2), sched_getaffinity(2).
 *
 * @module
 */

import { libc } from "./libc.ts";
import { kernelText } from "./read_kernel_file.ts";
import { lastError } from "./system_call_error.ts";

/** Room for the cores of any machine that Linux runs on (CONFIG_NR_CPUS is at most 8,192). */
const MASK_BYTES = 1_024;

/**
 * The cores that this process may use.
 *
 * @returns Their numbers, ascending; none where the system does not tell.
 */
export function allowedCores(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(
    kernelText("/proc/self/status") ?? "",
  )?.[1] ?? "";
  return list.split(",").filter(Boolean).flatMap((range) => {
    const [first, last = first] = range.split("-").map(Number) as [
      number,
      number?,
    ];
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}

/**
 * Keeps a thread on some cores.
 *
 * @param threadId The thread. A process id means its main thread: a runtime such as V8
 * has others that compile and collect garbage, and they stay free to go where there is
 * room.
 * @param cores Numbers of the cores, at least one.
 * @throws {SystemCallError} Where there is no such thread or none of the cores can be used.
 * @throws {TypeError} Where there is no libc; ask {@linkcode libc} first.
 */
export function keepOnCores(threadId: number, cores: readonly number[]): void {
  const calls = libc();
  if (calls === undefined) throw new TypeError("There is no C library to call");
  const mask = new Uint8Array(MASK_BYTES);
  for (const core of cores) mask[core >> 3]! |= 1 << (core & 7);
  if (calls.sched_setaffinity(threadId, BigInt(MASK_BYTES), mask) !== 0) {
    throw lastError(calls, "sched_setaffinity");
  }
}
