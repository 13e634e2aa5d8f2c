/**
 * Which network namespace a thread is in, and whether that is the lab's own
 * (network_namespaces(7)).
 *
 * The kernel's counters are one set for a whole namespace. In one that others
 * use too, their traffic is in the counters of a trial; in the lab's own it is
 * not.
 *
 * @module
 */

import { errno, libc } from "./libc.ts";
import { cString, machineCalls } from "./machine_calls.ts";
import { parentId, processIds } from "./processes.ts";
import { KernelFileError, readKernelLink } from "./read_kernel_file.ts";

/** A network namespace, seen by a thread that is in it. */
export interface NetworkNamespace {
  /** Its name, such as `net:[4026531840]`; unique until the machine restarts. */
  id: string;
  /**
   * Whether only the lab's processes move its counters, as far as can be seen. In
   * doubt it is false.
   */
  own: boolean;
}

/** Inode of the first user namespace: PROC_USER_INIT_INO of linux/proc_ns.h. */
const FIRST_USER_NAMESPACE = "user:[4026531837]";

/** Request for the user namespace that owns a namespace (ioctl_ns(2)). */
const NS_GET_USERNS = 0xb701;

/** `O_RDONLY | O_CLOEXEC`, the same on x86-64 and AArch64 (open(2)). */
const OPEN_FLAGS = 0o2000000;

/** Namespace of a process; `undefined` where it is gone or may not be looked at. */
function namespaceOf(id: number): string | undefined {
  try {
    return readKernelLink(`/proc/${id}/ns/net`);
  } catch (error) {
    if (error instanceof KernelFileError) return undefined;
    throw error;
  }
}

/** The parent of a process, its parent, and so on up. */
function ancestorsOf(id: number): number[] {
  const ancestors: number[] = [];
  let parent = parentId(id);
  while (parent) {
    ancestors.push(parent);
    parent = parentId(parent);
  }
  return ancestors;
}

/**
 * Whether this thread's network namespace was made in this process's user
 * namespace, and that is not the machine's first one, as after `unshare -rn`.
 * Processes outside of that user namespace cannot be looked at from inside, and
 * are not in the network namespace unless somebody took them there on purpose.
 */
function madeInOwnUserNamespace(): boolean {
  const user = readKernelLink("/proc/self/ns/user");
  const calls = libc();
  const machine = machineCalls();
  if (user === undefined || user === FIRST_USER_NAMESPACE) return false;
  if (calls === undefined || machine === undefined) return false;
  const path = "/proc/thread-self/ns/net";
  const namespace = calls.open(cString(path), OPEN_FLAGS);
  if (namespace < 0) throw new KernelFileError("open", path, errno(calls));
  // Refused with EPERM where the owner is a user namespace further out.
  const owner = machine.ioctl(
    namespace,
    BigInt(NS_GET_USERNS),
    new Uint8Array(),
  );
  calls.close(namespace);
  if (owner < 0) return false;
  calls.close(owner);
  return true;
}

/** See {@linkcode NetworkNamespace.own}; `root` as in {@linkcode networkNamespace}. */
function isOwn(id: string, root: number): boolean {
  // The /proc of another PID namespace has other processes under our numbers.
  if (readKernelLink("/proc/self") !== String(Deno.pid)) return false;
  const ancestors = ancestorsOf(Deno.pid);
  const entered = ancestors.some((ancestor) => {
    const namespace = namespaceOf(ancestor);
    return namespace !== undefined && namespace !== id;
  });
  if (!entered && !madeInOwnUserNamespace()) return false;
  // What started the lab waits for it; but the first process is the machine.
  const waiting = new Set(ancestors.filter((ancestor) => ancestor !== 1));
  // Orphans become children of the first process; it does not stand for the lab.
  const lab = root === 1 ? Deno.pid : root;
  const ofTheLab = (process: number) =>
    process === lab || waiting.has(process) ||
    ancestorsOf(process).includes(lab);
  const others = processIds();
  return others !== undefined &&
    others.every((process) => namespaceOf(process) !== id || ofTheLab(process));
}

/**
 * The network namespace of this thread, and whether it is the lab's own.
 *
 * It is, when both hold:
 *
 * - The namespace is not the machine's or the container's: some ancestor of this
 *   process is seen in another one (`ip netns exec`, `unshare -n`), or it was
 *   made in a user namespace of our own (`unshare -rn`).
 * - Every process that is seen in it is of the lab: `root`, what `root` started,
 *   or an ancestor of this process, such as the shell that waits for it.
 *
 * Once the first holds, a process that may not be looked at is believed to be
 * elsewhere: it is another user's. Not noticed is what comes and goes between two
 * looks, a process that sends through a socket it made before it changed its
 * namespace, and one that hides in another PID namespace. Packets that a device
 * brings in from another namespace are counted, too, whoever sent them.
 *
 * Takes about 1 ms where it is the machine's namespace, and with 100 processes
 * 2 ms elsewhere.
 *
 * @param root The process that stands for the lab: this one, or for an endpoint
 * the process that started it and the other endpoint (`Deno.ppid`).
 * @returns The namespace; `undefined` where it cannot be told: not Linux, or no
 * `--allow-ffi`.
 * @throws {KernelFileError} When the kernel refuses to show this process.
 */
export function networkNamespace(
  root: number = Deno.pid,
): NetworkNamespace | undefined {
  const id = readKernelLink("/proc/thread-self/ns/net");
  return id === undefined ? undefined : { id, own: isOwn(id, root) };
}
