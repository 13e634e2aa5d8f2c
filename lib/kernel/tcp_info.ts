/**
 * What the kernel knows about one TCP connection: the `struct tcp_info` that
 * getsockopt(2) gives for TCP_INFO (tcp(7)).
 *
 * The structure is that of the kernel's include/uapi/linux/tcp.h, and what its
 * fields hold is decided in net/ipv4/tcp.c, `tcp_get_info`. It has grown at its
 * end only, so the number of bytes that the kernel returns tells which fields it
 * has: 104 in Linux 2.6, 192 in 4.10, 232 in 5.4, 248 in 6.7. What comes after
 * byte 248, counts of Accurate ECN, is not read: it stands at other places in
 * Linux 6.18 than in later kernels. Nor are two fields that the kernel leaves at
 * 0, `tcpi_fackets` and `tcpi_last_ack_sent`.
 *
 * @module
 */

import { errnoName, errnoText } from "./errno_names.ts";
import { errno, libc, libcMissing } from "./libc.ts";

/**
 * States of a connection in the order of their numbers, which begin with 1
 * (kernel include/net/tcp_states.h). RFC 9293 has those with no `NEW` in them.
 */
export const TCP_STATES = [
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECV",
  "FIN_WAIT1",
  "FIN_WAIT2",
  "TIME_WAIT",
  "CLOSE",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "CLOSING",
  "NEW_SYN_RECV",
] as const;

/** Values of `enum tcp_ca_state` in the order of their numbers, from 0. */
export const CONGESTION_AVOIDANCE_STATES = [
  "Open",
  "Disorder",
  "CWR",
  "Recovery",
  "Loss",
] as const;

/**
 * Everything that is known about a connection, under names that go into records
 * as they are. A field that this kernel does not have is absent, never 0. A 0 is
 * the kernel's: nothing of the kind, or not measured yet.
 *
 * Of a listening socket most is 0, and two fields mean something else: see
 * `unacked_segments` and `sacked_segments`.
 */
export interface TcpInfo {
  /** State such as `ESTABLISHED`; absent if it is none of those known here. */
  state?: typeof TCP_STATES[number];
  /**
   * What the sender makes of the last acknowledgements: `Open` all well,
   * `Disorder` something out of order, `CWR` a window reduced after a mark of
   * congestion, `Recovery` fast retransmission, `Loss` after a timeout.
   */
  congestion_avoidance_state?: typeof CONGESTION_AVOIDANCE_STATES[number];
  /** Whether both sides put timestamps on their segments (RFC 7323). */
  timestamps?: boolean;
  /** Whether both sides can acknowledge selectively (RFC 2018). */
  sack?: boolean;
  /** Whether both sides scale their windows (RFC 7323). */
  window_scaling?: boolean;
  /** Whether explicit congestion notification was negotiated (RFC 3168). */
  ecn?: boolean;
  /** Whether a packet that can carry a mark of congestion has arrived. */
  ecn_seen?: boolean;
  /** Bits by which windows that arrive are shifted, 0 to 14. */
  send_window_scale?: number;
  /** Bits by which windows that leave are shifted, 0 to 14. */
  receive_window_scale?: number;
  /** Timeouts in a row since the last acknowledgement of new data. */
  retransmits?: number;
  /** Window probes and keep-alive probes that wait for an answer. */
  probes?: number;
  /** How many times the timeout was doubled. */
  backoff?: number;
  /** Timeout for retransmission now. */
  rto_microseconds?: number;
  /** How long an acknowledgement would be delayed now, an estimate. */
  ato_microseconds?: number;
  /** Largest payload of a segment that is sent now, without options. */
  send_mss_bytes?: number;
  /** Largest payload that the other side is believed to send, a guess from what arrived. */
  receive_mss_bytes?: number;
  /** Segments sent and not yet acknowledged. LISTEN: connections waiting for accept(2). */
  unacked_segments?: number;
  /** Of these, acknowledged selectively. LISTEN: room for waiting connections. */
  sacked_segments?: number;
  /** Of these, believed to be lost. */
  lost_segments?: number;
  /** Of these, sent again. */
  retransmitted_segments?: number;
  /** Time since data was last sent. */
  since_data_sent_milliseconds?: number;
  /** Time since data last arrived. */
  since_data_received_milliseconds?: number;
  /** Time since an acknowledgement last arrived. */
  since_ack_received_milliseconds?: number;
  /** MTU of the path, as far as it is known. */
  path_mtu_bytes?: number;
  /** Receive window that this side lets itself grow to at present. */
  receive_slow_start_threshold_bytes?: number;
  /** Smoothed round-trip time (RFC 6298). */
  rtt_microseconds?: number;
  /** Mean deviation of the round-trip time (RFC 6298). */
  rtt_variance_microseconds?: number;
  /** Where slow start ends (RFC 5681); absent while nothing has set it. */
  slow_start_threshold_segments?: number;
  /** Congestion window (RFC 5681). */
  congestion_window_segments?: number;
  /** Largest payload that this side has told the other to send. */
  advertised_mss_bytes?: number;
  /** By how many places a segment may be late before it counts as lost. */
  reordering_segments?: number;
  /** Round-trip time as the receiver of data estimates it. */
  receive_rtt_microseconds?: number;
  /** What the program has read in one round trip; sizes the receive buffer. */
  receive_space_bytes?: number;
  /** Segments sent again in the whole life of the connection. */
  total_retransmitted_segments?: number;
  /** Rate at which segments are let out; absent where it is unlimited. Since Linux 3.15. */
  pacing_rate_bytes_per_second?: number;
  /** Limit of that rate (SO_MAX_PACING_RATE); absent where there is none. Since 3.15. */
  max_pacing_rate_bytes_per_second?: number;
  /**
   * Sequence numbers that were acknowledged: bytes, 1 for the SYN of the side
   * that connected, and 1 for FIN. Since 4.1.
   */
  bytes_acked?: number;
  /** Sequence numbers received in order: bytes, and 1 for FIN. Since 4.1. */
  bytes_received?: number;
  /** Segments handed down to be sent, with and without data. Since 4.2. */
  segments_out?: number;
  /** Segments received, with and without data. Since 4.2. */
  segments_in?: number;
  /** Bytes that were written and never sent yet. Since 4.6. */
  not_sent_bytes?: number;
  /** Smallest round-trip time of late; absent until there is one. Since 4.6. */
  min_rtt_microseconds?: number;
  /** Segments with data received. Since 4.6. */
  data_segments_in?: number;
  /** Segments with data handed down to be sent, as `bytes_sent`. Since 4.6. */
  data_segments_out?: number;
  /** Rate at which data last reached the other side; 0 until measured. Since 4.9. */
  delivery_rate_bytes_per_second?: number;
  /** Whether that rate was so low because the program wrote no more. Since 4.9. */
  delivery_rate_app_limited?: boolean;
  /** Time with data to send or to be acknowledged, in ticks of the kernel. Since 4.10. */
  busy_microseconds?: number;
  /** Of it, waiting because of the other side's receive window. Since 4.10. */
  receive_window_limited_microseconds?: number;
  /** Of it, waiting because of this side's send buffer. Since 4.10. */
  send_buffer_limited_microseconds?: number;
  /** Segments with data that have reached the other side. Since 4.18. */
  delivered_segments?: number;
  /** Of these, those whose arrival was reported with a mark of congestion. Since 4.18. */
  delivered_marked_segments?: number;
  /**
   * Bytes of data handed down to be sent, those of a retransmission again, and
   * again those that a queue of this machine refused. Since 4.19.
   */
  bytes_sent?: number;
  /** Bytes of data sent again. Since 4.19. */
  bytes_retransmitted?: number;
  /** Reports that something arrived twice (RFC 2883). Since 4.19. */
  dsack_duplicates?: number;
  /** How often reordering was noticed. Since 4.19. */
  reordering_seen?: number;
  /** Segments that arrived out of order. Since 5.4. */
  out_of_order_segments_in?: number;
  /** The other side's receive window, scaled. Since 5.4. */
  send_window_bytes?: number;
  /** This side's receive window, scaled. Since 6.2. */
  receive_window_bytes?: number;
  /** How often another path was tried by another flow hash. Since 6.2. */
  rehashes?: number;
  /** Timeouts for retransmission, also of SYN. Since 6.7. */
  timeouts?: number;
  /** Recoveries that such timeouts began. Since 6.7. */
  timeout_recoveries?: number;
  /** Time spent in them. Since 6.7. */
  timeout_recovery_milliseconds?: number;
}

/** Names of the fields that are numbers in a place of their own, and of no other. */
type NumberField = Exclude<
  {
    [Name in keyof TcpInfo]-?: TcpInfo[Name] extends number | undefined ? Name
      : never;
  }[keyof TcpInfo],
  "send_window_scale" | "receive_window_scale"
>;

/** Where each number stands: its first byte and how many it has. */
const NUMBERS: Record<NumberField, readonly [offset: number, bytes: number]> = {
  retransmits: [2, 1],
  probes: [3, 1],
  backoff: [4, 1],
  rto_microseconds: [8, 4],
  ato_microseconds: [12, 4],
  send_mss_bytes: [16, 4],
  receive_mss_bytes: [20, 4],
  unacked_segments: [24, 4],
  sacked_segments: [28, 4],
  lost_segments: [32, 4],
  retransmitted_segments: [36, 4],
  since_data_sent_milliseconds: [44, 4],
  since_data_received_milliseconds: [52, 4],
  since_ack_received_milliseconds: [56, 4],
  path_mtu_bytes: [60, 4],
  receive_slow_start_threshold_bytes: [64, 4],
  rtt_microseconds: [68, 4],
  rtt_variance_microseconds: [72, 4],
  slow_start_threshold_segments: [76, 4],
  congestion_window_segments: [80, 4],
  advertised_mss_bytes: [84, 4],
  reordering_segments: [88, 4],
  receive_rtt_microseconds: [92, 4],
  receive_space_bytes: [96, 4],
  total_retransmitted_segments: [100, 4],
  pacing_rate_bytes_per_second: [104, 8],
  max_pacing_rate_bytes_per_second: [112, 8],
  bytes_acked: [120, 8],
  bytes_received: [128, 8],
  segments_out: [136, 4],
  segments_in: [140, 4],
  not_sent_bytes: [144, 4],
  min_rtt_microseconds: [148, 4],
  data_segments_in: [152, 4],
  data_segments_out: [156, 4],
  delivery_rate_bytes_per_second: [160, 8],
  busy_microseconds: [168, 8],
  receive_window_limited_microseconds: [176, 8],
  send_buffer_limited_microseconds: [184, 8],
  delivered_segments: [192, 4],
  delivered_marked_segments: [196, 4],
  bytes_sent: [200, 8],
  bytes_retransmitted: [208, 8],
  dsack_duplicates: [216, 4],
  reordering_seen: [220, 4],
  out_of_order_segments_in: [224, 4],
  send_window_bytes: [228, 4],
  receive_window_bytes: [232, 4],
  rehashes: [236, 4],
  timeouts: [240, 2],
  timeout_recoveries: [242, 2],
  timeout_recovery_milliseconds: [244, 4],
};

/** Numbers by which the kernel says that there is no value. */
const NO_VALUE: { readonly [Name in NumberField]?: number } = {
  // TCP_INFINITE_SSTHRESH of net/tcp.h
  slow_start_threshold_segments: 0x7fff_ffff,
  min_rtt_microseconds: 0xffff_ffff,
  // All 64 bits set; as a JavaScript number that is 2^64.
  pacing_rate_bytes_per_second: 2 ** 64,
  max_pacing_rate_bytes_per_second: 2 ** 64,
};

/** The bits of `tcpi_options` (TCPI_OPT_TIMESTAMPS and so on). */
const OPTIONS = {
  timestamps: 1,
  sack: 2,
  window_scaling: 4,
  ecn: 8,
  ecn_seen: 16,
} as const;

/** Reads a little-endian number without a sign. */
function readNumber(view: DataView, offset: number, bytes: number): number {
  if (bytes === 1) return view.getUint8(offset);
  if (bytes === 2) return view.getUint16(offset, true);
  if (bytes === 4) return view.getUint32(offset, true);
  return Number(view.getBigUint64(offset, true));
}

/** What stands in the first bytes besides numbers. Each is one byte long. */
function readFirstBytes(view: DataView): TcpInfo {
  const byte = (offset: number) =>
    offset < view.byteLength ? view.getUint8(offset) : undefined;
  const info: TcpInfo = {};
  const state = TCP_STATES[(byte(0) ?? NaN) - 1];
  if (state !== undefined) info.state = state;
  const avoidance = CONGESTION_AVOIDANCE_STATES[byte(1) ?? NaN];
  if (avoidance !== undefined) info.congestion_avoidance_state = avoidance;
  const options = byte(5);
  if (options !== undefined) {
    for (const [name, bit] of Object.entries(OPTIONS)) {
      info[name as keyof typeof OPTIONS] = (options & bit) !== 0;
    }
  }
  const scales = byte(6);
  if (scales !== undefined) {
    // Two bit fields; on a little-endian machine the first has the low bits.
    info.send_window_scale = scales & 0b1111;
    info.receive_window_scale = scales >> 4;
  }
  return info;
}

/**
 * Reads a `struct tcp_info` of a little-endian machine, which x86-64 and AArch64
 * are.
 *
 * @param bytes As many bytes as the kernel returned, whatever its version.
 * @returns The fields that are whole within these bytes; of 64-bit fields, exact
 * values up to 2^53.
 */
export function parseTcpInfo(bytes: Uint8Array): TcpInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const info = readFirstBytes(view);
  for (const [key, [offset, length]] of Object.entries(NUMBERS)) {
    if (offset + length > bytes.byteLength) continue;
    const name = key as NumberField;
    const value = readNumber(view, offset, length);
    if (value !== NO_VALUE[name]) info[name] = value;
  }
  if (info.delivery_rate_bytes_per_second !== undefined) {
    // Kernels without the rate have an unused byte here.
    info.delivery_rate_app_limited = (view.getUint8(7) & 1) !== 0;
  }
  return info;
}

/** `IPPROTO_TCP` of netinet/in.h, the level of TCP's options. */
const IPPROTO_TCP = 6;
/** linux/tcp.h */
const TCP_INFO = 11;
/** More than any kernel returns so far (280 in Linux 6.18). */
const BUFFER_BYTES = 512;

/**
 * What the kernel knows about a connection of this process, now. Takes less
 * than 0.1 ms. Ask before the descriptor is closed: nobody can afterwards.
 *
 * @param descriptor Descriptor of a TCP socket.
 * @returns What this kernel tells.
 * @throws {Error} When there is no C library to ask with, or the kernel refuses.
 */
export function tcpInfo(descriptor: number): TcpInfo {
  const calls = libc();
  if (calls === undefined) {
    throw new Error(`Cannot read TCP_INFO: ${libcMissing()}`);
  }
  const bytes = new Uint8Array(BUFFER_BYTES);
  const length = new Uint32Array([BUFFER_BYTES]);
  if (
    calls.getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, bytes, length) !== 0
  ) {
    const number = errno(calls);
    throw new Error(
      `Cannot read TCP_INFO of descriptor ${descriptor}: getsockopt() failed ` +
        `with ${errnoName(number)} (${errnoText(number)}). The descriptor ` +
        "must be that of a TCP socket which this process has open.",
    );
  }
  return parseTcpInfo(bytes.subarray(0, length[0]));
}
