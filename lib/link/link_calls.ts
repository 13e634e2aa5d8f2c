/**
 * The calls of the C library that a link needs beside those of `libc.ts`: network
 * namespaces, devices, and the two that each packet takes.
 *
 * @module
 */

import { furtherCalls, libcMissing } from "../kernel/libc.ts";
import { LinkError } from "./link_spec.ts";

/** What they are called and take, as `Deno.dlopen` wants it. */
export const LINK_SYMBOLS = {
  // A pointer that is kept costs less per packet than a buffer, and a 32-bit number less
  // than a size_t, whose upper half it leaves zero.
  read: { parameters: ["i32", "pointer", "u32"], result: "i32" },
  write: { parameters: ["i32", "pointer", "u32"], result: "i32" },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  unshare: { parameters: ["i32"], result: "i32" },
  setns: { parameters: ["i32", "i32"], result: "i32" },
} as const;

/** The calls that a link needs. */
export type LinkCalls = Deno.DynamicLibrary<typeof LINK_SYMBOLS>["symbols"];

let opened: LinkCalls | undefined;

/**
 * The calls, opened on first use and kept for the life of the process.
 *
 * @returns The calls.
 * @throws {LinkError} Where there is no C library that can be used.
 */
export function linkCalls(): LinkCalls {
  opened ??= furtherCalls(LINK_SYMBOLS);
  if (opened !== undefined) return opened;
  throw new LinkError(
    `A link cannot be made: ${
      libcMissing() ?? "the C library lacks one of its calls"
    }`,
  );
}
