/**
 * The engine `deno`: what a Deno program gets from `Deno.listen`, `Deno.connect`
 * and `Deno.listenDatagram`.
 *
 * @module
 */

import { descriptorOf } from "../kernel/descriptor.ts";
import { libcMissing } from "../kernel/libc.ts";
import { setQuickAck } from "../kernel/tcp_options.ts";
import type {
  BindOptions,
  Engine,
  Received,
  SocketAddress,
  TcpListener,
  TcpOptions,
  TcpStream,
  UdpSocket,
} from "./engine.ts";
import { SocketError } from "./socket_error.ts";

/** Deno's sockets as an {@linkcode Engine}. */
export const denoEngine: Engine = {
  name: "deno",

  listenTcp(bind: BindOptions, options: TcpOptions): TcpListener {
    try {
      return new DenoTcpListener(Deno.listen(bind), options);
    } catch (error) {
      throw new SocketError("listen on tcp", toAddress(bind), error);
    }
  },

  async connectTcp(to: SocketAddress, options: TcpOptions): Promise<TcpStream> {
    let connection;
    try {
      connection = await Deno.connect({ hostname: to.address, port: to.port });
    } catch (error) {
      throw new SocketError("connect to tcp", to, error);
    }
    return withOptions(connection, options);
  },

  bindUdp(bind: BindOptions): UdpSocket {
    try {
      return new DenoUdpSocket(
        Deno.listenDatagram({ transport: "udp", ...bind }),
      );
    } catch (error) {
      throw new SocketError("bind udp", toAddress(bind), error);
    }
  },
};

function toAddress(bind: BindOptions): SocketAddress {
  return { address: bind.hostname, port: bind.port };
}

function fromNetAddress(address: Deno.Addr): SocketAddress {
  const { hostname, port } = address as Deno.NetAddr;
  return { address: hostname, port };
}

function withOptions(connection: Deno.TcpConn, options: TcpOptions): TcpStream {
  try {
    // Deno's default leaves Nagle's algorithm on.
    if (options.noDelay) connection.setNoDelay(true);
    return options.quickAck
      ? new QuickAckStream(connection)
      : new DenoTcpStream(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

class DenoTcpStream implements TcpStream {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  #connection: Deno.TcpConn;
  #closed = false;

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.local = fromNetAddress(connection.localAddr);
    this.remote = fromNetAddress(connection.remoteAddr);
  }

  async read(into: Uint8Array): Promise<number | null> {
    try {
      return await this.#connection.read(into);
    } catch (error) {
      throw new SocketError("receive from tcp", this.remote, error);
    }
  }

  async write(bytes: Uint8Array): Promise<number> {
    try {
      return await this.#connection.write(bytes);
    } catch (error) {
      throw new SocketError("send to tcp", this.remote, error);
    }
  }

  async closeWrite(): Promise<void> {
    try {
      await this.#connection.closeWrite();
    } catch (error) {
      throw new SocketError("shut down tcp", this.remote, error);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }
}

/** A stream that sets TCP_QUICKACK again after every receive, because Linux does not keep it. */
class QuickAckStream extends DenoTcpStream {
  #descriptor: number;

  constructor(connection: Deno.TcpConn) {
    super(connection);
    const descriptor = descriptorOf(this.local, this.remote);
    if (descriptor === undefined) {
      throw new Error(
        `Cannot set TCP_QUICKACK: ${
          libcMissing() ?? "the socket's descriptor was not found"
        }`,
      );
    }
    this.#descriptor = descriptor;
    setQuickAck(descriptor);
  }

  override async read(into: Uint8Array): Promise<number | null> {
    const received = await super.read(into);
    setQuickAck(this.#descriptor);
    return received;
  }
}

class DenoTcpListener implements TcpListener {
  readonly local: SocketAddress;
  #listener: Deno.TcpListener;
  #options: TcpOptions;
  #closed = false;

  constructor(listener: Deno.TcpListener, options: TcpOptions) {
    this.#listener = listener;
    this.#options = options;
    this.local = fromNetAddress(listener.addr);
  }

  async accept(): Promise<TcpStream | undefined> {
    try {
      return withOptions(await this.#listener.accept(), this.#options);
    } catch (error) {
      if (this.#closed) return undefined;
      throw new SocketError("accept on tcp", this.local, error);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.close();
  }
}

class DenoUdpSocket implements UdpSocket {
  readonly local: SocketAddress;
  #socket: Deno.DatagramConn;
  #closed = false;

  constructor(socket: Deno.DatagramConn) {
    this.#socket = socket;
    this.local = fromNetAddress(socket.addr);
  }

  async receive(into: Uint8Array): Promise<Received | undefined> {
    try {
      const [bytes, from] = await this.#socket.receive(into);
      return { bytes: bytes.length, from: fromNetAddress(from) };
    } catch (error) {
      if (this.#closed) return undefined;
      throw new SocketError("receive on udp", this.local, error);
    }
  }

  async send(bytes: Uint8Array, to: SocketAddress): Promise<void> {
    try {
      await this.#socket.send(bytes, {
        transport: "udp",
        hostname: to.address,
        port: to.port,
      });
    } catch (error) {
      throw new SocketError("send to udp", to, error);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }
}
