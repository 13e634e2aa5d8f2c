/**
 * The catalogue of metrics: every figure that a trial can report, with its unit
 * and its one meaning. The report's data dictionary is made from it, and a
 * trial that reports a name which is not here is refused.
 *
 * @module
 */

/** What a metric means. */
export interface MetricDefinition {
  /** Unit, in words: `seconds`, `bytes per second`, `count`, `ratio`. */
  unit: string;
  /** One sentence. */
  meaning: string;
  /** What more of it means, where it is a speed or a time; absent for anything else. */
  moreIs?: "faster" | "slower";
}

/** Every metric by name. The name ends in its unit unless it is a plain count. */
export const METRICS = {
  time_seconds: {
    unit: "seconds",
    meaning:
      "From before connect (UDP: the first request) to the last byte that arrived; with several clients, from the first client's start to the last one's end.",
    moreIs: "slower",
  },
  first_byte_seconds: {
    unit: "seconds",
    meaning: "From the same start to the first byte of the book.",
    moreIs: "slower",
  },
  throughput_bytes_per_second: {
    unit: "bytes per second",
    meaning:
      "Goodput: bytes of the book received, of all clients, divided by time_seconds.",
    moreIs: "faster",
  },
  asked_bytes: {
    unit: "bytes",
    meaning: "Bytes of the books that were asked for, of all clients.",
  },
  received_bytes: {
    unit: "bytes",
    meaning: "Bytes of the books that arrived and were kept.",
  },
  words_sent: {
    unit: "words",
    meaning: "Words, as `wc -w` counts them, in the bytes asked for.",
  },
  words_received: { unit: "words", meaning: "Words in the received files." },
  words_lost: { unit: "words", meaning: "words_sent less words_received." },
  writes: {
    unit: "count",
    meaning: "Write calls (UDP: data datagrams sent) at the server.",
  },
  reads: {
    unit: "count",
    meaning: "Read calls at the clients that returned data.",
  },
  bytes_per_read: {
    unit: "bytes",
    meaning: "received_bytes divided by reads.",
  },
  datagrams_sent: {
    unit: "count",
    meaning: "Data datagrams that the server handed to the kernel.",
  },
  datagrams_refused: {
    unit: "count",
    meaning: "Data datagrams that the kernel refused to send.",
  },
  datagrams_received: {
    unit: "count",
    meaning: "Distinct data datagrams that reached the clients.",
  },
  datagrams_lost: {
    unit: "count",
    meaning: "Data datagrams sent and never received.",
  },
  datagrams_duplicated: {
    unit: "count",
    meaning: "Copies beyond the first of a data datagram.",
  },
  datagrams_reordered: {
    unit: "count",
    meaning:
      "Data datagrams that arrived after a later one (RFC 4737, section 3.3).",
  },
  datagrams_truncated: {
    unit: "count",
    meaning:
      "Data datagrams cut short by the client's receive buffer; they count as received.",
  },
  bytes_sent: {
    unit: "bytes",
    meaning: "Bytes of the books in the datagrams sent.",
  },
  bytes_truncated: {
    unit: "bytes",
    meaning: "Bytes of the books cut off by a short receive buffer.",
  },
  bytes_lost: {
    unit: "bytes",
    meaning: "Bytes of the books in lost datagrams.",
  },
  datagrams_dropped_at_receiver: {
    unit: "count",
    meaning:
      "Lost data datagrams that the kernel dropped at the client's socket, because its receive buffer was full.",
  },
  bytes_dropped_at_receiver: {
    unit: "bytes",
    meaning: "Bytes of the books in them.",
  },
  datagrams_lost_on_the_way: {
    unit: "count",
    meaning:
      "Lost data datagrams that were not dropped at the client's socket; 0 on loopback.",
  },
  bytes_lost_on_the_way: {
    unit: "bytes",
    meaning: "Bytes of the books in them.",
  },
  drops_unexplained: {
    unit: "count",
    meaning:
      "Datagrams that the kernel dropped at the client's socket beyond everything that is missing; 0 where the account closes.",
  },
  loss_ratio: { unit: "ratio", meaning: "bytes_lost divided by bytes_sent." },
  pause_median_microseconds: {
    unit: "microseconds",
    meaning:
      "Median of the pauses that the server achieved after a transmission.",
    moreIs: "slower",
  },
  exchange_median_seconds: {
    unit: "seconds",
    meaning:
      "Median time of one request–response exchange (quantiles: Hyndman and Fan, type 7).",
    moreIs: "slower",
  },
  exchange_p90_seconds: {
    unit: "seconds",
    meaning: "90th percentile of the exchanges of the trial.",
    moreIs: "slower",
  },
  exchange_p99_seconds: {
    unit: "seconds",
    meaning: "99th percentile of the exchanges of the trial.",
    moreIs: "slower",
  },
  exchange_max_seconds: {
    unit: "seconds",
    meaning: "Slowest exchange of the trial.",
    moreIs: "slower",
  },
  exchanges_per_second: {
    unit: "per second",
    meaning: "Exchanges divided by the time they all took.",
    moreIs: "faster",
  },
  delayed_acks: {
    unit: "count",
    meaning:
      "Delayed-ACK timers that fired during the trial in this network namespace (TcpExt DelayedACKs).",
  },
  pure_acks: {
    unit: "count",
    meaning:
      "Segments that carried nothing but an acknowledgement, received during the trial in this network namespace (TcpExt TCPPureAcks).",
  },
  auto_corked_writes: {
    unit: "count",
    meaning:
      "Writes that the kernel held back while data waited in a queue, during the trial in this network namespace (TcpExt TCPAutoCorking).",
  },
  segments_out: {
    unit: "count",
    meaning:
      "TCP segments sent during the trial in this network namespace, retransmissions not counted (Tcp OutSegs); offloading counts a large one as several.",
  },
  retransmitted_segments: {
    unit: "count",
    meaning:
      "TCP segments sent again during the trial in this network namespace (Tcp RetransSegs).",
  },
  udp_receive_buffer_errors: {
    unit: "count",
    meaning:
      "Datagrams that found a full receive buffer, during the trial in this network namespace (Udp RcvbufErrors).",
  },
  udp_in_errors: {
    unit: "count",
    meaning:
      "Datagrams that arrived and could not be delivered, whatever the reason, during the trial in this network namespace (Udp InErrors).",
  },
  udp_no_ports: {
    unit: "count",
    meaning:
      "Datagrams that arrived for a port where nobody was, during the trial in this network namespace (Udp NoPorts).",
  },
  server_segments_out: {
    unit: "count",
    meaning:
      "Segments that the servers' ends of the TCP connections sent, with and without data (TCP_INFO tcpi_segs_out).",
  },
  server_data_segments_out: {
    unit: "count",
    meaning:
      "Of these, segments with data, retransmissions included (TCP_INFO tcpi_data_segs_out); on loopback one can carry 64 KiB.",
  },
  client_segments_out: {
    unit: "count",
    meaning:
      "Segments that the clients' ends sent, with and without data: mostly acknowledgements (TCP_INFO tcpi_segs_out at the last byte).",
  },
  client_data_segments_out: {
    unit: "count",
    meaning:
      "Of these, segments with data (TCP_INFO tcpi_data_segs_out at the last byte).",
  },
  server_retransmitted_segments: {
    unit: "count",
    meaning:
      "Segments that the servers' ends sent again (TCP_INFO tcpi_total_retrans).",
  },
  server_rtt_microseconds: {
    unit: "microseconds",
    meaning:
      "Smoothed round-trip time at the server's end, after the transfer (TCP_INFO tcpi_rtt); of several connections the median.",
  },
  server_min_rtt_microseconds: {
    unit: "microseconds",
    meaning:
      "Smallest round-trip time at the server's end (TCP_INFO tcpi_min_rtt); of several connections the median.",
  },
  server_congestion_window_segments: {
    unit: "count",
    meaning:
      "Congestion window at the server's end, after the transfer (TCP_INFO tcpi_snd_cwnd); of several connections the median.",
  },
  server_delivery_rate_bytes_per_second: {
    unit: "bytes per second",
    meaning:
      "Rate at which data last reached the client, as the server's end estimates it (TCP_INFO tcpi_delivery_rate); of several connections the median.",
    moreIs: "faster",
  },
  server_busy_seconds: {
    unit: "seconds",
    meaning:
      "Time in which the server's end had data to send or to be acknowledged (TCP_INFO tcpi_busy_time, in ticks of the kernel); of several connections the median.",
  },
  server_receive_window_limited_seconds: {
    unit: "seconds",
    meaning:
      "Of it, waiting because of the client's receive window (TCP_INFO tcpi_rwnd_limited).",
  },
  server_send_buffer_limited_seconds: {
    unit: "seconds",
    meaning:
      "Of it, waiting because of the server's send buffer (TCP_INFO tcpi_sndbuf_limited).",
  },
  jain_fairness: {
    unit: "ratio",
    meaning:
      "Jain's fairness index of the clients' throughputs: 1 is equal shares, 1/n is one client with everything.",
  },
  client_throughput_min_bytes_per_second: {
    unit: "bytes per second",
    meaning: "Throughput of the slowest client.",
    moreIs: "faster",
  },
  client_throughput_max_bytes_per_second: {
    unit: "bytes per second",
    meaning: "Throughput of the fastest client.",
    moreIs: "faster",
  },
  failure_seconds: {
    unit: "seconds",
    meaning: "From the client's start to its error.",
    moreIs: "slower",
  },
  server_start_to_first_byte_seconds: {
    unit: "seconds",
    meaning:
      "From the server's start to the first byte of the book at the client.",
    moreIs: "slower",
  },
  requests: { unit: "count", meaning: "Requests that the client sent." },
  tcp_throughput_bytes_per_second: {
    unit: "bytes per second",
    meaning:
      "Goodput of the TCP client of a trial that has a client of each transport or of one.",
    moreIs: "faster",
  },
  udp_throughput_bytes_per_second: {
    unit: "bytes per second",
    meaning:
      "Goodput of the UDP client of a trial that has a client of each transport or of one.",
    moreIs: "faster",
  },
  port_step_median: {
    unit: "count",
    meaning:
      "Median absolute difference between the client ports of successive connections.",
  },
  port_even_ratio: { unit: "ratio", meaning: "Share of even client ports." },
  link_packets_to_client: {
    unit: "count",
    meaning: "IP packets that the server handed to an emulated link.",
  },
  link_packets_to_server: {
    unit: "count",
    meaning: "IP packets that the client handed to an emulated link.",
  },
  link_packets_dropped: {
    unit: "count",
    meaning:
      "IP packets that an emulated link dropped, for whatever cause, of both directions, and those that a sender's device dropped before the link saw them.",
  },
  link_queue_drops: {
    unit: "count",
    meaning:
      "IP packets among them that found no room in front of the bottleneck.",
  },
  link_queue_mean_seconds: {
    unit: "seconds",
    meaning:
      "Mean time that the server's packets waited for the bottleneck of an emulated link.",
    moreIs: "slower",
  },
  link_queue_max_seconds: {
    unit: "seconds",
    meaning: "Longest such time.",
    moreIs: "slower",
  },
  link_added_delay_median_seconds: {
    unit: "seconds",
    meaning:
      "Median time by which an emulated link handed packets over later than it was asked to: beyond delay, sending and queue, both directions.",
    moreIs: "slower",
  },
  link_added_delay_p99_seconds: {
    unit: "seconds",
    meaning: "99th percentile of that time.",
    moreIs: "slower",
  },
  link_loss_burst_mean_packets: {
    unit: "count",
    meaning:
      "Mean number of data datagrams that an emulated link lost one after the other.",
  },
  ping_round_trip_min_seconds: {
    unit: "seconds",
    meaning: "Shortest round-trip time of ICMP echo requests, as ping has it.",
    moreIs: "slower",
  },
  ping_round_trip_mean_seconds: {
    unit: "seconds",
    meaning: "Mean round-trip time of ICMP echo requests, as ping has it.",
    moreIs: "slower",
  },
  ping_lost: {
    unit: "count",
    meaning: "ICMP echo requests without a reply, as ping counts them.",
  },
  ping_duplicated: {
    unit: "count",
    meaning:
      "Replies beyond the first to an ICMP echo request, likewise; not to the last request, with whose reply ping ends.",
  },
  ping_reordered: {
    unit: "count",
    meaning:
      "First replies in ping's output that came after the reply to a later request (RFC 4737, section 3.3).",
  },
  iperf3_link_throughput_bytes_per_second: {
    unit: "bytes per second",
    meaning:
      "What iperf3 reports as received over an emulated link, TCP from the server's host to the client's.",
    moreIs: "faster",
  },
  shared_jain_fairness: {
    unit: "ratio",
    meaning:
      "Jain's fairness index of the bytes that each client had received when the first of them had all of its own: 1 is equal shares, 1/n is one client with everything.",
  },
  shared_first_client_ratio: {
    unit: "ratio",
    meaning:
      "Share of those bytes that were the first client's; with two clients 0.5 is its equal share.",
  },
  trace_data_segments: {
    unit: "count",
    meaning:
      "TCP segments with data from the server that an emulated link has recorded, those sent again included.",
  },
  trace_retransmissions: {
    unit: "count",
    meaning:
      "Segments among all recorded ones, of both directions, that were sent again.",
  },
  trace_pure_acks: {
    unit: "count",
    meaning:
      "Recorded segments from the client that only acknowledge, from the first data to the last.",
  },
  trace_small_in_flight: {
    unit: "count",
    meaning:
      "Most recorded segments below the full size, without a FIN, that the server had unacknowledged at once.",
  },
  iperf3_throughput_bytes_per_second: {
    unit: "bytes per second",
    meaning:
      "What iperf3 reports as received over loopback, as an independent yardstick.",
    moreIs: "faster",
  },
} as const satisfies Record<string, MetricDefinition>;

/** Name of a metric. */
export type MetricName = keyof typeof METRICS;

/**
 * What is said of a metric.
 *
 * @param name Its name.
 * @returns Unit, meaning, and what more of it means.
 */
export function metricDefinition(name: MetricName): MetricDefinition {
  return METRICS[name];
}

/** What one trial measured. */
export type Metrics = Partial<Record<MetricName, number>>;
