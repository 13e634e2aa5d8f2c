/**
 * TCP of the engine `libc`.
 *
 * @module
 */

import { errno } from "../kernel/libc.ts";
import {
  decodeSocketName,
  encodeSocketName,
  SOCKET_NAME_BYTES,
} from "../kernel/socket_name.ts";
import {
  getOption,
  OPTIONS,
  setCongestionControl,
  setOption,
  setQuickAck,
} from "../kernel/socket_options.ts";
import { lastError, SystemCallError } from "../kernel/system_call_error.ts";
import { tcpInfo } from "../kernel/tcp_info.ts";
import type {
  BindOptions,
  SocketAddress,
  Soon,
  TcpInfo,
  TcpListener,
  TcpOptions,
  TcpStream,
} from "./engine.ts";
import {
  calls,
  closedMeanwhile,
  EAGAIN,
  EINTR,
  LibcSocket,
  SOCK_NONBLOCK_CLOEXEC,
  SOCK_STREAM,
} from "./libc_socket.ts";
import { POLLIN, POLLOUT, readiness } from "./readiness.ts";
import { SocketError } from "./socket_error.ts";

const EINPROGRESS = 115;
/** send(2): an error, not a signal, where the peer is gone. */
const MSG_NOSIGNAL = 0x4000;
/** shutdown(2) */
const SHUT_WR = 1;
/** As long as the kernel allows (net.core.somaxconn): a thousand clients may come at once. */
const BACKLOG = 65_535;

/** Connections of one listening socket. */
export class LibcTcpListener implements TcpListener {
  /** Where it listens. */
  readonly local: SocketAddress;
  #socket: LibcSocket;
  #options: TcpOptions;
  #name = new Uint8Array(SOCKET_NAME_BYTES);
  #nameLength = new Uint32Array(1);

  /**
   * Binds and listens.
   *
   * @param bind Where.
   * @param options Set on every accepted connection.
   * @throws {SystemCallError} Such as EADDRINUSE.
   */
  constructor(bind: BindOptions, options: TcpOptions) {
    this.#options = options;
    const at = { address: bind.hostname, port: bind.port };
    this.#socket = LibcSocket.make(at, SOCK_STREAM, options);
    this.#socket.orClose(() => {
      const { descriptor } = this.#socket;
      setOption(descriptor, OPTIONS.SO_REUSEADDR, 1);
      setBeforeConnecting(descriptor, options);
      this.#socket.bind(at);
      if (calls().listen(descriptor, BACKLOG) !== 0) {
        throw lastError(calls(), "listen");
      }
    });
    this.local = this.#socket.local();
  }

  /** See {@linkcode TcpListener.accept}. */
  accept(): Soon<TcpStream | undefined> {
    if (this.#socket.isClosed) return undefined;
    this.#nameLength[0] = this.#name.length;
    const descriptor = calls().accept4(
      this.#socket.descriptor,
      this.#name,
      this.#nameLength,
      SOCK_NONBLOCK_CLOEXEC,
    );
    if (descriptor < 0) return this.#notAccepted();
    const socket = LibcSocket.accepted(descriptor);
    try {
      const stream = new LibcTcpStream(
        socket,
        decodeSocketName(this.#name),
        this.#options,
      );
      return readiness.sliceIsOver(0)
        ? readiness.rest().then(() => stream)
        : stream;
    } catch (error) {
      socket.close();
      return Promise.reject(
        new SocketError("accept on tcp", this.local, error),
      );
    }
  }

  #notAccepted(): Soon<TcpStream | undefined> {
    const number = errno(calls());
    if (number === EINTR) return this.accept();
    if (number === EAGAIN) {
      // whoever accepts is about to serve somebody else: never on the spot
      const ready = readiness.until(this.#socket.descriptor, POLLIN, false);
      return Promise.resolve(ready).then(() => this.accept());
    }
    return Promise.reject(
      new SocketError(
        "accept on tcp",
        this.local,
        new SystemCallError("accept4", number),
      ),
    );
  }

  /** See {@linkcode TcpListener.close}. */
  close(): void {
    this.#socket.close();
  }
}

/** What has to be set before a connection is there: it is agreed on with the first segments. */
function setBeforeConnecting(descriptor: number, options: TcpOptions): void {
  const { maximumSegmentBytes, congestionControl } = options;
  if (maximumSegmentBytes !== undefined) {
    setOption(descriptor, OPTIONS.TCP_MAXSEG, maximumSegmentBytes);
  }
  if (congestionControl !== undefined) {
    setCongestionControl(descriptor, congestionControl);
  }
}

/**
 * Connects to a server.
 *
 * @param to Its address, numeric.
 * @param options Set before the first byte is sent.
 * @returns The connection.
 * @throws {SystemCallError} Such as ECONNREFUSED.
 */
export async function connectTcp(
  to: SocketAddress,
  options: TcpOptions,
): Promise<TcpStream> {
  const name = encodeSocketName(to);
  const socket = LibcSocket.make(to, SOCK_STREAM, options);
  try {
    const { descriptor } = socket;
    setBeforeConnecting(descriptor, options);
    if (calls().connect(descriptor, name, name.length) !== 0) {
      if (errno(calls()) !== EINPROGRESS) throw lastError(calls(), "connect");
      await readiness.until(descriptor, POLLOUT, true);
      const failed = getOption(descriptor, OPTIONS.SO_ERROR);
      if (failed !== 0) throw new SystemCallError("connect", failed);
    }
    return new LibcTcpStream(socket, decodeSocketName(name), options);
  } catch (error) {
    socket.close();
    throw error;
  }
}

class LibcTcpStream implements TcpStream {
  readonly remote: SocketAddress;
  #local: SocketAddress | undefined;
  #socket: LibcSocket;
  #quickAck: boolean;
  #calls = calls();

  constructor(socket: LibcSocket, remote: SocketAddress, options: TcpOptions) {
    this.#socket = socket;
    this.#quickAck = options.quickAck === true;
    this.remote = remote;
    const { descriptor } = socket;
    if (options.noDelay) setOption(descriptor, OPTIONS.TCP_NODELAY, 1);
    if (options.cork === true) setOption(descriptor, OPTIONS.TCP_CORK, 1);
    if (options.quickAck !== false) setQuickAck(descriptor);
  }

  /** Asked for when it is wanted: nobody does while a download's time is taken. */
  get local(): SocketAddress {
    return this.#local ??= this.#socket.local();
  }

  read(into: Uint8Array): Soon<number | null> {
    const { descriptor } = this.#socket;
    const received = this.#calls.recv(
      descriptor,
      into as Uint8Array<ArrayBuffer>,
      into.length,
      0,
    );
    if (received > 0) {
      // Linux leaves quick acknowledgements by itself (tcp(7))
      if (this.#quickAck) setQuickAck(descriptor);
      return readiness.sliceIsOver(received)
        ? readiness.rest().then(() => received)
        : received;
    }
    if (received === 0) return into.length === 0 ? 0 : null;
    return this.#retry({
      what: "receive from tcp",
      call: "recv",
      events: POLLIN,
      again: () => this.read(into),
    });
  }

  write(bytes: Uint8Array): Soon<number> {
    const sent = this.#calls.send(
      this.#socket.descriptor,
      bytes as Uint8Array<ArrayBuffer>,
      bytes.length,
      MSG_NOSIGNAL,
    );
    if (sent >= 0) {
      return readiness.sliceIsOver(sent)
        ? readiness.rest().then(() => sent)
        : sent;
    }
    return this.#retry({
      what: "send to tcp",
      call: "send",
      events: POLLOUT,
      again: () => this.write(bytes),
    });
  }

  /** After a call that failed: does it again once that makes sense. */
  #retry<Result>(
    { what, call, events, again }: {
      what: string;
      call: string;
      events: number;
      again: () => Soon<Result>;
    },
  ): Soon<Result> {
    const number = errno(this.#calls);
    if (number === EINTR) return again();
    if (number !== EAGAIN) {
      return Promise.reject(
        new SocketError(what, this.remote, new SystemCallError(call, number)),
      );
    }
    const ready = readiness.until(this.#socket.descriptor, events, true);
    if (ready === true) return again();
    return Promise.resolve(ready).then((isOpen) => {
      if (!isOpen) throw closedMeanwhile(what, this.remote);
      return again();
    });
  }

  closeWrite(): Promise<void> {
    if (this.#calls.shutdown(this.#socket.descriptor, SHUT_WR) === 0) {
      return Promise.resolve();
    }
    return Promise.reject(
      new SocketError(
        "shut down tcp",
        this.remote,
        lastError(this.#calls, "shutdown"),
      ),
    );
  }

  info(): TcpInfo | undefined {
    return this.#socket.isClosed ? undefined : tcpInfo(this.#socket.descriptor);
  }

  close(): void {
    if (this.#socket.isClosed) return;
    // a closed socket has no address that could be asked for
    void this.local;
    this.#socket.close();
  }
}
