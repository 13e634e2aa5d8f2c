/**
 * UDP of the engine `libc`: datagrams in batches, with the kernel's word on what was cut
 * and what was dropped.
 *
 * @module
 */

import { errno } from "../kernel/libc.ts";
import { encodeSocketName } from "../kernel/socket_name.ts";
import { OPTIONS, setOption } from "../kernel/socket_options.ts";
import { lastError, SystemCallError } from "../kernel/system_call_error.ts";
import type {
  BindOptions,
  DatagramBatch,
  Received,
  SocketAddress,
  Soon,
  UdpOptions,
  UdpSocket,
} from "./engine.ts";
import {
  calls,
  closedMeanwhile,
  EAGAIN,
  EINTR,
  LibcSocket,
  SOCK_DGRAM,
} from "./libc_socket.ts";
import { MessageVector } from "./message_vector.ts";
import { POLLIN, POLLOUT, readiness } from "./readiness.ts";
import { SocketError } from "./socket_error.ts";

/** recv(2): the real length of a datagram, "even when it was longer than the passed buffer". */
const MSG_TRUNC = 0x20;

/** What is tried, for errors. */
const SEND = "send to udp";

/** Room for the largest datagram. */
const LARGEST_DATAGRAM_BYTES = 65_535;

class LibcBatch implements DatagramBatch {
  readonly slots: number;
  readonly lengths: Int32Array;
  readonly cutBytes: Int32Array;
  readonly vector: MessageVector;
  #memories: Uint8Array<ArrayBuffer>[];
  /** Messages, from the first, that the last call has left changed. */
  used: number;

  constructor(slots: number, slotBytes: number) {
    this.slots = this.used = slots;
    this.vector = new MessageVector(slots, slotBytes);
    this.lengths = new Int32Array(slots);
    this.cutBytes = new Int32Array(slots);
    this.#memories = Array.from(
      { length: slots },
      (_, slot) => this.vector.memoryOf(slot),
    );
  }

  bytesOf(slot: number): Uint8Array {
    return this.#memories[slot]!;
  }

  senderOf(slot: number): SocketAddress {
    return this.vector.senderOf(slot);
  }

  /** Pointer to the first of some messages that are ready to be sent. */
  prepareToSend(
    range: { from: number; to: number },
    destination: SocketAddress,
  ): Deno.PointerValue {
    this.used = this.slots;
    return this.vector.prepareToSend(range, this.lengths, destination);
  }

  /** Takes over what recvmmsg(2) has left in the messages. */
  received(count: number): void {
    for (let slot = 0; slot < count; slot++) {
      const whole = this.vector.receivedBytes(slot);
      const kept = Math.min(whole, this.#memories[slot]!.length);
      this.lengths[slot] = kept;
      this.cutBytes[slot] = whole - kept;
    }
    this.used = count;
  }
}

/** What {@linkcode LibcUdpSocket.receiveBatch} makes of a count. */
function asItIs(count: number): number {
  return count;
}

/** {@linkcode encodeSocketName} with an error that says what for. */
function nameOf(peer: SocketAddress, what: string): Uint8Array<ArrayBuffer> {
  try {
    return encodeSocketName(peer);
  } catch (error) {
    throw new SocketError(what, peer, error);
  }
}

/** Names the peer where it fails, because it is not the binding that does. */
function connect(descriptor: number, peer: SocketAddress): void {
  const what = "connect udp to";
  const name = nameOf(peer, what);
  if (calls().connect(descriptor, name, name.length) !== 0) {
    throw new SocketError(what, peer, lastError(calls(), "connect"));
  }
}

/** A UDP socket. */
export class LibcUdpSocket implements UdpSocket {
  /** Where it is bound. */
  readonly local: SocketAddress;
  #socket: LibcSocket;
  #calls = calls();
  /** For one datagram at a time; made when it is first wanted. */
  #single: LibcBatch | undefined;
  #drops = 0;
  #mayBlock: boolean;

  /**
   * Makes, sets and binds it.
   *
   * @param bind Where.
   * @param options How to set it.
   * @throws {SystemCallError} Such as EADDRINUSE.
   * @throws {SocketError} Where it cannot be connected to its peer.
   */
  constructor(bind: BindOptions, options: UdpOptions) {
    const at = { address: bind.hostname, port: bind.port };
    this.#socket = LibcSocket.make(at, SOCK_DGRAM, options);
    this.#socket.orClose(() => {
      const { descriptor } = this.#socket;
      setOption(descriptor, OPTIONS.SO_RXQ_OVFL, 1);
      this.#socket.bind(at);
      if (options.connectTo !== undefined) {
        connect(descriptor, options.connectTo);
      }
    });
    this.local = this.#socket.local();
    // a server sends from the socket that it receives from, for other tasks
    this.#mayBlock = options.oneTask ?? false;
  }

  /** See {@linkcode UdpSocket.newBatch}. */
  newBatch(slots: number, slotBytes: number): DatagramBatch {
    return new LibcBatch(slots, slotBytes);
  }

  /** See {@linkcode UdpSocket.receiveBatch}. */
  receiveBatch(batch: DatagramBatch): Soon<number | undefined> {
    return this.#receive(batch as LibcBatch, asItIs);
  }

  /** See {@linkcode UdpSocket.receive}. */
  receive(into: Uint8Array): Soon<Received | undefined> {
    const batch = this.#single ??= new LibcBatch(1, LARGEST_DATAGRAM_BYTES);
    return this.#receive(batch, () => {
      const whole = batch.lengths[0]!;
      const bytes = Math.min(whole, into.length);
      into.set(batch.bytesOf(0).subarray(0, bytes));
      return {
        bytes,
        from: batch.senderOf(0),
        ...(whole > bytes ? { cutBytes: whole - bytes } : {}),
      };
    });
  }

  /**
   * Receives.
   *
   * @param batch Where to.
   * @param use Told how many came; what it returns is the result. Called at once, because
   * another receive may use the same batch before a promise goes on.
   */
  #receive<Result>(
    batch: LibcBatch,
    use: (count: number) => Result,
  ): Soon<Result | undefined> {
    if (this.#socket.isClosed) return undefined;
    batch.vector.prepareToReceive(batch.used);
    const count = this.#calls.recvmmsg(
      this.#socket.descriptor,
      batch.vector.pointer,
      batch.slots,
      MSG_TRUNC,
      null,
    );
    if (count > 0) {
      batch.received(count);
      // the kernel counts as one number, so the last datagram has the latest word
      this.#drops = Math.max(this.#drops, batch.vector.dropsBefore(count - 1));
      const result = use(count);
      return readiness.sliceIsOver(count * batch.lengths[count - 1]!)
        ? readiness.rest().then(() => result)
        : result;
    }
    const number = errno(this.#calls);
    if (number === EINTR) return this.#receive(batch, use);
    if (number !== EAGAIN) {
      return Promise.reject(
        new SocketError(
          "receive on udp",
          this.local,
          new SystemCallError("recvmmsg", number),
        ),
      );
    }
    const ready = readiness.until(
      this.#socket.descriptor,
      POLLIN,
      this.#mayBlock,
    );
    if (ready === true) return this.#receive(batch, use);
    return Promise.resolve(ready).then(() => this.#receive(batch, use));
  }

  /** See {@linkcode UdpSocket.sendBatch}. */
  sendBatch(
    batch: DatagramBatch,
    range: { from: number; to: number },
    destination: SocketAddress,
  ): Soon<number> {
    const ours = batch as LibcBatch;
    let first;
    try {
      first = ours.prepareToSend(range, destination);
    } catch (error) {
      return Promise.reject(
        new SocketError(SEND, destination, error),
      );
    }
    const sent = this.#calls.sendmmsg(
      this.#socket.descriptor,
      first,
      range.to - range.from,
      0,
    );
    if (sent > 0) {
      return readiness.sliceIsOver(sent * ours.lengths[range.from]!)
        ? readiness.rest().then(() => sent)
        : sent;
    }
    return this.#notSent(
      "sendmmsg",
      destination,
      () => this.sendBatch(batch, range, destination),
    );
  }

  /** See {@linkcode UdpSocket.send}. */
  async send(bytes: Uint8Array, to: SocketAddress): Promise<void> {
    const name = nameOf(to, SEND);
    const sent = this.#calls.sendto(
      this.#socket.descriptor,
      bytes as Uint8Array<ArrayBuffer>,
      bytes.length,
      0,
      name,
      name.length,
    );
    if (sent < 0) {
      await this.#notSent("sendto", to, () => this.send(bytes, to));
    }
  }

  /** After a send that failed: does it again once that makes sense. */
  #notSent<Result>(
    call: string,
    to: SocketAddress,
    again: () => Soon<Result>,
  ): Soon<Result> {
    const number = errno(this.#calls);
    if (number === EINTR) return again();
    if (number !== EAGAIN) {
      return Promise.reject(
        new SocketError(SEND, to, new SystemCallError(call, number)),
      );
    }
    const ready = readiness.until(this.#socket.descriptor, POLLOUT, false);
    return Promise.resolve(ready).then((isOpen) => {
      if (!isOpen) throw closedMeanwhile(SEND, to);
      return again();
    });
  }

  /** See {@linkcode UdpSocket.drops}: SO_RXQ_OVFL, as of the last datagram received. */
  drops(): number {
    return this.#drops;
  }

  /** See {@linkcode UdpSocket.close}. */
  close(): void {
    this.#socket.close();
  }
}
