/**
 * Sessions of processes, for tests. Linux only.
 *
 * @module
 */

import { readKernelFile } from "../../kernel/read_kernel_file.ts";

/**
 * The session that a process is in (setsid(2)).
 *
 * @param pid Its process id.
 * @returns Id of the session.
 * @throws Where there is no such process.
 */
export function sessionOf(pid: number): number {
  const text = readKernelFile(`/proc/${pid}/stat`);
  if (text === undefined) throw new Error(`There is no process ${pid}`);
  // proc_pid_stat(5): after the name in parentheses state, parent, group, session
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[3]);
}
