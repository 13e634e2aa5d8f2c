/**
 * A system call that failed, as an error with the errno's name.
 *
 * @module
 */

import { errnoName, errnoText } from "./errno_names.ts";
import { errno, type Libc } from "./libc.ts";

/** A system call that failed. */
export class SystemCallError extends Error {
  /** Name of the class, for stack traces. */
  override name = "SystemCallError";
  /** The call, such as `recv`. */
  readonly call: string;
  /** Name of the errno, such as `ECONNRESET`. */
  readonly code: string;

  /**
   * Says what failed and why.
   *
   * @param call The call, as its man page names it.
   * @param number Its errno.
   */
  constructor(call: string, number: number) {
    super(`${errnoText(number)} (${call})`);
    this.call = call;
    this.code = errnoName(number);
  }
}

/**
 * The failure of the call that was just made.
 *
 * @param calls The library that made it.
 * @param call Its name.
 * @returns The error, to be thrown or wrapped.
 */
export function lastError(calls: Libc, call: string): SystemCallError {
  return new SystemCallError(call, errno(calls));
}
