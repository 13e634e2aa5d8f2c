/**
 * What experiments need of the machine, with the remedy where it is missing.
 *
 * @module
 */

import { libcMissing } from "../kernel/libc.ts";
import type { Skip } from "./experiment_plan.ts";

/**
 * Socket options that only Linux has, such as TCP_QUICKACK.
 *
 * @returns What is missing, if anything.
 */
export function linuxSocketOptions(): Skip | undefined {
  const missing = libcMissing();
  if (missing === undefined) return undefined;
  return {
    reason: `TCP_QUICKACK cannot be set: ${missing}`,
    remedy: "run it on Linux with glibc, on x86-64 or arm64",
  };
}
