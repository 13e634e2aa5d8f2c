/**
 * What /proc/self/status says about this process (proc_pid_status(5)).
 *
 * @module
 */

import { parseColonFields } from "./colon_fields.ts";

/** Where a process may run and what it may do. */
export interface ProcessStatus {
  /** Processors that the process may run on, such as `0-1,4`. */
  processors_allowed?: string;
  /** Rights in effect, as the kernel's hexadecimal mask (capabilities(7)). */
  effective_capabilities?: string;
}

/**
 * Reads /proc/self/status (proc_pid_status(5)).
 *
 * @param text Text of the file.
 * @returns What is there.
 */
export function parseProcessStatus(text: string): ProcessStatus {
  const fields = parseColonFields(text);
  const processors = fields.get("Cpus_allowed_list");
  const capabilities = fields.get("CapEff");
  return {
    ...(processors ? { processors_allowed: processors } : {}),
    ...(capabilities ? { effective_capabilities: capabilities } : {}),
  };
}

/** Number of the right to change interfaces, addresses and routes (capabilities(7)). */
const CAP_NET_ADMIN = 12n;

/**
 * Whether a mask of capabilities has CAP_NET_ADMIN, which an emulated link needs.
 *
 * @param capabilities Hexadecimal mask as in {@linkcode ProcessStatus}.
 * @returns True where the right is in it.
 */
export function hasNetworkAdministration(capabilities: string): boolean {
  return (BigInt(`0x${capabilities}`) >> CAP_NET_ADMIN & 1n) === 1n;
}
