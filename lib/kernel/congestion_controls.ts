/**
 * Which congestion control algorithms TCP can use here (tcp(7), "tcp_congestion_control").
 *
 * @module
 */

import {
  hasNetworkAdministration,
  parseProcessStatus,
} from "./process_status.ts";
import { kernelText } from "./read_kernel_file.ts";
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

/**
 * Those of {@linkcode availableCongestionControls} that this process may give to a socket:
 * with CAP_NET_ADMIN all, else those of net.ipv4.tcp_allowed_congestion_control, and the
 * default, which its sockets have anyway. Processes on a host of an emulated link may use
 * all, whoever has started them: they have that right in a namespace of their own.
 *
 * @returns Their names in the kernel's order.
 */
export function permittedCongestionControls(): string[] {
  const available = availableCongestionControls();
  const { effective_capabilities } = parseProcessStatus(
    kernelText("/proc/self/status") ?? "",
  );
  if (
    effective_capabilities !== undefined &&
    hasNetworkAdministration(effective_capabilities)
  ) return available;
  const permitted = [
    ...readSysctl("net.ipv4.tcp_allowed_congestion_control")?.split(" ") ?? [],
    defaultCongestionControl(),
  ];
  return available.filter((name) => permitted.includes(name));
}
