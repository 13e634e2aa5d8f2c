/**
 * The processes of this machine, as far as /proc shows them: those of the reader's
 * PID namespace.
 *
 * @module
 */

import { errno, libc } from "./libc.ts";
import { cString, machineCalls } from "./machine_calls.ts";
import { KernelFileError, kernelText } from "./read_kernel_file.ts";

/** `O_RDONLY | O_CLOEXEC`, the same on x86-64 and AArch64 (open(2)). */
const OPEN_FLAGS = 0o2000000;

/** Room for about a thousand entries at a time. */
const BUFFER_BYTES = 32_768;

/** Places in a `struct linux_dirent64` (getdents64(2)). */
const ENTRY_LENGTH_AT = 16;
const ENTRY_NAME_AT = 19;

/** Names in one answer of getdents64(2). */
function namesIn(entries: Uint8Array): string[] {
  const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
  const decoder = new TextDecoder();
  const names: string[] = [];
  let start = 0;
  while (start < entries.length) {
    const end = start + view.getUint16(start + ENTRY_LENGTH_AT, true);
    const name = entries.subarray(start + ENTRY_NAME_AT, end);
    names.push(decoder.decode(name.subarray(0, name.indexOf(0))));
    start = end;
  }
  return names;
}

/**
 * Every process that /proc shows. Deno would open that folder with `--allow-all`
 * only, so the C library does.
 *
 * @returns Their ids; `undefined` where they cannot be listed: not Linux, no
 * `--allow-ffi`, or a C library without getdents64(2).
 * @throws {KernelFileError} When the kernel refuses to list them.
 */
export function processIds(): number[] | undefined {
  const calls = libc();
  const getdents64 = machineCalls()?.getdents64;
  if (calls === undefined || !getdents64) return undefined;
  const folder = "/proc";
  const descriptor = calls.open(cString(folder), OPEN_FLAGS);
  if (descriptor < 0) throw new KernelFileError("open", folder, errno(calls));
  try {
    const buffer = new Uint8Array(BUFFER_BYTES);
    const ids: number[] = [];
    while (true) {
      const count = Number(
        getdents64(descriptor, buffer, BigInt(BUFFER_BYTES)),
      );
      if (count < 0) throw new KernelFileError("read", folder, errno(calls));
      if (count === 0) return ids;
      const names = namesIn(buffer.subarray(0, count));
      ids.push(...names.filter((name) => /^\d+$/.test(name)).map(Number));
    }
  } finally {
    calls.close(descriptor);
  }
}

/**
 * Reads the parent's id in /proc/&lt;pid>/stat (proc_pid_stat(5)).
 *
 * @param text Text of the file.
 * @returns The id, 0 for a process whose parent is in no namespace of the reader;
 * `undefined` where the text is another one.
 */
export function parseParentId(text: string): number | undefined {
  // The second field is the program's name in parentheses, with whatever in it.
  const match = text.slice(text.lastIndexOf(")")).match(/^\) \S (\d+) /);
  return match === null ? undefined : Number(match[1]);
}

/**
 * The process that a process is a child of.
 *
 * @param id Process.
 * @returns Its parent's id, as {@linkcode parseParentId} has it; `undefined`
 * where the process is gone or is not shown, as others' are under the option
 * `hidepid` of proc(5).
 */
export function parentId(id: number): number | undefined {
  return parseParentId(kernelText(`/proc/${id}/stat`) ?? "");
}
