/**
 * How an endpoint does socket I/O. One interface, so that a transfer is written
 * once and measured with whichever engine is asked for.
 *
 * @module
 */

import type { SocketAddress } from "../kernel/descriptor.ts";
import type { TcpInfo } from "../kernel/tcp_info.ts";

export type { SocketAddress, TcpInfo };

/**
 * A result that is there at once, or later.
 *
 * An engine that makes system calls itself mostly has it at once, and a promise per call
 * would cost more than the call. Whoever reads in a loop writes
 * `let n = stream.read(into); if (n instanceof Promise) n = await n;`. Errors are always
 * rejections, never thrown from the call.
 */
export type Soon<Result> = Result | Promise<Result>;

/** Where a socket is bound. */
export interface BindOptions {
  /** Address of this machine, such as `127.0.0.1`, `::1` or `0.0.0.0`. */
  hostname: string;
  /** Port, 0 to 65535; 0 lets the kernel choose. */
  port: number;
}

/** Memory that the kernel keeps for one socket (socket(7)). Linux doubles what is asked for. */
export interface SocketMemory {
  /** SO_SNDBUF, in bytes; the kernel's own choice where absent. */
  socketSendBytes?: number;
  /** SO_RCVBUF, in bytes; the kernel's own choice where absent. */
  socketReceiveBytes?: number;
}

/** What a TCP connection is set to as soon as it is there (tcp(7)). */
export interface TcpOptions extends SocketMemory {
  /** Switch Nagle's algorithm off (TCP_NODELAY). */
  noDelay: boolean;
  /**
   * Acknowledge at once: TCP_QUICKACK, set again after every receive; `once` sets it when
   * the connection is there and never again. Linux only.
   */
  quickAck: boolean | "once";
  /** Send full segments only, for up to 200 ms (TCP_CORK). */
  cork?: boolean;
  /** Largest segment that is sent and announced, in bytes (TCP_MAXSEG). */
  maximumSegmentBytes?: number;
  /** Congestion control by name, such as `cubic` (TCP_CONGESTION). */
  congestionControl?: string;
}

/** A connected TCP socket. */
export interface TcpStream {
  /** This end. */
  readonly local: SocketAddress;
  /** The other end. */
  readonly remote: SocketAddress;
  /**
   * Receives at least one byte.
   *
   * @param into Filled from its start; its length is the receive buffer.
   * @returns Bytes received, or `null` at the end of the stream.
   */
  read(into: Uint8Array): Soon<number | null>;
  /**
   * Sends some of the bytes, as send(2) does.
   *
   * @param bytes What to send.
   * @returns How many the kernel took, at least one.
   */
  write(bytes: Uint8Array): Soon<number>;
  /** Sends FIN; the other direction stays open. */
  closeWrite(): Promise<void>;
  /**
   * The kernel's account of this connection (TCP_INFO).
   *
   * @returns The account; `undefined` once it is closed, and where the kernel has none.
   */
  info(): TcpInfo | undefined;
  /** Releases the socket. Pending calls fail. Closing twice does nothing. */
  close(): void;
}

/** A listening TCP socket. */
export interface TcpListener {
  /** Where it listens, with the port the kernel chose. */
  readonly local: SocketAddress;
  /**
   * Waits for a connection.
   *
   * @returns The connection, or `undefined` once the listener is closed.
   */
  accept(): Soon<TcpStream | undefined>;
  /** Stops listening; a waiting `accept` returns `undefined`. */
  close(): void;
}

/** One datagram that was received. */
export interface Received {
  /** Bytes put into the buffer; as many as fitted. */
  bytes: number;
  /** Bytes that did not fit, where the engine can tell (MSG_TRUNC); absent for none. */
  cutBytes?: number;
  /** Who sent it. */
  from: SocketAddress;
}

/** How a UDP socket is set. */
export interface UdpOptions extends SocketMemory {
  /**
   * Connects the socket to this peer: only its datagrams arrive, and its host's "port
   * unreachable" becomes the error ECONNREFUSED (udp(7)).
   */
  connectTo?: SocketAddress;
  /**
   * That one task alone uses the socket, and does nothing else while it receives: then a
   * receive may wait in the kernel instead of going round the event loop.
   */
  oneTask?: boolean;
}

/**
 * Room for several datagrams that cross into the kernel in one call. Of the same engine
 * as the socket that it is used with.
 */
export interface DatagramBatch {
  /** Datagrams that it has room for. */
  readonly slots: number;
  /**
   * The whole room of one datagram.
   *
   * @param slot From 0.
   */
  bytesOf(slot: number): Uint8Array;
  /**
   * Length of each datagram: what was received into its slot, or what is to be sent of it.
   * Zero is a length.
   */
  readonly lengths: Int32Array;
  /** Bytes of each received datagram that did not fit; absent where the engine cannot tell. */
  readonly cutBytes?: Int32Array;
  /**
   * Who sent a received datagram. The same object for the same address while it does not
   * change, so that comparing is cheap.
   *
   * @param slot From 0.
   */
  senderOf(slot: number): SocketAddress;
}

/** A bound UDP socket. */
export interface UdpSocket {
  /** Where it is bound, with the port the kernel chose. */
  readonly local: SocketAddress;
  /**
   * Waits for a datagram. A datagram longer than the buffer loses its tail.
   *
   * @param into Filled from its start.
   * @returns What came, or `undefined` once the socket is closed.
   */
  receive(into: Uint8Array): Soon<Received | undefined>;
  /**
   * Sends one datagram.
   *
   * @param bytes Its payload, at most 65,507 bytes over IPv4 (RFC 768, RFC 791).
   * @param to Its destination.
   * @throws {SocketError} With the code `EMSGSIZE` where it is too long.
   */
  send(bytes: Uint8Array, to: SocketAddress): Promise<void>;
  /**
   * Makes room for several datagrams.
   *
   * @param slots How many, at least 1.
   * @param slotBytes Room for each, 1 to 65,535.
   */
  newBatch(slots: number, slotBytes: number): DatagramBatch;
  /**
   * Waits for datagrams and takes those that are there.
   *
   * @param batch Where to.
   * @returns How many came, at least 1, or `undefined` once the socket is closed.
   */
  receiveBatch(batch: DatagramBatch): Soon<number | undefined>;
  /**
   * Sends datagrams to one destination.
   *
   * @param batch Slots from 0 with their {@linkcode DatagramBatch.lengths}.
   * @param range The slots `[from, to)` to send; at least one.
   * @param destination Where to.
   * @returns How many the kernel took, at least 1.
   * @throws {SocketError} Where it does not take the first one.
   */
  sendBatch(
    batch: DatagramBatch,
    range: { from: number; to: number },
    destination: SocketAddress,
  ): Soon<number>;
  /**
   * Datagrams that the kernel dropped at this socket since it was bound, mostly because
   * its receive buffer was full.
   *
   * @returns The count as of the last datagram received or later; `undefined` where the
   * kernel does not tell.
   */
  drops(): number | undefined;
  /** Releases the socket; a waiting `receive` returns `undefined`. */
  close(): void;
}

/** A way of doing socket I/O. */
export interface Engine {
  /** Its name, as in `--engine` and in the records. */
  readonly name: string;
  /**
   * Why it cannot be used on this machine.
   *
   * @returns The reason, or `undefined` where it can.
   */
  missing(): string | undefined;
  /**
   * Listens for TCP connections.
   *
   * @param bind Where.
   * @param options Set on every accepted connection.
   * @throws {SocketError} Such as `EADDRINUSE`.
   * @throws {UnsupportedOption} Where the engine cannot set one of them.
   */
  listenTcp(bind: BindOptions, options: TcpOptions): TcpListener;
  /**
   * Connects to a TCP server.
   *
   * @param to The server.
   * @param options Set before the first byte is sent.
   * @throws {SocketError} Such as `ECONNREFUSED`.
   * @throws {UnsupportedOption} Where the engine cannot set one of them.
   */
  connectTcp(to: SocketAddress, options: TcpOptions): Promise<TcpStream>;
  /**
   * Binds a UDP socket.
   *
   * @param bind Where.
   * @param options How to set it.
   * @throws {SocketError} Such as `EADDRINUSE`.
   * @throws {UnsupportedOption} Where the engine cannot set one of them.
   */
  bindUdp(bind: BindOptions, options?: UdpOptions): UdpSocket;
  /**
   * Sleeps more exactly than a timer of the event loop can.
   *
   * @param deadlineMs When to go on, on the clock of `performance.now()`.
   * @returns Once it is later than that; other work of the event loop goes on where
   * there is any.
   */
  sleepUntil(deadlineMs: number): Soon<void>;
}
