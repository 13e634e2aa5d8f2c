/**
 * The record of one trial: what `trials.jsonl` holds, one JSON object a line.
 * Every later table and picture is made from these records alone, so a record
 * keeps the raw figures and the report does the arithmetic.
 *
 * Field names are snake_case with the unit at the end, because they become CSV
 * column names.
 *
 * @module
 */

import type { Counters } from "../kernel/counters.ts";
import type { NetworkNamespace } from "../kernel/network_namespace.ts";
import type { TcpInfo } from "../kernel/tcp_info.ts";
import type { LinkAccount } from "../link/account.ts";
import type { TcpInfoSample } from "../transfer/tcp_info_samples.ts";
import type { Metrics } from "./metric.ts";

/** Version of the record's form. Raise it when a field changes its meaning. */
export const RECORD_SCHEMA = 2;

/** One level of each factor, for example `{ transport: "tcp", bufferBytes: 32 }`. */
export type Factors = Record<string, string | number | boolean>;

/** One end of a socket pair, as the operating system reports it. */
export interface EndOfSocket {
  /** Process id of the endpoint that owns the socket. */
  pid: number;
  /** IPv4 or IPv6 address. */
  address: string;
  /** Port number, 1 to 65535. */
  port: number;
}

/**
 * The account of one UDP transfer. Datagrams: `sent = received + lost`, where
 * `received` counts each sequence number once; bytes of the book:
 * `sent_bytes = received_bytes + truncated_bytes + lost_bytes`.
 */
export interface Ledger {
  /** Data datagrams that the server handed to the kernel. */
  datagrams_sent: number;
  /** Datagrams that the kernel refused to send, such as with EMSGSIZE. */
  datagrams_refused: number;
  /** Distinct data datagrams that reached the client. */
  datagrams_received: number;
  /** Sent and never received. */
  datagrams_lost: number;
  /** Copies beyond the first of a sequence number. */
  datagrams_duplicated: number;
  /** Arrived after a later sequence number (RFC 4737, section 3.3: type P reordered). */
  datagrams_reordered: number;
  /** Cut short by the client's receive buffer; they count as received. */
  datagrams_truncated: number;
  /** Datagrams of another sender or another transfer, discarded. */
  datagrams_foreign: number;
  /** Bytes of the book in the datagrams sent, headers not counted. */
  bytes_sent: number;
  /** Bytes of the book that the client kept. */
  bytes_received: number;
  /** Bytes of the book cut off received datagrams by a short buffer. */
  bytes_truncated: number;
  /** Bytes of the book in lost datagrams. */
  bytes_lost: number;
  /** Bytes that the kernel says were cut off (MSG_TRUNC of recv(2)); absent where it does not. */
  bytes_truncated_by_kernel?: number;
  /** Where the lost ones went; absent where the kernel does not tell. */
  attribution?: LossAttribution;
}

/**
 * Where the lost datagrams of a transfer went, by the kernel's count of what it dropped
 * at the client's socket (SO_RXQ_OVFL, or the column `drops` of /proc/net/udp). That
 * count includes end markers, so those that are missing too are taken off it first.
 *
 * It includes datagrams with a wrong checksum, too, and a path can lose end markers by
 * itself: on a path that loses or damages, the split is an estimate, unless `link` is
 * there, which comes from every single packet. Then the split comes from it.
 */
export interface LossAttribution {
  /** The kernel's count: everything dropped at this socket, end markers included. */
  kernel_drops: number;
  /** End markers sent and never received. */
  end_markers_lost: number;
  /** Lost data datagrams that were dropped there: the receive buffer was full. */
  datagrams_dropped_at_receiver: number;
  /** Lost data datagrams that the kernel did not drop there. */
  datagrams_lost_on_the_way: number;
  /** Bytes of the book in the datagrams dropped at the receiver. */
  bytes_dropped_at_receiver: number;
  /** Bytes of the book in the datagrams lost on the way. */
  bytes_lost_on_the_way: number;
  /**
   * Drops of the kernel beyond everything that is missing. 0 where the account closes;
   * then, and where nothing was lost on the way, every missing byte is accounted for.
   */
  drops_unexplained: number;
  /** On a link that was recorded packet by packet: the lost data datagrams by cause. */
  link?: LinkLosses;
}

/** Lost data datagrams of a transfer on a link, each with the one cause that it has. */
export interface LinkLosses {
  /** A rule of the link has dropped it. */
  rule: number;
  /** The link's random loss. */
  loss: number;
  /** Its loss in bursts. */
  burst_loss: number;
  /** No room in front of its bottleneck. */
  queue_full: number;
  /** The client's host has not taken it from the link. */
  refused: number;
  /** A bit was turned over, so the client's kernel has found the checksum wrong. */
  corrupted: number;
  /** Handed over intact, but after the client had stopped waiting for it. */
  late: number;
  /** Handed over intact and in time: the client's receive buffer was full. */
  receive_buffer: number;
  /** None of these. */
  unexplained: number;
}

/** What the kernel says about one connection, at both ends. */
export interface ConnectionEvidence {
  /** TCP_INFO of the client's end at its last byte. */
  client?: TcpInfo;
  /** TCP_INFO of the server's end once the client had everything. */
  server?: TcpInfo;
  /** TCP_INFO of the client's end meanwhile, where it was asked for. */
  client_samples?: TcpInfoSample[];
  /** TCP_INFO of the server's end meanwhile, where it was asked for. */
  server_samples?: TcpInfoSample[];
}

/** One book on its way from the server to one client. */
export interface TransferRecord {
  /** `tcp` or `udp`. */
  transport: "tcp" | "udp";
  /** Name of the book in the corpus. */
  book: string;
  /** Bytes of the book that were asked for: all of it, or the condition's prefix. */
  asked_bytes: number;
  /** Bytes of the book that arrived and were kept. */
  received_bytes: number;
  /** SHA-256 of the bytes asked for, as the server announced it, in hex. */
  sha256_sent: string;
  /** SHA-256 of the bytes received, in hex. */
  sha256_received: string;
  /**
   * Whether what was received is the book's own bytes, without the missing ranges:
   * checked against the file, not against the server's word.
   */
  content_intact: boolean;
  /** Words in the bytes asked for, counted as `wc -w` counts. */
  words_sent: number;
  /** Words in the received file, put together in order without the missing parts. */
  words_received: number;
  /** `words_sent - words_received`; cut words can make it differ from the words really missing. */
  words_lost: number;
  /**
   * The client's start, in milliseconds since 1970, with fractions: on one machine the
   * clock of all processes, so that the clients of a trial can be laid side by side.
   */
  started_at_ms: number;
  /** From before connect (UDP: the first request) to the last byte that arrived, in seconds. */
  time_seconds: number;
  /** From the same start to the first byte of the book, in seconds. */
  first_byte_seconds: number;
  /** TCP only: from the same start until the connection was there, in seconds. */
  connect_seconds?: number;
  /** `received_bytes / time_seconds`: goodput. */
  throughput_bytes_per_second: number;
  /** Size of one write at the server (UDP: book bytes of one datagram), in bytes. */
  send_buffer_bytes: number;
  /** Size of the client's receive buffer (UDP: without the header), in bytes. */
  receive_buffer_bytes: number;
  /** Write calls at the server. */
  writes: number;
  /** Read calls at the client that returned data. */
  reads: number;
  /**
   * How far the client was at which time, at some twenty places of the book: seconds since
   * its start, and bytes up to there (UDP: also those that are missing before it).
   */
  progress?: (readonly [seconds: number, bytes: number])[];
  /** Median pause that the server achieved after a transmission, in microseconds; absent without a pause. */
  pause_median_microseconds?: number;
  /** The client's end, as the client reports it. */
  client: EndOfSocket;
  /** The server's end, as the client reports it. */
  server: EndOfSocket;
  /** The client's and the server's end as the server reports them; absent where the server could not. */
  server_view?: { client: EndOfSocket; server: EndOfSocket };
  /** TCP only, on Linux: what the kernel says about the connection. */
  tcp_info?: ConnectionEvidence;
  /** UDP only: where every datagram went. */
  ledger?: Ledger;
  /** UDP only: byte ranges of the book that are missing, `[from, to)`; at most 2,000 of them. */
  missing_ranges?: [number, number][];
  /** UDP only: number of missing ranges, also beyond the ones listed. */
  missing_ranges_count?: number;
  /** UDP only: requests that the client sent. */
  requests?: number;
}

/** What the machine did while the trial ran. */
export interface MachineDuring {
  /** One-minute load average at the end of the trial. */
  load_average_1: number;
  /** CPU time of the server process, user and system, in seconds. */
  server_cpu_seconds?: number;
  /** CPU time of all client processes, user and system, in seconds. */
  client_cpu_seconds?: number;
  /** How often threads of the server process waited (getrusage(2), ru_nvcsw). */
  server_voluntary_context_switches?: number;
  /** The same of all client processes. */
  client_voluntary_context_switches?: number;
  /** How often threads of the server process lost their core (ru_nivcsw). */
  server_involuntary_context_switches?: number;
  /** The same of all client processes. */
  client_involuntary_context_switches?: number;
  /** Peak resident set of the server process since it started, in bytes. */
  server_peak_memory_bytes?: number;
  /** The largest one of a client process. */
  client_peak_memory_bytes?: number;
  /** Time that the hypervisor gave to others (`steal` in /proc/stat), all cores, in seconds; Linux only. */
  steal_seconds?: number;
}

/** A successive client of the port-allocation claims: one row of `ports.csv`. */
export interface PortRow {
  /** The transport. */
  transport: "tcp" | "udp";
  /** Order of the connection within its trial, from 0. */
  sequence: number;
  /** Address of the client's end. */
  client_address: string;
  /** Port of the client's end. */
  client_port: number;
  /** Address of the server's end. */
  server_address: string;
  /** Port of the server's end. */
  server_port: number;
  /** Clients that were active at the same time. */
  clients: number;
  /** Book that was fetched; empty where none was. */
  book: string;
  /** Whether the server saw the same pair; absent where it could not tell. */
  pair_agrees?: boolean;
}

/** One trial: one line of `trials.jsonl`. */
export interface TrialRecord {
  /** {@linkcode RECORD_SCHEMA} of the program that wrote the record. */
  schema: number;
  /** Name of the experiment. */
  experiment: string;
  /** Position in the order in which the experiment's trials were run, from 0. */
  trial: number;
  /** Block number; 0 is the warm-up block. */
  block: number;
  /** True for the warm-up block, which is kept out of the analysis. */
  warm_up: boolean;
  /** Readable, stable key of the condition, for example `transport=tcp bufferBytes=32`. */
  condition: string;
  /**
   * Key of the condition that this one repeats, in every block once more (A/A): the two
   * are the same, so a difference between them is a false alarm. Absent for all others.
   */
  twin_of?: string;
  /** Level of each factor. */
  factors: Factors;
  /** When the trial started, ISO 8601 in UTC. */
  started_at: string;
  /** Wall time of the whole trial with its set-up, in seconds. */
  trial_seconds: number;
  /** Engine of both endpoints: `deno` or `libc`. */
  engine: string;
  /** On which cores: `shared` or `separate`; absent where the scheduler chose. */
  cores?: string;
  /**
   * Path between the hosts: `loopback`, `hosts` (those that the run was given), or what an
   * emulated link does, such as `delay=10ms rate=50mbit queue=64kB loss=0.5%`.
   */
  link: string;
  /** On an emulated link: where every packet went. */
  link_account?: LinkAccount;
  /**
   * Present, and false, where connections were still open on the link when the trial was
   * ended: what they say afterwards is in no account.
   */
  link_drained?: false;
  /** What was measured; names from the catalogue in `metric.ts`. */
  metrics: Metrics;
  /** One per client. */
  transfers: TransferRecord[];
  /** Request–response only: time of each exchange in order, in seconds. */
  exchange_seconds?: number[];
  /** Request–response only, on Linux: what the kernel says about the connection. */
  exchange_tcp_info?: ConnectionEvidence;
  /**
   * What the kernel counted during the trial (/proc/net/snmp, netstat, snmp6): every
   * counter that moved and some that did not, by names such as `TcpExt.DelayedACKs`.
   * Counters belong to a network namespace: see `network_namespace`. Linux only.
   */
  counters?: Counters;
  /** Namespace of the counters, and whether only this run's processes were in it. */
  network_namespace?: NetworkNamespace;
  /** Pairs of addresses and ports, for `ports.csv`. */
  ports?: PortRow[];
  /** Anything else that an experiment observed: error codes, what happened when. */
  observations?: Record<string, string | number | boolean>;
  /**
   * Where the trial was recorded packet by packet, if it was: the beginning of the names of
   * files, relative to the run's folder, such as `traces/nagle-12`.
   */
  trace?: string;
  /** What the machine did meanwhile. */
  machine: MachineDuring;
  /** Why the trial could not be completed. Such a record has no metrics and fails the test. */
  error?: string;
}
