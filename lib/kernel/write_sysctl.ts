/**
 * Changes a setting of the kernel, in the network namespace of the thread.
 *
 * @module
 */

import { libc } from "./libc.ts";
import { cString } from "./machine_calls.ts";

/** `O_WRONLY | O_CLOEXEC`, the same on x86-64 and AArch64 (open(2)). */
const OPEN_FLAGS = 0o2000001;

/**
 * Sets one of the settings below net.
 *
 * @param name Name as sysctl(8) uses it, such as `net.ipv4.tcp_no_metrics_save`.
 * @param value Its new value.
 * @returns Whether it was taken: not where this kernel or this namespace has no such
 * setting, does not let it be changed, or finds no sense in the value.
 */
export function writeSysctl(name: string, value: string): boolean {
  if (!/^net(?:\.\w[\w-]*)+$/.test(name)) {
    throw new RangeError(`Cannot set ${name}: only settings below net are`);
  }
  const calls = libc();
  if (calls === undefined) return false;
  const path = `/proc/sys/${name.replaceAll(".", "/")}`;
  const file = calls.open(cString(path), OPEN_FLAGS);
  if (file < 0) return false;
  const text = new TextEncoder().encode(value);
  const written = calls.write(file, text, BigInt(text.length));
  calls.close(file);
  return Number(written) === text.length;
}
