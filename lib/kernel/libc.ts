/**
 * The C library's own calls, through Deno's foreign function interface.
 *
 * Opened on first use and kept for the life of the process: a handle to libc
 * owns nothing that would have to be given back earlier. Linux only; elsewhere
 * {@linkcode libc} returns `undefined` and {@linkcode libcMissing} says why.
 *
 * @module
 */

/**
 * Where Linux distributions keep the C library. Absolute, so that nothing else of that
 * name can be meant.
 */
export const LIBC_PATHS = [
  "/lib/x86_64-linux-gnu/libc.so.6",
  "/lib/aarch64-linux-gnu/libc.so.6",
  "/lib64/libc.so.6",
  "/usr/lib64/libc.so.6",
  "/usr/lib/libc.so.6",
  "/lib/libc.so.6",
] as const;

/** Name, parameters and result of each call, as Deno's FFI wants them. */
export const LIBC_SYMBOLS = {
  __errno_location: { parameters: [], result: "pointer" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
  isatty: { parameters: ["i32"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  getpeername: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  getsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "buffer"],
    result: "i32",
  },
  setsockopt: {
    parameters: ["i32", "i32", "i32", "buffer", "u32"],
    result: "i32",
  },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  listen: { parameters: ["i32", "i32"], result: "i32" },
  accept4: {
    parameters: ["i32", "buffer", "buffer", "i32"],
    result: "i32",
  },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  shutdown: { parameters: ["i32", "i32"], result: "i32" },
  // Sizes and results of these are size_t and ssize_t in C. No buffer here comes near
  // 2 GiB, both architectures pass the value in one register whose upper half a 32-bit
  // value leaves zero, and 32-bit numbers spare every call a BigInt.
  recv: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  sendto: {
    parameters: ["i32", "buffer", "u32", "i32", "buffer", "u32"],
    result: "i32",
  },
  recvmmsg: {
    parameters: ["i32", "pointer", "u32", "i32", "pointer"],
    result: "i32",
  },
  sendmmsg: { parameters: ["i32", "pointer", "u32", "i32"], result: "i32" },
  ppoll: {
    parameters: ["buffer", "u32", "buffer", "pointer"],
    result: "i32",
  },
  clock_nanosleep: {
    parameters: ["i32", "i32", "buffer", "pointer"],
    result: "i32",
  },
  sched_yield: { parameters: [], result: "i32" },
  sched_setaffinity: {
    parameters: ["i32", "usize", "buffer"],
    result: "i32",
  },
  // Variadic in C; on Linux its arguments travel in the same registers all the same.
  prctl: {
    parameters: ["i32", "usize", "usize", "usize", "usize"],
    result: "i32",
  },
} as const satisfies Deno.ForeignLibraryInterface;

/** The calls of libc that the lab uses. */
export type Libc = Deno.DynamicLibrary<typeof LIBC_SYMBOLS>["symbols"];

let opened: Libc | undefined;
let missing: string | undefined;
/** Where the C library keeps this thread's errno; the same for the life of the thread. */
let errnoView: Deno.UnsafePointerView | undefined;

/**
 * The C library.
 *
 * @returns Its calls, or `undefined` where there is none that can be used (see
 * {@linkcode libcMissing}).
 */
export function libc(): Libc | undefined {
  if (opened !== undefined || missing !== undefined) return opened;
  if (Deno.build.os !== "linux") {
    missing = `needs Linux, this is ${Deno.build.os}`;
    return undefined;
  }
  const failures: string[] = [];
  for (const path of LIBC_PATHS) {
    try {
      opened = Deno.dlopen(path, LIBC_SYMBOLS).symbols;
      return opened;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  missing = `cannot open the C library: ${failures.join("; ")}`;
  return undefined;
}

/**
 * Further calls of the same library, kept for the life of the process, too.
 *
 * @param symbols Name, parameters and result of each, as `Deno.dlopen` wants it.
 * @returns The calls, or `undefined` where there is no C library, or it lacks one of them.
 */
export function furtherCalls<Symbols extends Deno.ForeignLibraryInterface>(
  symbols: Symbols,
): Deno.DynamicLibrary<Symbols>["symbols"] | undefined {
  if (libc() === undefined) return undefined;
  for (const path of LIBC_PATHS) {
    try {
      return Deno.dlopen(path, symbols).symbols;
    } catch {
      // The next path may be the one; libc() has found that one of them is.
    }
  }
  return undefined;
}

/**
 * Why {@linkcode libc} returns nothing.
 *
 * @returns The reason, or `undefined` where the C library can be used.
 */
export function libcMissing(): string | undefined {
  libc();
  return missing;
}

/**
 * `errno` of the last call. Only meaningful directly after a synchronous call
 * that failed (errno(3)).
 *
 * @param calls The library that made the call.
 * @returns The error number, such as 11 for EAGAIN.
 */
export function errno(calls: Libc): number {
  if (errnoView === undefined) {
    const location = calls.__errno_location();
    if (location === null) return 0;
    errnoView = new Deno.UnsafePointerView(location);
  }
  return errnoView.getInt32();
}
