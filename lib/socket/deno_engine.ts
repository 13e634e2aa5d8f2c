/**
 * The engine `deno`: what a Deno program gets from `Deno.listen`, `Deno.connect`
 * and `Deno.listenDatagram`.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { descriptorOf } from "../kernel/descriptor.ts";
import { libcMissing } from "../kernel/libc.ts";
import { setQuickAck } from "../kernel/socket_options.ts";
import { tcpInfo } from "../kernel/tcp_info.ts";
import { udpSocketDrops } from "../kernel/udp_socket_drops.ts";
import type {
  BindOptions,
  DatagramBatch,
  Engine,
  Received,
  SocketAddress,
  SocketMemory,
  TcpInfo,
  TcpListener,
  TcpOptions,
  TcpStream,
  UdpOptions,
  UdpSocket,
} from "./engine.ts";
import { SocketError, UnsupportedOption } from "./socket_error.ts";

/** Below this, timers are too coarse (measured: over 2 ms for a timeout of 0). */
const TIMER_GRAIN_MS = 4;

/** Deno's sockets as an {@linkcode Engine}. */
export const denoEngine: Engine = {
  name: "deno",

  missing: () => undefined,

  listenTcp(bind: BindOptions, options: TcpOptions): TcpListener {
    refuseUnsupported(options);
    try {
      return new DenoTcpListener(Deno.listen(bind), options);
    } catch (error) {
      throw new SocketError("listen on tcp", toAddress(bind), error);
    }
  },

  async connectTcp(to: SocketAddress, options: TcpOptions): Promise<TcpStream> {
    refuseUnsupported(options);
    let connection;
    try {
      connection = await Deno.connect({ hostname: to.address, port: to.port });
    } catch (error) {
      throw new SocketError("connect to tcp", to, error);
    }
    return withOptions(connection, options);
  },

  bindUdp(bind: BindOptions, options: UdpOptions = {}): UdpSocket {
    refuseUnsupported(options);
    try {
      return new DenoUdpSocket(
        Deno.listenDatagram({ transport: "udp", ...bind }),
      );
    } catch (error) {
      throw new SocketError("bind udp", toAddress(bind), error);
    }
  },

  async sleepUntil(deadlineMs: number): Promise<void> {
    const byTimer = deadlineMs - performance.now() - TIMER_GRAIN_MS;
    if (byTimer > 0) {
      await new Promise((resolve) => setTimeout(resolve, byTimer));
    }
    // the last stretch is spent going round the event loop, which is exact to a few
    // microseconds, at the price of a busy core
    while (performance.now() < deadlineMs) {
      await new Promise<void>((resolve) => setImmediate(() => resolve()));
    }
  },
};

/** Deno has no API for these; a condition that asks for them must not run without. */
function refuseUnsupported(
  options: SocketMemory & Partial<TcpOptions> & UdpOptions,
): void {
  const asked = {
    SO_SNDBUF: options.socketSendBytes !== undefined,
    SO_RCVBUF: options.socketReceiveBytes !== undefined,
    TCP_CORK: options.cork === true,
    TCP_MAXSEG: options.maximumSegmentBytes !== undefined,
    TCP_CONGESTION: options.congestionControl !== undefined,
    "a UDP socket's peer": options.connectTo !== undefined,
  };
  for (const [option, isAsked] of Object.entries(asked)) {
    if (isAsked) throw new UnsupportedOption("deno", option);
  }
}

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
    return options.quickAck === false
      ? new DenoTcpStream(connection)
      : new QuickAckStream(connection, options.quickAck);
  } catch (error) {
    connection.close();
    throw error;
  }
}

class DenoTcpStream implements TcpStream {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  #connection: Deno.TcpConn;
  #descriptor: number | undefined;
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

  info(): TcpInfo | undefined {
    if (this.#closed) return undefined;
    // kept: a connection that was reset has no peer's address any more to find it by
    this.#descriptor ??= descriptorOf(this.local, this.remote);
    return this.#descriptor === undefined
      ? undefined
      : tcpInfo(this.#descriptor);
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
  #again: boolean;

  constructor(connection: Deno.TcpConn, quickAck: true | "once") {
    super(connection);
    this.#again = quickAck === true;
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
    if (this.#again) setQuickAck(this.#descriptor);
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

/** Deno receives and sends one datagram a call, so the batch is never full of more. */
class DenoBatch implements DatagramBatch {
  readonly slots: number;
  readonly lengths: Int32Array;
  sender: SocketAddress = { address: "", port: 0 };
  #memories: Uint8Array[];

  constructor(slots: number, slotBytes: number) {
    this.slots = slots;
    this.lengths = new Int32Array(slots);
    this.#memories = Array.from(
      { length: slots },
      () => new Uint8Array(slotBytes),
    );
  }

  bytesOf(slot: number): Uint8Array {
    return this.#memories[slot]!;
  }

  senderOf(): SocketAddress {
    return this.sender;
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

  newBatch(slots: number, slotBytes: number): DatagramBatch {
    return new DenoBatch(slots, slotBytes);
  }

  async receiveBatch(batch: DatagramBatch): Promise<number | undefined> {
    const ours = batch as DenoBatch;
    const received = await this.receive(ours.bytesOf(0));
    if (received === undefined) return undefined;
    ours.lengths[0] = received.bytes;
    const { address, port } = ours.sender;
    if (received.from.port !== port || received.from.address !== address) {
      ours.sender = received.from;
    }
    return 1;
  }

  async sendBatch(
    batch: DatagramBatch,
    range: { from: number; to: number },
    destination: SocketAddress,
  ): Promise<number> {
    const slot = range.from;
    const bytes = batch.bytesOf(slot).subarray(0, batch.lengths[slot]);
    await this.send(bytes, destination);
    return 1;
  }

  drops(): number | undefined {
    return this.#closed ? undefined : udpSocketDrops(this.local);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }
}
