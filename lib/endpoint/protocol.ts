/**
 * What a lab can ask of its endpoints. How they say it to each other is in
 * {@link ../process/call_protocol.ts}.
 *
 * @module
 */

import type { ResourceUsage } from "../kernel/resource_usage.ts";
import type { Failure } from "../process/call_protocol.ts";
import type { SocketAddress, TcpInfo, TcpOptions } from "../socket/engine.ts";
import type { ProgressMark } from "../transfer/progress_marks.ts";
import type { Served } from "../transfer/served.ts";
import type { TcpInfoSample } from "../transfer/tcp_info_samples.ts";

/** Version of this protocol. Raise it with any change; the two sides must agree. */
export const PROTOCOL_VERSION = 3;

/** A book as a server is told about it. */
export interface BookToServe {
  /** Name in the corpus. */
  name: string;
  /** The file. */
  path: string;
  /** The whole file, or the prefix that is to be served. */
  bytes: number;
}

/** What both sides can be given: how to do socket I/O, and how to set the socket. */
export interface SideOptions extends TcpOptions {
  /** Name of the engine: `deno` or `libc`. */
  engine: string;
  /** TCP: how often the kernel is asked about a connection, in milliseconds; 0 for never. */
  sampleTcpInfoMs: number;
  /** UDP: datagrams that cross into the kernel in one call, at least 1. */
  datagramsPerCall: number;
}

/** Starts a server. */
export interface ServeParameters extends SideOptions {
  /** The transport. */
  transport: "tcp" | "udp";
  /** Address to listen on. */
  hostname: string;
  /** 0 lets the kernel choose. */
  port: number;
  /** The books, by index. */
  books: BookToServe[];
  /** Pause after every transmission, in microseconds; 0 for none. */
  pauseMicroseconds: number;
  /** UDP: bytes of the book sent per second, spread evenly; 0 for as fast as it goes. */
  rateBytesPerSecond: number;
  /** How long a client may stand still, in milliseconds. */
  timeoutMs: number;
}

/** Downloads one book. */
export interface DownloadParameters extends SideOptions {
  /** The transport. */
  transport: "tcp" | "udp";
  /** Address of the server. */
  server: SocketAddress;
  /** Number of the book, from 0. */
  index: number;
  /** Bytes of one write, or of the book in one datagram. */
  bufferBytes: number;
  /** Differs from `bufferBytes` only over UDP. */
  receiveBufferBytes: number;
  /** How long the other side may be silent, in milliseconds. */
  timeoutMs: number;
  /** UDP: how often an unanswered request is repeated; 0 sends it once. */
  repeatMs: number;
  /** UDP: connect the socket, so that a server that is not there refuses (engine libc). */
  connected: boolean;
  /**
   * UDP: address of the client's host. Without it a client off loopback is bound to any
   * address, and cannot tell which one its datagrams left from.
   */
  localAddress?: string;
  /**
   * TCP: connect, then ask at this moment of the clock that all processes share, in
   * milliseconds; the time is taken from then. Absent: ask at once.
   */
  askAtMs?: number;
  /** Bytes to have ready in memory before the time is taken. */
  expectedBytes: number;
  /** File for a book that is too large for memory. */
  spillPath: string;
  /** Where to write the received book, if anywhere, after the time was taken. */
  saveAs?: string;
}

/** What a download reports. */
export interface DownloadReport {
  /** Name as announced, decoded. */
  book: string;
  /** Bytes that the server announced. */
  announcedBytes: number;
  /** SHA-256 that the server announced, in hex. */
  announcedSha256: string;
  /** Bytes that arrived and were kept. */
  receivedBytes: number;
  /** SHA-256 of what arrived, in hex. */
  receivedSha256: string;
  /** Words of what arrived, as `wc -w` counts. */
  receivedWords: number;
  /** The start, in milliseconds of the clock that all processes of a machine share. */
  startedAtMs: number;
  /** From the start to the last byte, in seconds. */
  seconds: number;
  /** From the start to the first byte of the book, in seconds. */
  firstByteSeconds: number;
  /** Receive calls that returned bytes of the book. */
  reads: number;
  /** How far it was at which time: seconds since the start, bytes of the book. */
  progress: ProgressMark[];
  /** The client's end. */
  local: SocketAddress;
  /** The server's end. */
  remote: SocketAddress;
  /** Whether the bytes went to disk while the time was taken. */
  storedOnDisk: boolean;
  /** TCP: from before connect until the connection was there, in seconds. */
  connectSeconds?: number;
  /** TCP: the kernel's account at the last byte; absent where it has none. */
  tcpInfo?: TcpInfo;
  /** TCP: the same meanwhile, where it was asked for. */
  tcpInfoSamples?: TcpInfoSample[];
  /** UDP only. */
  udp?: UdpReport;
}

/** The account of a UDP download, both halves. */
export interface UdpReport {
  /** Pieces that the book was cut into. */
  pieces: number;
  /** Distinct pieces that came. */
  received: number;
  /** Pieces that never came. */
  missing: number;
  /** Bytes of the book in them. */
  missingBytes: number;
  /** Copies beyond the first of a piece. */
  duplicated: number;
  /** Pieces that came after a later one. */
  reordered: number;
  /** Pieces cut short by the receive buffer. */
  truncated: number;
  /** Bytes cut off. */
  truncatedBytes: number;
  /** Datagrams of strangers or of other transfers, discarded. */
  foreign: number;
  /** GET requests sent. */
  requests: number;
  /** Bytes that the kernel says it has cut off datagrams (MSG_TRUNC); absent where unknown. */
  cutBytes?: number;
  /** Datagrams that the kernel dropped at the client's socket; absent where unknown. */
  drops?: number;
  /** End markers received. */
  endMarkersReceived: number;
  /** The server's half: end markers sent. */
  endMarkersSent: number;
  /** Data datagrams sent. */
  sent: number;
  /** Bytes of the book that the server sent. */
  sentBytes: number;
  /** Datagrams that the kernel refused to send. */
  refused: number;
  /** Ranges of the book that are missing. */
  missingRanges: [number, number][];
}

/** Does request–response exchanges. */
export interface ExchangeParameters
  extends Omit<SideOptions, "datagramsPerCall" | "sampleTcpInfoMs"> {
  /** Address of the server. */
  server: SocketAddress;
  /** Exchanges, one after the other. */
  count: number;
  /** Each request is this many bytes twice. */
  writeBytes: number;
  /** Bytes of each response. */
  responseBytes: number;
  /** How long the other side may be silent, in milliseconds. */
  timeoutMs: number;
}

/** What the exchanges report. */
export interface ExchangeReport {
  /** Time of each exchange in order, in seconds. */
  seconds: number[];
  /** Bytes that arrived and were kept. */
  receivedBytes: number;
  /** Whether every response was the one its request asked for. */
  echoed: boolean;
  /** The client's end. */
  local: SocketAddress;
  /** The server's end. */
  remote: SocketAddress;
  /** The kernel's account after the last response; absent where it has none. */
  tcpInfo?: TcpInfo;
}

/** Every command with its parameters and its result. */
export interface Commands {
  /** Starts a server. */
  serve: {
    parameters: ServeParameters;
    result: { server: number; address: SocketAddress };
  };
  /** Stops a server that `serve` has started; tells what it served. */
  stop: { parameters: { server: number }; result: { served: Served[] } };
  /** Downloads one book. */
  download: { parameters: DownloadParameters; result: DownloadReport };
  /** Does request–response exchanges. */
  exchange: { parameters: ExchangeParameters; result: ExchangeReport };
  /** Tells what the process has used. */
  usage: { parameters: Record<string, never>; result: ResourceUsage };
  /** Tries to send one datagram of this payload to itself; `code` is empty where it went. */
  probeDatagram: {
    parameters: { engine: string; bytes: number };
    result: { code: string };
  };
}

/** Name of a command. */
export type CommandName = keyof Commands;

/** Parameters of a command. */
export type Parameters<Name extends CommandName> = Commands[Name]["parameters"];

/** Result of a command. */
export type Result<Name extends CommandName> = Commands[Name]["result"];

/** A failure of a command as it crosses the pipe. */
export interface EndpointFailure extends Failure {
  /** UDP: requests that were sent in vain. */
  requests?: number;
}
