/**
 * How an endpoint does socket I/O. One interface, so that a transfer is written
 * once and measured with whichever engine is asked for.
 *
 * @module
 */

import type { SocketAddress } from "../kernel/descriptor.ts";

export type { SocketAddress };

/** Where a socket is bound. */
export interface BindOptions {
  /** Address of this machine, such as `127.0.0.1`, `::1` or `0.0.0.0`. */
  hostname: string;
  /** Port, 0 to 65535; 0 lets the kernel choose. */
  port: number;
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
  read(into: Uint8Array): Promise<number | null>;
  /**
   * Sends some of the bytes, as send(2) does.
   *
   * @param bytes What to send.
   * @returns How many the kernel took, at least one.
   */
  write(bytes: Uint8Array): Promise<number>;
  /** Sends FIN; the other direction stays open. */
  closeWrite(): Promise<void>;
  /** Releases the socket. Pending calls fail. Closing twice does nothing. */
  close(): void;
}

/** What a TCP connection is set to as soon as it is there. */
export interface TcpOptions {
  /** Switch Nagle's algorithm off (TCP_NODELAY). */
  noDelay: boolean;
  /** Acknowledge at once: TCP_QUICKACK, set again after every receive. Linux only. */
  quickAck: boolean;
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
  accept(): Promise<TcpStream | undefined>;
  /** Stops listening; a waiting `accept` returns `undefined`. */
  close(): void;
}

/** One datagram that was received. */
export interface Received {
  /** Bytes put into the buffer; as many as fitted. */
  bytes: number;
  /** Who sent it. */
  from: SocketAddress;
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
  receive(into: Uint8Array): Promise<Received | undefined>;
  /**
   * Sends one datagram.
   *
   * @param bytes Its payload, at most 65,507 bytes over IPv4 (RFC 768, RFC 791).
   * @param to Its destination.
   * @throws {SocketError} With the code `EMSGSIZE` where it is too long.
   */
  send(bytes: Uint8Array, to: SocketAddress): Promise<void>;
  /** Releases the socket; a waiting `receive` returns `undefined`. */
  close(): void;
}

/** A way of doing socket I/O. */
export interface Engine {
  /** Its name, as in `--engine` and in the records. */
  readonly name: string;
  /**
   * Listens for TCP connections.
   *
   * @param bind Where.
   * @param options Set on every accepted connection.
   * @throws {SocketError} Such as `EADDRINUSE`.
   */
  listenTcp(bind: BindOptions, options: TcpOptions): TcpListener;
  /**
   * Connects to a TCP server.
   *
   * @param to The server.
   * @param options Set before the first byte is sent.
   * @throws {SocketError} Such as `ECONNREFUSED`.
   */
  connectTcp(to: SocketAddress, options: TcpOptions): Promise<TcpStream>;
  /**
   * Binds a UDP socket.
   *
   * @param bind Where.
   * @throws {SocketError} Such as `EADDRINUSE`.
   */
  bindUdp(bind: BindOptions): UdpSocket;
}
