/**
 * The few calls of the C library that only the description of the machine
 * needs. Everything that moves data uses `libc.ts`.
 *
 * @module
 */

import { furtherCalls } from "./libc.ts";

/** What they are called and take, as `Deno.dlopen` wants it. */
export const MACHINE_SYMBOLS = {
  readlink: { parameters: ["buffer", "buffer", "usize"], result: "isize" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  // Variadic in C; its one argument travels in the same register here, on
  // x86-64 and on AArch64 (both are what Deno has Linux builds for).
  ioctl: { parameters: ["i32", "usize", "buffer"], result: "i32" },
  // Missing before glibc 2.30; without `optional`, the others would be too.
  getdents64: {
    parameters: ["i32", "buffer", "usize"],
    result: "isize",
    optional: true,
  },
  gnu_get_libc_version: { parameters: [], result: "pointer" },
} as const;

/** The calls that describing the machine needs. */
export type MachineCalls = Deno.DynamicLibrary<
  typeof MACHINE_SYMBOLS
>["symbols"];

let opened: MachineCalls | undefined;

/**
 * The calls, opened on first use and kept for the life of the process.
 *
 * @returns The calls, or `undefined` where `libc.ts` has no C library either.
 */
export function machineCalls(): MachineCalls | undefined {
  return opened ??= furtherCalls(MACHINE_SYMBOLS);
}

/**
 * Text as C takes it: UTF-8 with a zero byte at the end.
 *
 * @param text Text without a zero character.
 * @returns The bytes.
 */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text + "\0");
}
