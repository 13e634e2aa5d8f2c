/**
 * Reads what the kernel tells about itself in /proc and /sys.
 *
 * Deno refuses to open files there unless it was started with `--allow-all`, so
 * the C library opens them. Where that is impossible, because this is not Linux
 * or because Deno has no `--allow-ffi`, there is simply nothing to read: callers
 * get `undefined` and go on without.
 *
 * @module
 */

import { errno, libc } from "./libc.ts";
import { cString, machineCalls } from "./machine_calls.ts";

/** Error numbers that mean "there is no such file" (errno(3)). */
const ENOENT = 2;
const ENOTDIR = 20;

/** `O_RDONLY | O_CLOEXEC`, the same on x86-64 and AArch64 (open(2)). */
const OPEN_FLAGS = 0o2000000;

/**
 * Longer than nearly every such file: one read(2) then takes the file as it was
 * at one moment.
 */
const CHUNK_BYTES = 65_536;

/** Longest text of a symbolic link (`PATH_MAX`). */
const LINK_BYTES = 4_096;

/** The kernel has the file but does not let it be read. */
export class KernelFileError extends Error {
  /** The file. */
  readonly path: string;
  /** Error number of the call that failed, as in errno(3): 13 is EACCES. */
  readonly errno: number;

  /**
   * Says which call failed.
   *
   * @param call The call that failed: `open`, `read` or `readlink`.
   * @param path The file.
   * @param errno Error number of the call.
   */
  constructor(call: "open" | "read" | "readlink", path: string, errno: number) {
    const command = call === "readlink" ? "readlink" : "cat";
    super(
      `Cannot read ${path}: ${call}() failed with errno ${errno}. ` +
        `\`${command} ${path}\` in a shell, as the same user, should fail too.`,
    );
    this.name = "KernelFileError";
    this.path = path;
    this.errno = errno;
  }
}

/** Other files are Deno's to read, with its permissions. */
function refuseOtherPlaces(path: string): void {
  if (!/^\/(?:proc|sys)(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+$/.test(path)) {
    throw new RangeError(
      `Cannot read ${JSON.stringify(path)} as a kernel file: ` +
        "only absolute paths below /proc and /sys are, without . and ..",
    );
  }
}

/**
 * Whole text of a file below /proc or /sys.
 *
 * @param path Absolute path, such as `/proc/loadavg`.
 * @returns The text as it stands there, mostly ending in a newline; `undefined`
 * where the file does not exist or the C library cannot be used.
 * @throws {KernelFileError} When the file exists and cannot be read.
 * @throws {RangeError} When the path is not below /proc or /sys.
 */
export function readKernelFile(path: string): string | undefined {
  refuseOtherPlaces(path);
  const calls = libc();
  if (calls === undefined) return undefined;
  const descriptor = calls.open(cString(path), OPEN_FLAGS);
  if (descriptor < 0) {
    const error = errno(calls);
    if (error === ENOENT || error === ENOTDIR) return undefined;
    throw new KernelFileError("open", path, error);
  }
  try {
    const decoder = new TextDecoder();
    const chunk = new Uint8Array(CHUNK_BYTES);
    let text = "";
    while (true) {
      const count = Number(calls.read(descriptor, chunk, BigInt(CHUNK_BYTES)));
      if (count < 0) throw new KernelFileError("read", path, errno(calls));
      if (count === 0) return text + decoder.decode();
      text += decoder.decode(chunk.subarray(0, count), { stream: true });
    }
  } finally {
    calls.close(descriptor);
  }
}

/**
 * Where a symbolic link below /proc or /sys points, such as `net:[4026531840]`
 * for `/proc/self/ns/net` (namespaces(7)).
 *
 * @param path Absolute path of the link.
 * @returns Its text; `undefined` where it does not exist or the C library cannot
 * be used.
 * @throws {KernelFileError} When it exists and cannot be read, or is no link.
 * @throws {RangeError} When the path is not below /proc or /sys.
 */
export function readKernelLink(path: string): string | undefined {
  refuseOtherPlaces(path);
  const calls = libc();
  const machine = machineCalls();
  if (calls === undefined || machine === undefined) return undefined;
  const text = new Uint8Array(LINK_BYTES);
  const count = Number(
    machine.readlink(cString(path), text, BigInt(LINK_BYTES)),
  );
  if (count < 0) {
    const error = errno(calls);
    if (error === ENOENT || error === ENOTDIR) return undefined;
    throw new KernelFileError("readlink", path, error);
  }
  return new TextDecoder().decode(text.subarray(0, count));
}

/**
 * The same for a description that goes on without what it may not read.
 *
 * @param path Absolute path of a file below /proc or /sys.
 * @returns Its text without white space at the ends; `null` where it does not
 * exist or cannot be read, for whatever reason the kernel has.
 */
export function kernelText(path: string): string | null {
  try {
    return readKernelFile(path)?.trim() ?? null;
  } catch (error) {
    if (error instanceof KernelFileError) return null;
    throw error;
  }
}
