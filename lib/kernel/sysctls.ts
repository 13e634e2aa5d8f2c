/**
 * The kernel's settings that shape how TCP and UDP behave, as sysctl(8) shows
 * them. Those below net.ipv4 belong to the network namespace of the reader.
 *
 * What each one does: the kernel's Documentation/networking/ip-sysctl.rst and
 * Documentation/admin-guide/sysctl/net.rst.
 *
 * @module
 */

import { kernelText } from "./read_kernel_file.ts";

/** The settings that a run records, by the name that sysctl(8) uses. */
export const TRANSPORT_SYSCTLS = [
  "net.core.busy_poll",
  "net.core.busy_read",
  "net.core.default_qdisc",
  "net.core.netdev_budget",
  "net.core.netdev_budget_usecs",
  "net.core.netdev_max_backlog",
  "net.core.optmem_max",
  "net.core.rmem_default",
  "net.core.rmem_max",
  "net.core.somaxconn",
  "net.core.wmem_default",
  "net.core.wmem_max",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_no_pmtu_disc",
  "net.ipv4.tcp_adv_win_scale",
  "net.ipv4.tcp_autocorking",
  "net.ipv4.tcp_available_congestion_control",
  "net.ipv4.tcp_backlog_ack_defer",
  "net.ipv4.tcp_base_mss",
  "net.ipv4.tcp_comp_sack_delay_ns",
  "net.ipv4.tcp_comp_sack_nr",
  "net.ipv4.tcp_congestion_control",
  "net.ipv4.tcp_dsack",
  "net.ipv4.tcp_early_retrans",
  "net.ipv4.tcp_ecn",
  "net.ipv4.tcp_fastopen",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_limit_output_bytes",
  "net.ipv4.tcp_max_syn_backlog",
  "net.ipv4.tcp_mem",
  "net.ipv4.tcp_min_tso_segs",
  "net.ipv4.tcp_moderate_rcvbuf",
  "net.ipv4.tcp_mtu_probing",
  "net.ipv4.tcp_no_metrics_save",
  "net.ipv4.tcp_notsent_lowat",
  "net.ipv4.tcp_pacing_ca_ratio",
  "net.ipv4.tcp_pacing_ss_ratio",
  "net.ipv4.tcp_pingpong_thresh",
  "net.ipv4.tcp_recovery",
  "net.ipv4.tcp_reordering",
  "net.ipv4.tcp_retries2",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_rto_min_us",
  "net.ipv4.tcp_sack",
  "net.ipv4.tcp_slow_start_after_idle",
  "net.ipv4.tcp_timestamps",
  "net.ipv4.tcp_tso_rtt_log",
  "net.ipv4.tcp_tso_win_divisor",
  "net.ipv4.tcp_tw_reuse",
  "net.ipv4.tcp_window_scaling",
  "net.ipv4.tcp_wmem",
  "net.ipv4.udp_mem",
  "net.ipv4.udp_rmem_min",
  "net.ipv4.udp_wmem_min",
] as const;

/**
 * One setting of the kernel.
 *
 * @param name Name as sysctl(8) uses it, such as `net.ipv4.tcp_rmem`.
 * @returns Its value as text, several numbers separated by one blank; `null`
 * where this kernel, this network namespace or this system has no such setting
 * or does not show it.
 */
export function readSysctl(name: string): string | null {
  const text = kernelText(`/proc/sys/${name.replaceAll(".", "/")}`);
  return text?.replaceAll(/\s+/g, " ") ?? null;
}

/**
 * All of {@linkcode TRANSPORT_SYSCTLS}.
 *
 * @returns Value by name, as {@linkcode readSysctl} gives it.
 */
export function transportSysctls(): Record<string, string | null> {
  return Object.fromEntries(
    TRANSPORT_SYSCTLS.map((name) => [name, readSysctl(name)]),
  );
}
