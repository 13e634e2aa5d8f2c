/**
 * Network namespaces of our own: made, entered and left by this thread
 * (network_namespaces(7)).
 *
 * They have no name and are bound to no file: the kernel takes each away when its last
 * process and its last descriptor are gone, however those ended.
 *
 * @module
 */

import { errno, libc } from "../kernel/libc.ts";
import { cString } from "../kernel/machine_calls.ts";
import { SystemCallError } from "../kernel/system_call_error.ts";
import { linkCalls } from "./link_calls.ts";
import { LinkError } from "./link_spec.ts";

/** unshare(2), setns(2) */
const CLONE_NEWNET = 0x4000_0000;

/** `O_RDONLY | O_CLOEXEC`, the same on x86-64 and AArch64 (open(2)). */
const OPEN_FLAGS = 0o2000000;

/** The namespace of this thread, whichever that is. */
const OWN_NAMESPACE = "/proc/thread-self/ns/net";

/** A network namespace that is held open. */
export interface HeldNamespace {
  /** The descriptor that holds it; another process reaches it by `/proc/PID/fd/N`. */
  descriptor: number;
}

function failed(what: string, call: string, remedy: string): LinkError {
  const error = new SystemCallError(call, errno(libc()!));
  return new LinkError(`Cannot ${what}: ${error.message}. ${remedy}`, {
    cause: error,
  });
}

/**
 * Holds the network namespace that this thread is in.
 *
 * @returns The namespace.
 * @throws {LinkError} Where the kernel does not show it.
 */
export function holdOwnNamespace(): HeldNamespace {
  const descriptor = libc()!.open(cString(OWN_NAMESPACE), OPEN_FLAGS);
  if (descriptor < 0) {
    throw failed(
      `open ${OWN_NAMESPACE}`,
      "open",
      "A link needs /proc to be mounted.",
    );
  }
  return { descriptor };
}

/**
 * Makes a network namespace and moves this thread into it.
 *
 * @returns The namespace.
 * @throws {LinkError} Where there is no right to do so.
 */
export function enterNewNamespace(): HeldNamespace {
  if (linkCalls().unshare(CLONE_NEWNET) !== 0) {
    throw failed(
      "make a network namespace",
      "unshare",
      "It takes root, or a system that lets ordinary users make user namespaces " +
        "(`unshare -Urn true` tells).",
    );
  }
  return holdOwnNamespace();
}

/**
 * Does something in another network namespace; this thread is back in its own
 * afterwards.
 *
 * @param namespace Where to do it.
 * @param home The namespace to come back to.
 * @param act What to do; it must not wait for anything.
 * @returns What it returns.
 * @throws {LinkError} Where the namespace cannot be entered.
 */
export function inNamespace<Result>(
  namespace: HeldNamespace,
  home: HeldNamespace,
  act: () => Result,
): Result {
  enter(namespace);
  try {
    return act();
  } finally {
    enter(home);
  }
}

function enter({ descriptor }: HeldNamespace): void {
  if (linkCalls().setns(descriptor, CLONE_NEWNET) !== 0) {
    throw failed(
      "enter a network namespace of the link",
      "setns",
      "It takes the rights with which it was made.",
    );
  }
}
