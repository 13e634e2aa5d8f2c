/**
 * Which congestion control algorithms TCP can use here (tcp(7), "tcp_congestion_control").
 *
 * @module
 */

import { readSysctl } from "./sysctls.ts";

/**
 * Algorithms that a socket of the caller's network namespace can be given with
 * `TCP_CONGESTION`. Others may exist as modules that nobody has loaded.
 *
 * Some may be for privileged processes only: without CAP_NET_ADMIN a socket can
 * choose from net.ipv4.tcp_allowed_congestion_control.
 *
 * @returns Their names in the kernel's order, such as `["reno", "cubic"]`; empty
 * where they cannot be read: not Linux, or no `--allow-ffi`.
 */
export function availableCongestionControls(): string[] {
  return readSysctl("net.ipv4.tcp_available_congestion_control")
    ?.split(" ") ?? [];
}

/**
 * The algorithm that a new socket of the caller's network namespace gets.
 *
 * @returns Its name, such as `cubic`; `undefined` where it cannot be read.
 */
export function defaultCongestionControl(): string | undefined {
  return readSysctl("net.ipv4.tcp_congestion_control") ?? undefined;
}
