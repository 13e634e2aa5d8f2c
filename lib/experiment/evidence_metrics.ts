/**
 * The metrics of a trial that come from the kernel's own account, and from that of the
 * link.
 *
 * @module
 */

import type { Counters } from "../kernel/counters.ts";
import type { TcpInfo } from "../kernel/tcp_info.ts";
import type { LinkAccount } from "../link/account.ts";
import { DIRECTIONS } from "../link/link_spec.ts";
import type { MetricName, Metrics } from "./metric.ts";
import { median } from "./metrics_of.ts";
import type { ConnectionEvidence } from "./record.ts";

/** Counters that are metrics, by the name of the metric. */
const COUNTER_METRICS = {
  delayed_acks: "TcpExt.DelayedACKs",
  pure_acks: "TcpExt.TCPPureAcks",
  auto_corked_writes: "TcpExt.TCPAutoCorking",
  segments_out: "Tcp.OutSegs",
  retransmitted_segments: "Tcp.RetransSegs",
  udp_receive_buffer_errors: "Udp.RcvbufErrors",
  udp_in_errors: "Udp.InErrors",
  udp_no_ports: "Udp.NoPorts",
} as const satisfies Partial<Record<MetricName, string>>;

/**
 * Metrics of what the kernel counted during a trial.
 *
 * @param counters What was counted; empty where nothing is known.
 * @returns Those that the kernel has.
 */
export function metricsOfCounters(counters: Counters): Metrics {
  return Object.fromEntries(
    Object.entries(COUNTER_METRICS).flatMap(([metric, counter]) => {
      const value = counters[counter];
      return value === undefined ? [] : [[metric, value]];
    }),
  );
}

/** Fields of TCP_INFO that are metrics: at which end, and as what. */
const CONNECTION_METRICS: readonly {
  metric: MetricName;
  end: "client" | "server";
  field: keyof TcpInfo;
  /** Of several connections; a time or a rate is that of the middle one. */
  of: "sum" | "median";
  perUnit?: number;
}[] = [
  {
    metric: "server_segments_out",
    end: "server",
    field: "segments_out",
    of: "sum",
  },
  {
    metric: "server_data_segments_out",
    end: "server",
    field: "data_segments_out",
    of: "sum",
  },
  {
    metric: "client_segments_out",
    end: "client",
    field: "segments_out",
    of: "sum",
  },
  {
    metric: "client_data_segments_out",
    end: "client",
    field: "data_segments_out",
    of: "sum",
  },
  {
    metric: "server_retransmitted_segments",
    end: "server",
    field: "total_retransmitted_segments",
    of: "sum",
  },
  {
    metric: "server_rtt_microseconds",
    end: "server",
    field: "rtt_microseconds",
    of: "median",
  },
  {
    metric: "server_min_rtt_microseconds",
    end: "server",
    field: "min_rtt_microseconds",
    of: "median",
  },
  {
    metric: "server_congestion_window_segments",
    end: "server",
    field: "congestion_window_segments",
    of: "median",
  },
  {
    metric: "server_delivery_rate_bytes_per_second",
    end: "server",
    field: "delivery_rate_bytes_per_second",
    of: "median",
  },
  {
    metric: "server_busy_seconds",
    end: "server",
    field: "busy_microseconds",
    of: "median",
    perUnit: 1e6,
  },
  {
    metric: "server_receive_window_limited_seconds",
    end: "server",
    field: "receive_window_limited_microseconds",
    of: "median",
    perUnit: 1e6,
  },
  {
    metric: "server_send_buffer_limited_seconds",
    end: "server",
    field: "send_buffer_limited_microseconds",
    of: "median",
    perUnit: 1e6,
  },
];

/**
 * Metrics of what the kernel says about the connections of a trial.
 *
 * @param connections One per TCP client.
 * @returns Those that the kernel knows of every connection.
 */
export function metricsOfConnections(
  connections: readonly ConnectionEvidence[],
): Metrics {
  const metrics: Metrics = {};
  if (connections.length === 0) return metrics;
  for (const { metric, end, field, of, perUnit = 1 } of CONNECTION_METRICS) {
    const values = connections.flatMap((one) => {
      const value = one[end]?.[field];
      return typeof value === "number" ? [value / perUnit] : [];
    });
    if (values.length < connections.length) continue;
    metrics[metric] = of === "sum"
      ? values.reduce((sum, value) => sum + value, 0)
      : median(values);
  }
  return metrics;
}

/**
 * Metrics of what became of the packets on an emulated link.
 *
 * @param account The account of the trial.
 * @returns All of them.
 */
export function metricsOfLink(account: LinkAccount): Metrics {
  const { server_to_client, client_to_server } = account;
  const drops = DIRECTIONS.map((direction) => account[direction].dropped);
  return {
    link_packets_to_client: server_to_client.taken,
    link_packets_to_server: client_to_server.taken,
    link_packets_dropped: [
      ...drops.flatMap((causes) => Object.values(causes)),
      ...DIRECTIONS.map((direction) => account[direction].device_dropped),
    ].reduce((sum, one) => sum + one, 0),
    link_queue_drops: drops.reduce((sum, causes) => sum + causes.queue_full, 0),
    link_queue_mean_seconds: server_to_client.queue_mean_ms / 1000,
    link_queue_max_seconds: server_to_client.queue_max_ms / 1000,
  };
}
